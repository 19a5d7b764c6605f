import ArgumentParser

/// `sarathi bench`: measures this program on this machine. It judges nothing by time: a missed target is printed.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure: ticks, backtests, decisions, webhook, memory, start.",
    discussion: """
      Without a subcommand everything is measured and shown as a table beside its target. Figures mean something in a \
      release build only ("make bench"). Everything happens in temporary folders and on the loopback address.
      """,
    subcommands: [
      BenchAll.self, BenchW1.self, BenchW2.self, BenchW3.self, BenchScaling.self, BenchIndicators.self, BenchW4.self,
      BenchEngine.self, BenchWebhook.self, BenchMemory.self, BenchStart.self, BenchSoak.self,
      BenchDeskUnderTest.self,
    ],
    defaultSubcommand: BenchAll.self)
}
