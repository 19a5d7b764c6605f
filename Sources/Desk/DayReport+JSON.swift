import Engine
import Foundation
import Market
import Trading

extension DayReport {
  /// The report for scripts: keys sorted, money as decimal text in rupees, times in Indian time. The same report gives the
  /// same bytes.
  package func json() throws -> String {
    let object: [String: Any] = [
      "day": "\(day)", "account": Int(account.number), "account_name": accountName, "mode": mode.rawValue,
      "charge_plan": chargePlan,
      "decisions": decisions.map(Self.object), "refused_alerts": refused.map(Self.object),
      "unfilled_entries": unfilled.map(Self.object), "fills": fills.map(Self.object), "trades": trades.map(Self.object),
      "still_open": stillOpen.map(Self.object),
      "summary": [
        "trades": trades.count, "winners": winners, "losers": losers, "gross": "\(gross)",
        "charges": Self.object(charges), "net": "\(net)",
      ] as [String: Any],
    ]
    let data = try JSONSerialization.data(
      withJSONObject: object, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }

  private static func object(_ line: DecisionLine) -> [String: Any] {
    [
      "decision": line.number, "time": "\(line.time)", "action": line.action.rawValue, "symbol": line.symbol,
      "outcome": line.outcome.code, "reason": line.reason,
    ]
  }

  private static func object(_ line: RefusedLine) -> [String: Any] {
    [
      "time": "\(line.time)", "link": line.link, "field": line.field, "seen": line.seen, "problem": line.problem,
      "fix": line.fix,
    ]
  }

  private static func object(_ line: UnfilledLine) -> [String: Any] {
    [
      "time": "\(line.time)", "order": Int(line.order.index), "link": line.link, "symbol": line.symbol,
      "side": line.side.rawValue, "quantity": line.quantity.units, "filled": line.filled.units,
      "status": line.status.rawValue, "reason": line.reason,
    ]
  }

  private static func object(_ line: FillLine) -> [String: Any] {
    [
      "time": "\(line.time)", "position": Int(line.position.index), "order": Int(line.order.index),
      "symbol": line.symbol, "side": line.side.rawValue, "quantity": line.quantity.units, "price": "\(line.price)",
      "charges": object(line.charges),
    ]
  }

  private static func object(_ line: TradeLine) -> [String: Any] {
    [
      "position": Int(line.position.index), "link": line.link, "symbol": line.symbol,
      "direction": line.direction == .buy ? "long" : "short", "quantity": line.quantity.units,
      "opened": "\(line.opened)", "entry_price": "\(line.entryPrice)", "closed": "\(line.closed)",
      "exit_price": "\(line.exitPrice)", "exit_reason": line.exitReason?.code ?? "", "gross": "\(line.gross)",
      "charges": "\(line.charges)", "net": "\(line.net)",
    ]
  }

  private static func object(_ line: OpenLine) -> [String: Any] {
    [
      "position": Int(line.position.index), "symbol": line.symbol,
      "direction": line.direction == .buy ? "long" : "short", "quantity": line.quantity.units,
      "average_entry": "\(line.averageEntry)",
    ]
  }

  private static func object(_ charges: Charges) -> [String: Any] {
    [
      "brokerage": "\(charges.brokerage)", "stt": "\(charges.stt)", "exchange": "\(charges.exchange)",
      "sebi": "\(charges.sebi)", "gst": "\(charges.gst)", "stamp": "\(charges.stamp)", "dp": "\(charges.dp)",
      "rounding": "\(charges.rounding)", "total": "\(charges.total)",
    ]
  }
}
