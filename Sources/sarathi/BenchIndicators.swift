import ArgumentParser
import Backtesting
import Foundation
import History
import Indicators

/// `sarathi bench indicators`: nanoseconds a bar of each indicator.
struct BenchIndicators: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "indicators",
    abstract: "Every indicator over 900 000 bars: nanoseconds a bar, bar by bar and as one array.")

  @Flag(help: "Print JSON.") var json = false

  func run() async throws { try await backtesting { try Self.measure().show(json: json) } }

  struct Report: BenchReport {
    var indicators: [IndicatorTimes.Result]

    var rows: [BenchRow] {
      indicators.map { result in
        BenchRow(
          "indicator \(result.name): an update", target: "≤ 25 ns (aim 8)",
          "\(result.streaming.rounded(to: 1)) ns; in an array \(result.array.rounded(to: 1)) ns",
          met: result.streaming <= 25)
      }
    }

    /// All of them in one row.
    var summary: BenchRow {
      let slowest = indicators.max { $0.streaming < $1.streaming }
      let within = indicators.filter { $0.streaming <= 8 }.count
      return BenchRow(
        "indicators: the slowest update", target: "≤ 25 ns (aim 8)",
        "\((slowest?.streaming ?? 0).rounded(to: 1)) ns (\(slowest?.name ?? "")); \(within) of \(indicators.count) in 8 ns",
        met: (slowest?.streaming ?? 0) <= 25)
    }
  }

  static func measure() throws -> Report {
    let folder = try BenchFolder()
    defer { folder.remove() }
    let file = folder.url.appending(path: "w1.csv")
    try BenchBars.write(to: file)
    guard let series = try BenchCrossover().instruments([file]).first?.bars else { return Report(indicators: []) }
    let times = IndicatorTimes(bars: (0..<series.count).map { Bar(series.candle($0)) })
    return Report(indicators: times.cases.map { $0.run() })
  }
}
