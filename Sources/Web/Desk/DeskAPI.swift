import Desk
import Engine
import HTTPTypes
import Hummingbird
import Market
import Storage
import Trading

/// `GET /api/…`. Money and prices are decimal strings in rupees (`"1234.50"`), times ISO 8601 with +05:30, quantities
/// whole units; a value that is not known is `null`.
struct DeskAPI: Sendable {
  let desk: any DeskService
  let history: any DeskHistory
  /// Of both listeners.
  let refusals: [Refusals]

  static let names = ["status", "positions", "orders", "trades", "pnl", "logs"]

  func respond(to request: Request, _ name: Substring) async throws -> Response {
    let status = desk.status()
    // Before the accounts are read, "none open" would not be true.
    if name == "positions" || name == "pnl", status.accounts.isEmpty, let reason = status.notReadyBecause {
      return .failure(.serviceUnavailable, reason).with(.retryAfter, "1")
    }
    switch name {
    case "status": return .json(Self.json(status, DeskNotice.all(status, refusals)))
    case "positions":
      return .json(
        .array(status.accounts.flatMap { account in account.openPositions.map { Self.json($0, account.id) } }))
    case "pnl": return .json(Self.json(DayResult(status), status))
    case "orders", "trades":
      guard let day = try day(request, status) else { return .json(.array([])) }
      if name == "orders" { return .json(.array(try await history.orders(on: day).map(Self.json))) }
      return .json(.array(try await history.trades(on: day).map(Self.json)))
    case "logs":
      let decisions = try await history.decisions(latest: 200)
      let incidents = try await history.incidents(latest: 200)
      let refused = try await history.refusedAlerts(latest: 200)
      return .json(
        .object([
          ("decisions", .array(decisions.map(Self.json))), ("incidents", .array(incidents.map(Self.json))),
          ("refused_alerts", .array(refused.map(Self.json))),
        ]))
    default: return .failure(.notFound, "unknown resource; there are " + Self.names.joined(separator: ", "))
    }
  }

  struct BadDay: Error {
    let text: String
  }

  /// The day asked for with `?day=`, else the desk's.
  private func day(_ request: Request, _ status: DeskStatus) throws(BadDay) -> TradingDay? {
    guard let text = request.uri.queryParameters["day"] else { return status.day ?? status.time.istDay }
    guard let day = TradingDay(parsing: String(text)) else { throw BadDay(text: String(text.prefix(20))) }
    return day
  }
}

extension DeskAPI {
  fileprivate static func json(_ status: DeskStatus, _ notices: [DeskNotice]) -> JSON {
    .object([
      ("version", .string(status.version)), ("time", .text(status.time)), ("day", .text(status.day)),
      ("ready", .bool(status.isReady)), ("not_ready_because", .text(status.notReadyBecause)),
      ("instruments_day", .text(status.instrumentsDay)), ("market", marketJSON(status)),
      ("last_price", .text(status.lastPrice)),
      ("safe_mode", .text(status.safeMode)), ("notices", .array(notices.map { .string($0.text) })),
      ("replay_progress", status.replayProgress.map { .number($0) } ?? .null),
      ("accounts", .array(status.accounts.map(json))),
    ])
  }

  private static func marketJSON(_ status: DeskStatus) -> JSON {
    switch status.market {
    case .opens, .closed: .string("closed")
    case .open: .string("open")
    case .holiday: .string("holiday")
    case nil: .null
    }
  }

  private static func json(_ account: DeskStatus.Account) -> JSON {
    .object([
      ("account", .integer(Int64(account.id.number))), ("name", .string(account.name)),
      ("mode", .string(account.mode.rawValue)), ("capital", .text(account.capital)),
      ("paused", .bool(account.status.isPaused)), ("halt", .text(account.status.halt)),
      ("reconciled", .bool(account.status.isReconciled)), ("realised", .text(account.status.realised)),
      ("charges", .text(account.status.charges)), ("day_result", .text(account.dayResult)),
      ("open_positions", .integer(Int64(account.openPositions.count))),
    ])
  }

  fileprivate static func json(_ result: DayResult, _ status: DeskStatus) -> JSON {
    .object([
      ("day", .text(status.day)), ("time", .text(status.time)), ("realised", .text(result.realised)),
      ("unrealised", .text(result.unrealised)), ("charges", .text(result.charges)), ("net", .text(result.net)),
      ("positions_without_price", .integer(Int64(result.positionsWithoutPrice))),
    ])
  }

  fileprivate static func json(_ position: DeskStatus.OpenPosition, _ account: AccountID) -> JSON {
    .object([
      ("account", .integer(Int64(account.number))), ("position", .integer(Int64(position.id.index))),
      ("link", .string(position.link)), ("symbol", .string(position.symbol)),
      ("direction", .string(position.direction.rawValue)),
      ("quantity", .integer(position.quantity.units)),
      ("average_entry", .text(position.averageEntry)), ("last_price", .text(position.lastPrice)),
      ("unrealised", .text(position.unrealised)), ("stop", .text(position.stop)), ("target", .text(position.target)),
    ])
  }

  fileprivate static func json(_ row: OrderRow) -> JSON {
    let (type, limit) = row.terms.pricing.nameAndLimit
    return .object([
      ("account", .integer(Int64(row.origin.account.number))), ("order", .integer(Int64(row.number.index))),
      ("position", .integer(Int64(row.position.index))), ("link", .string(row.linkName)),
      ("symbol", .string(row.symbol)), ("side", .string(row.terms.side.rawValue)),
      ("quantity", .integer(row.terms.quantity.units)), ("product", .string(row.terms.product.rawValue)),
      ("type", .string(type)), ("limit", .text(limit)), ("trigger", .text(row.terms.pricing.trigger)),
      ("purpose", .string(row.purpose.rawValue)), ("exit_reason", .text(row.exitReason?.code)),
      ("status", .string(row.status.rawValue)), ("status_reason", .text(row.statusReason)),
      ("filled_quantity", .integer(row.filledQuantity.units)),
      ("average_price", row.filledQuantity > .zero ? .text(row.averagePrice) : .null),
      ("decision", row.decision.map { .integer($0) } ?? .null), ("tag", .text(row.tag)),
      ("broker_order", .text(row.brokerID)), ("created", .text(row.created)), ("last_sent", .text(row.lastSent)),
    ])
  }

  fileprivate static func json(_ row: TradeRow) -> JSON {
    .object([
      ("account", .integer(Int64(row.origin.account.number))), ("position", .integer(Int64(row.position.index))),
      ("link", .string(row.linkName)), ("symbol", .string(row.symbol)),
      ("direction", .string(row.direction.rawValue)), ("quantity", .integer(row.quantity.units)),
      ("product", .string(row.product.rawValue)), ("entry_price", .text(row.entryPrice)),
      ("exit_price", .text(row.exitPrice)), ("opened", .text(row.opened)), ("closed", .text(row.closed)),
      ("gross", .text(row.gross)), ("charges", .text(row.charges.total)), ("net", .text(row.net)),
      ("exit_reason", .text(row.exitReason?.code)),
    ])
  }

  fileprivate static func json(_ row: DecisionRow) -> JSON {
    .object([
      ("account", .integer(Int64(row.origin.account.number))), ("decision", .integer(row.number)),
      ("signal", .string(row.signal)), ("link", .string(row.linkName)), ("action", .string(row.action.rawValue)),
      ("requested_symbol", .string(row.requestedSymbol)), ("symbol", .string(row.symbol)),
      ("outcome", .string(row.outcome.code)), ("code", .text(row.denial?.code.code)),
      ("reason", .string(row.reason)), ("time", .text(row.time)),
    ])
  }

  fileprivate static func json(_ row: RefusedAlertRow) -> JSON {
    .object([
      ("number", .integer(row.number)), ("link", .string(row.linkName)), ("field", .string(row.alert.field)),
      ("seen", .string(row.alert.seen)), ("problem", .string(row.alert.problem)), ("fix", .string(row.alert.fix)),
      ("time", .text(row.alert.time)),
    ])
  }

  fileprivate static func json(_ row: IncidentRow) -> JSON {
    .object([
      ("account", .integer(Int64(row.origin.account.number))), ("incident", .integer(row.number)),
      ("level", .string(row.level.rawValue)), ("symbol", .string(row.symbol)), ("text", .string(row.text)),
      ("advice", .string(row.advice)), ("time", .text(row.time)),
    ])
  }
}

extension OrderPricing {
  var nameAndLimit: (name: String, limit: Price?) {
    switch self {
    case .market: ("MARKET", nil)
    case .limit(let price): ("LIMIT", price)
    case .stopMarket: ("SL-M", nil)
    case .stopLimit(_, let limit): ("SL", limit)
    }
  }
}
