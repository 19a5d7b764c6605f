package import Market
import Trading

/// What all trades paid, by kind.
package struct ChargeTotals: Codable, Hashable, Sendable {
  @AsText package var brokerage: Money
  @AsText package var stt: Money
  @AsText package var exchange: Money
  @AsText package var sebi: Money
  @AsText package var gst: Money
  @AsText package var stamp: Money
  @AsText package var dp: Money
  @AsText package var rounding: Money
  @AsText package var total: Money
  /// Total ÷ Σ results before charges; nil unless trading made something before charges.
  package var shareOfGross: Double?

  init(_ lines: [TradeLine]) {
    var sum = Charges.zero
    var gross = Money.zero
    for line in lines {
      sum += line.trade.charges
      gross += line.trade.gross
    }
    brokerage = sum.brokerage
    stt = sum.stt
    exchange = sum.exchange
    sebi = sum.sebi
    gst = sum.gst
    stamp = sum.stamp
    dp = sum.dp
    rounding = sum.rounding
    total = sum.total
    shareOfGross = gross > .zero ? sum.total.rupees / gross.rupees : nil
  }
}
