import History
import Indicators
package import Market

/// A share that opened so far from the close before that a split or bonus is likelier than a crash.
package struct OvernightJump: Hashable, Sendable {
  package var symbol: String
  package var day: TradingDay
  package var before: Price
  package var after: Price
  /// New shares for old ones, such as 10 for 1.
  package var newShares: Int
  package var oldShares: Int

  /// Ratios of usual splits, bonuses and consolidations.
  private static let ratios: [(new: Int, old: Int)] =
    [
      (4, 3), (3, 2), (5, 3), (2, 1), (5, 2), (3, 1), (4, 1), (5, 1), (6, 1), (8, 1), (10, 1), (20, 1), (50, 1),
      (100, 1),
    ]
    + [(1, 2), (1, 5), (1, 10), (1, 20), (1, 100)]

  /// The price may move overnight besides, by this share.
  private static let tolerance = 0.06

  /// All of an instrument, ascending; empty for anything but a share.
  static func all(of instrument: BacktestInstrument) -> [OvernightJump] {
    guard instrument.instrument.kind == .equity else { return [] }
    var jumps: [OvernightJump] = []
    var walk = DayWalk(instrument.bars)
    var close: Price?
    while let (day, open, last) = walk.next() {
      if let close, let ratio = ratio(close, open) {
        jumps.append(
          OvernightJump(
            symbol: instrument.bars.symbol, day: day, before: close, after: open, newShares: ratio.new,
            oldShares: ratio.old))
      }
      close = last
    }
    return jumps
  }

  private static func ratio(_ before: Price, _ after: Price) -> (new: Int, old: Int)? {
    guard before.raw > 0, after.raw > 0 else { return nil }
    let factor = before.rupees / after.rupees
    func distance(_ ratio: (new: Int, old: Int)) -> Double { abs(factor * Double(ratio.old) / Double(ratio.new) - 1) }
    guard let nearest = ratios.min(by: { distance($0) < distance($1) }), distance(nearest) <= tolerance else {
      return nil
    }
    return nearest
  }

  /// `TATASTEEL opens 2022-07-28 at 103.00 after 972.00`
  var text: String { "\(symbol) opens \(day) at \(after) after \(before), about \(oldShares)/\(newShares)" }
}
