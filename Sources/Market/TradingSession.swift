/// One stretch of a trading day: from `open` up to, but not including, `close`.
package struct TradingSession: Hashable, Sendable {
  package enum Phase: String, Hashable, Sendable, CaseIterable {
    /// Orders are collected and matched at one price.
    case preOpen
    /// Ordinary trading: the only phase in which the desk enters positions.
    case continuous
    /// Since 2026-08-03, shares that have derivatives: no stop, IOC or disclosed-quantity orders (NSE CMTR74466).
    case closingAuction
    /// Trades at the closing price.
    case postClose

    /// Whether the exchange takes stop orders.
    package var acceptsStopOrders: Bool { self == .continuous }
    package var acceptsEntries: Bool { self == .continuous }
  }

  package var phase: Phase
  package var open: Timestamp
  package var close: Timestamp

  package init(phase: Phase, open: Timestamp, close: Timestamp) {
    self.phase = phase
    self.open = open
    self.close = close
  }

  package func contains(_ time: Timestamp) -> Bool { open <= time && time < close }
}

/// Hours on the clock of one phase; a day's plan is a list of these in time order.
struct PhaseHours: Hashable, Sendable {
  var phase: TradingSession.Phase
  var open: TimeOfDay
  var close: TimeOfDay

  func session(on day: TradingDay) -> TradingSession {
    TradingSession(phase: phase, open: Timestamp(day: day, time: open), close: Timestamp(day: day, time: close))
  }
}
