package import Market
package import Storage

/// A read takes tens of microseconds and waits for nobody, so it needs no thread of its own. `dayReport(of:on:)` is
/// the reader's own.
extension DeskReader: DeskHistory {
  package func decisions(latest: Int) async throws -> [DecisionRow] { try decisions(of: nil, on: nil, limit: latest) }
  package func incidents(latest: Int) async throws -> [IncidentRow] { try incidents(of: nil, on: nil, limit: latest) }
  package func refusedAlerts(latest: Int) async throws -> [RefusedAlertRow] {
    try refusedAlerts(on: nil, limit: latest)
  }
  package func orders(on day: TradingDay) async throws -> [OrderRow] { try orders(of: nil, on: day, limit: 500) }
  package func trades(on day: TradingDay) async throws -> [TradeRow] { try trades(of: nil, on: day, limit: 500) }
}
