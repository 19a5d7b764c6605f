import ArgumentParser
import Foundation

/// `sarathi bench memory`: what an idle desk holds with a full instrument master.
struct BenchMemory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory", abstract: "Memory of an idle desk with 100 000 instruments.",
    usage: "sarathi bench memory [<options>]")

  @Option(help: "Instruments of the master.") var instruments = 100_000
  @Option(help: ArgumentHelp("Folder on the disk to measure (default: the temporary one).", valueName: "folder"))
  var place: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1000...1_000_000).contains(instruments) else {
      throw ValidationError("--instruments must be 1000 to 1000000")
    }
  }

  func run() throws { try Self.measure(instruments: instruments, place: place).show(json: json) }

  struct Report: BenchReport {
    var instruments: Int
    var emptyBytes: Int
    /// The first start reads the master and writes every instrument down.
    var firstStartBytes: Int
    var firstStartSeconds: Double
    var laterStartBytes: Int
    var laterStartSeconds: Double

    var rows: [BenchRow] {
      let target = "≤ 50 MiB"
      func row(_ what: String, _ bytes: Int, _ seconds: Double) -> BenchRow {
        BenchRow(
          what, target: target, "\(Self.mebibytes(bytes)) MiB (ready after \(seconds.rounded(to: 2)) s)",
          met: Double(bytes) <= 50 * 1_048_576)
      }
      return [
        row("idle memory, \(instruments) instruments, first start", firstStartBytes, firstStartSeconds),
        row("idle memory, \(instruments) instruments, later start", laterStartBytes, laterStartSeconds),
        BenchRow("idle memory, no instruments", "\(Self.mebibytes(emptyBytes)) MiB"),
      ]
    }

    private static func mebibytes(_ bytes: Int) -> String { (Double(bytes) / 1_048_576).rounded(to: 1) }
  }

  static func measure(instruments: Int = 100_000, place: String? = nil) throws -> Report {
    let folder = try BenchFolder(in: place)
    defer { folder.remove() }
    let master = folder.url.appending(path: "instruments.csv")
    try BenchMaster.write(to: master, instruments: instruments)
    let empty = try idle(folder.url.appending(path: "empty"), folder.url, settings: "")
    let settings = "[files]\ninstruments = \"\(master.path)\"\n"
    let data = folder.url.appending(path: "desk")
    let first = try idle(data, folder.url, settings: settings)
    let later = try idle(data, folder.url, settings: settings)
    return Report(
      instruments: instruments, emptyBytes: empty.bytes, firstStartBytes: first.bytes,
      firstStartSeconds: first.seconds, laterStartBytes: later.bytes, laterStartSeconds: later.seconds)
  }

  private static func idle(_ data: URL, _ home: URL, settings: String) throws -> (bytes: Int, seconds: Double) {
    let server = try BenchServer(data: data, home: home, settings: settings)
    usleep(2_000_000)
    let bytes = server.child.residentBytes
    server.child.stop()
    return (bytes, server.secondsToReady)
  }
}
