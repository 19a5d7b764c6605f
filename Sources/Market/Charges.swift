/// What trading costs, each kind on its own line. All lines are amounts to pay, so they are positive; those of a fill
/// that is taken back are negative.
package struct Charges: Hashable, Sendable, Codable {
  package var brokerage = Money.zero
  /// Securities transaction tax; commodities transaction tax on MCX.
  package var stt = Money.zero
  /// Exchange transaction charge, investor protection fund included.
  package var exchange = Money.zero
  package var sebi = Money.zero
  package var gst = Money.zero
  package var stamp = Money.zero
  /// Depository charge of a delivery sale, its GST included. Not on the contract note.
  package var dp = Money.zero
  /// Day note minus what had accrued; may be negative.
  package var rounding = Money.zero

  package static var zero: Charges { Charges() }

  package init(
    brokerage: Money = .zero, stt: Money = .zero, exchange: Money = .zero, sebi: Money = .zero, gst: Money = .zero,
    stamp: Money = .zero, dp: Money = .zero, rounding: Money = .zero
  ) {
    self.brokerage = brokerage
    self.stt = stt
    self.exchange = exchange
    self.sebi = sebi
    self.gst = gst
    self.stamp = stamp
    self.dp = dp
    self.rounding = rounding
  }

  package var total: Money { brokerage + stt + exchange + sebi + gst + stamp + dp + rounding }

  package static func + (a: Charges, b: Charges) -> Charges {
    Charges(
      brokerage: a.brokerage + b.brokerage, stt: a.stt + b.stt, exchange: a.exchange + b.exchange,
      sebi: a.sebi + b.sebi, gst: a.gst + b.gst, stamp: a.stamp + b.stamp, dp: a.dp + b.dp,
      rounding: a.rounding + b.rounding)
  }

  package static prefix func - (a: Charges) -> Charges {
    Charges(
      brokerage: -a.brokerage, stt: -a.stt, exchange: -a.exchange, sebi: -a.sebi, gst: -a.gst, stamp: -a.stamp,
      dp: -a.dp, rounding: -a.rounding)
  }

  package static func += (a: inout Charges, b: Charges) { a = a + b }
}
