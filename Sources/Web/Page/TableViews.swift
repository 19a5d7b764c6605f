import Desk
import Engine
import Market
import Storage
import Trading

/// Values of the tables. Every value is text ready to be shown; the templates escape it.
enum TableViews {
  private static let shownRows = 100

  static func positions(_ status: DeskStatus) -> [String: Any] {
    let rows = status.accounts.flatMap { account in account.openPositions.map { position(account, $0) } }
    return ["rows": rows, "several": rows.count > 1, "accounts": status.accounts.count > 1]
  }

  private static func position(
    _ account: DeskStatus.Account, _ position: DeskStatus.OpenPosition
  ) -> [String: Any] {
    [
      "key": "\(account.id.number)-\(position.id.index)", "account": account.name,
      "accountNumber": account.id.number, "position": position.id.index,
      "symbol": position.symbol, "link": position.link,
      "direction": position.direction.directionWord,
      "directionTone": position.direction == .buy ? "long" : "short",
      "quantity": Display.quantity(position.quantity), "average": Display.average(position.averageEntry),
      "last": Display.price(position.lastPrice), "result": Display.result(position.unrealised),
      "tone": Display.tone(position.unrealised), "stop": Display.price(position.stop),
      "target": Display.price(position.target),
    ]
  }

  static func trades(_ rows: [TradeRow], _ status: DeskStatus) -> [String: Any] {
    let latest = rows.sorted { $0.closed > $1.closed }.prefix(shownRows)
    let shown: [[String: Any]] = latest.map { row in
      [
        "key": "\(row.origin.account.number)-\(row.position.index)", "time": Display.time(row.closed, on: status.day),
        "symbol": row.symbol, "link": row.linkName, "direction": row.direction.directionWord,
        "directionTone": row.direction == .buy ? "long" : "short", "quantity": Display.quantity(row.quantity),
        "entry": Display.average(row.entryPrice), "exit": Display.average(row.exitPrice),
        "charges": Display.rupees(row.charges.total), "net": Display.result(row.net), "tone": Display.tone(row.net),
        "reason": row.exitReason?.words ?? Display.nothing,
      ]
    }
    return ["rows": shown, "more": more(rows.count)]
  }

  static func orders(_ rows: [OrderRow], _ status: DeskStatus) -> [String: Any] {
    let latest = rows.sorted { ($0.created, $0.number) > ($1.created, $1.number) }.prefix(shownRows)
    let shown: [[String: Any]] = latest.map { row in
      [
        "key": "\(row.origin.account.number)-\(row.number.index)", "time": Display.time(row.created, on: status.day),
        "number": row.number.index, "symbol": row.symbol, "side": row.terms.side.word,
        "sideTone": row.terms.side == .buy ? "long" : "short",
        "purpose": row.purpose.word(row.exitReason), "pricing": row.terms.pricing.words,
        "filled": "\(Display.quantity(row.filledQuantity)) / \(Display.quantity(row.terms.quantity))",
        "average": row.filledQuantity > .zero ? Display.average(row.averagePrice) : Display.nothing,
        "status": row.status.words, "tone": row.status.tone, "hasReason": !(row.statusReason ?? "").isEmpty,
        "reason": row.statusReason ?? "",
      ]
    }
    return ["rows": shown, "more": more(rows.count)]
  }

  static func decisions(_ rows: [DecisionRow], _ status: DeskStatus) -> [String: Any] {
    let shown: [[String: Any]] = rows.sorted { ($0.time, $0.number) > ($1.time, $1.number) }.map { row in
      [
        "key": "\(row.origin.account.number)-\(row.number)", "number": row.number,
        "time": Display.time(row.time, on: status.day), "action": row.action.words,
        "symbol": row.symbol.isEmpty ? row.requestedSymbol : row.symbol, "link": row.linkName,
        "outcome": row.outcome.words, "tone": row.outcome.tone, "reason": row.reason,
      ]
    }
    return ["rows": shown]
  }

  static func activity(_ lines: [ActivityLog.Line], _ status: DeskStatus) -> [String: Any] {
    let names = status.accounts.count > 1
    let shown: [[String: Any]] = lines.map { line in
      let account = names ? status.accounts.first { $0.id == line.account }?.name : nil
      return [
        "key": line.key, "time": Display.time(line.time, on: status.day), "kind": line.kind, "title": line.title,
        "amounts": line.amount.isEmpty ? [] : [["amount": line.amount]], "detail": line.detail,
        "hasDetail": !line.detail.isEmpty, "accounts": account.map { [["name": $0]] } ?? [],
      ]
    }
    return ["lines": shown]
  }

  /// A line under a table that shows only the newest rows.
  private static func more(_ count: Int) -> [[String: Any]] {
    count > shownRows
      ? [["text": "The newest \(shownRows) of \(count). All of them: /api/orders and /api/trades."]] : []
  }
}
