import ArgumentParser

/// Where results go.
struct BacktestOutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON document and nothing else.") var json = false
  @Option(help: ArgumentHelp("Write the report as a page.", valueName: "out.html"), completion: .file())
  var report: String?
  @Option(help: ArgumentHelp("Write the closed trades.", valueName: "out.csv"), completion: .file())
  var trades: String?
  @Option(help: ArgumentHelp("Write every execution.", valueName: "out.csv"), completion: .file())
  var fills: String?
  @Flag(help: "Do not keep the run in the data folder.") var noSave = false
}
