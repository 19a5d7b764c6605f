package import Market
package import Storage
package import Trading

/// What page and API read from the tables. ``DeskReader`` is one; tests have their own.
package protocol DeskHistory: Sendable {
  func decisions(latest: Int) async throws -> [DecisionRow]
  func incidents(latest: Int) async throws -> [IncidentRow]
  /// Alerts that were not acted on because of what they say.
  func refusedAlerts(latest: Int) async throws -> [RefusedAlertRow]
  func orders(on day: TradingDay) async throws -> [OrderRow]
  func trades(on day: TradingDay) async throws -> [TradeRow]
  /// The day's report as text; nil before it was written.
  func dayReport(of account: AccountID, on day: TradingDay) async throws -> String?
}
