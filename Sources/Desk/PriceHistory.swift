import Foundation
package import History
import Market
import Storage

/// Candles of earlier days, by symbol.
package typealias CandleHistory = [String: BarSeries]

/// The candles before today that warm a deployment up.
enum PriceHistory {
  /// A file without a column of symbols is of the one it is named after.
  static func bars(_ files: [URL], _ symbols: [String]) throws -> [BarSeries] {
    try HistoryLoader().bars(files, symbols: symbols).series
  }

  /// The history of each of a deployment's symbols; of all there are when it has none of its own. Off the loop: price
  /// files may be large.
  /// - Throws: when a file cannot be read, has none of a symbol, or has candles the deployment's cannot be made of.
  @concurrent static func load(
    _ deployment: Deployment, from shelf: StrategyShelf
  ) async throws -> CandleHistory {
    guard !deployment.history.isEmpty else { return [:] }
    let files = deployment.history.map { URL(filePath: $0) }
    let symbols = deployment.instruments.map(\.symbol)
    let series = try shelf.history(files, symbols)
    var found: CandleHistory = [:]
    for bars in series where symbols.isEmpty || symbols.contains(bars.symbol) {
      try check(bars, for: deployment)
      found[bars.symbol] = bars
    }
    if let missing = symbols.first(where: { found[$0] == nil }) {
      let known = series.map(\.symbol).filter { !symbols.contains($0) }
      throw DeskError(
        "no history of \(missing) is in \(files.map(\.lastPathComponent).joined(separator: ", "))"
          + (known.isEmpty ? "" : ", only of \(known.joined(separator: ", "))")
          + "; a file without a column of symbols is of the one it is named after, such as \(missing).csv")
    }
    return found
  }

  private static func check(_ bars: BarSeries, for deployment: Deployment) throws(DeskError) {
    let wanted = deployment.interval
    let isWhole = wanted.nanoseconds % bars.interval.nanoseconds == 0
    let areDaily = bars.isDaily
    guard areDaily ? wanted >= BarSeries.shortestDaily : (isWhole || wanted >= BarSeries.shortestDaily) else {
      throw DeskError(
        "the history of \(bars.symbol) has candles of \(CandleLength.text(bars.interval)); those of "
          + "\(CandleLength.text(wanted)) cannot be made of them")
    }
  }
}
