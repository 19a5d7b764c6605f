package import Market
package import Trading

/// What came out of a run, whichever driver made it.
package struct BacktestResult: Sendable {
  /// Closed round trips, by time of closing.
  package var trades: [Trade] = []
  /// Every execution, by time.
  package var fills: [BacktestFill] = []
  package var capital: Money = .zero
  /// Capital and the result of all trades after charges. Every run ends flat.
  package var finalEquity: Money = .zero
  /// Bars (or ticks) taken.
  package var bars = 0
  /// Wishes that were refused, by reason.
  package var denials: [Denial.Code: Int] = [:]
  /// Bars outside the sessions, which were left out.
  package var barsOutsideSessions = 0
  /// Where the stop of a position stood at first; positions without one are not in it.
  package var firstStops: [PositionID: Price] = [:]

  package init() {}
}

/// One execution of a backtest.
package struct BacktestFill: Hashable, Sendable {
  package var instrument: InstrumentID
  package var side: Side
  package var quantity: Quantity
  package var price: Price
  package var charges: Charges
  package var time: Timestamp
  /// Why it was closed; nil for an entry.
  package var exitReason: ExitReason?

  package init(
    instrument: InstrumentID, side: Side, quantity: Quantity, price: Price, charges: Charges, time: Timestamp,
    exitReason: ExitReason?
  ) {
    self.instrument = instrument
    self.side = side
    self.quantity = quantity
    self.price = price
    self.charges = charges
    self.time = time
    self.exitReason = exitReason
  }
}
