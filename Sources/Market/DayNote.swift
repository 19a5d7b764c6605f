/// A fill as far as charges need to know it.
package struct ChargeableFill: Hashable, Sendable {
  /// Equal for fills of one executed order at the exchange: each slice is an order.
  package var order: Int
  package var instrument: InstrumentID
  package var exchange: Exchange
  package var segment: ChargeSegment
  package var side: Side
  /// Price × quantity; of options the premium. Positive.
  package var value: Money

  package init(
    order: Int, instrument: InstrumentID, exchange: Exchange, segment: ChargeSegment, side: Side, value: Money
  ) {
    self.order = order
    self.instrument = instrument
    self.exchange = exchange
    self.segment = segment
    self.side = side
    self.value = value
  }
}

/// The charges of an account's day, rounded as the contract note rounds them.
package struct DayNote: Hashable, Sendable {
  /// How a note rounds, always half up.
  package struct Rounding: Hashable, Sendable {
    /// For each security, segment and side. That an exact half goes up is not verified.
    package var stt = Money.rupee
    /// Some brokers' notes show whole rupees; not verified.
    package var stamp = Money.paisa
    package var others = Money.paisa

    package static let standard = Rounding()
    package init() {}
  }

  /// `dp` is among them although it is billed apart from the note; `rounding` is zero.
  package var charges: Charges

  /// What to post at the day's end when `accrued` was posted fill by fill: afterwards the day has cost exactly
  /// ``charges``. The depository charge is its own line; all else is `rounding`.
  package func adjustment(after accrued: Charges) -> Charges {
    let dp = charges.dp - accrued.dp
    return Charges(dp: dp, rounding: charges.total - accrued.total - dp)
  }
}

extension ChargeSchedule {
  /// The note of one day for one account.
  /// - Parameter fills: all of them; their order does not matter.
  package func dayNote(
    for fills: [ChargeableFill], plan: String, on day: TradingDay, rounding: DayNote.Rounding = .standard
  ) throws(ChargeError) -> DayNote {
    var builder = DayNoteBuilder(schedule: self, plan: plan, day: day, rounding: rounding)
    for fill in fills { try builder.add(fill) }
    return DayNote(charges: builder.charges)
  }
}
