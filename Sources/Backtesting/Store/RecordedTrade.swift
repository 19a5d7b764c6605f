package import Market
package import Trading

/// A closed round trip as a stored run keeps it: in a file a short row rather than an object.
package struct RecordedTrade: Hashable, Sendable {
  /// Index into ``BacktestRecord/data``.
  package var instrument: Int
  /// `.buy` is long.
  package var direction: Side
  package var quantity: Quantity
  package var entryPrice: Price
  package var exitPrice: Price
  package var opened: Timestamp
  package var closed: Timestamp
  /// Before charges.
  package var gross: Money
  package var charges: Money
  package var exitReason: ExitReason?
  /// The largest loss and gain on the way, before charges (MAE and MFE); nil in records of earlier versions.
  package var adverse: Money?
  package var favourable: Money?
  /// Gross result ÷ what the first stop put at risk; nil without a stop.
  package var riskMultiple: Double?

  package var net: Money { gross - charges }

  package init(
    instrument: Int, direction: Side, quantity: Quantity, entryPrice: Price, exitPrice: Price, opened: Timestamp,
    closed: Timestamp, gross: Money, charges: Money, exitReason: ExitReason?
  ) {
    self.instrument = instrument
    self.direction = direction
    self.quantity = quantity
    self.entryPrice = entryPrice
    self.exitPrice = exitPrice
    self.opened = opened
    self.closed = closed
    self.gross = gross
    self.charges = charges
    self.exitReason = exitReason
  }

  /// - Parameter instrument: the place of the trade's instrument in ``BacktestRecord/data``.
  package init(_ trade: Trade, instrument: Int) {
    self.init(
      instrument: instrument, direction: trade.direction, quantity: trade.quantity, entryPrice: trade.entryPrice,
      exitPrice: trade.exitPrice, opened: trade.opened, closed: trade.closed, gross: trade.gross,
      charges: trade.charges.total, exitReason: trade.exitReason)
  }
}

/// `[instrument, "BUY", quantity, entry, exit, opened ms, closed ms, gross, charges, reason]`, and where they are
/// known `adverse, favourable, risk multiple`; prices and money in 1/10 000 rupee.
extension RecordedTrade: Codable {
  package init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    instrument = try row.decode(Int.self)
    direction = try row.decode(Side.self)
    quantity = Quantity(try row.decode(Int64.self))
    entryPrice = Price(raw: try row.decode(Int64.self))
    exitPrice = Price(raw: try row.decode(Int64.self))
    opened = .distantPast + .milliseconds(try row.decode(Int64.self))
    closed = .distantPast + .milliseconds(try row.decode(Int64.self))
    gross = Money(raw: try row.decode(Int64.self))
    charges = Money(raw: try row.decode(Int64.self))
    exitReason = try row.decodeIfPresent(ExitReason.self)
    guard !row.isAtEnd else { return }
    adverse = try row.decodeIfPresent(Int64.self).map { Money(raw: $0) }
    favourable = try row.decodeIfPresent(Int64.self).map { Money(raw: $0) }
    riskMultiple = try row.decodeIfPresent(Double.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var row = encoder.unkeyedContainer()
    try row.encode(instrument)
    try row.encode(direction)
    for number in [quantity.units, entryPrice.raw, exitPrice.raw] { try row.encode(number) }
    for time in [opened, closed] { try row.encode(time.nanoseconds / 1_000_000) }
    for number in [gross.raw, charges.raw] { try row.encode(number) }
    if let exitReason { try row.encode(exitReason) } else { try row.encodeNil() }
    guard adverse != nil || favourable != nil || riskMultiple != nil else { return }
    for number in [adverse?.raw, favourable?.raw] {
      if let number { try row.encode(number) } else { try row.encodeNil() }
    }
    if let riskMultiple, riskMultiple.isFinite { try row.encode(riskMultiple) } else { try row.encodeNil() }
  }
}
