import Market

/// The fields of an alert that mean something here. Any other field is ignored: senders add comments, bar values and
/// placeholders of their own. Names are ASCII, compared without case.
///
/// `close` is ignored on purpose: it is the bar's closing price, not a limit. `order_id` is what Pine calls the order
/// (`"Long"`, the same in every alert), so it tells alerts apart but is not an identity. `secret` and `passphrase` are
/// never part of the digest.
enum AlertField: Int, CaseIterable {
  case action, exchange, id, orderID, orderType, price, quantity, share, stop, strategy, symbol, target, time

  init?(name: String) {
    guard let name = name.asciiLowercased else { return nil }
    switch name {
    case "action", "side", "order_action": self = .action
    case "exchange": self = .exchange
    case "id", "alert_id": self = .id
    case "order_id": self = .orderID
    case "order_type": self = .orderType
    case "price", "limit_price": self = .price
    case "quantity", "qty", "contracts": self = .quantity
    case "qty_percent", "quantity_percent", "close_percent": self = .share
    case "stop", "stop_loss", "sl": self = .stop
    case "strategy", "strategy_name": self = .strategy
    case "symbol", "ticker": self = .symbol
    case "target", "take_profit", "tp": self = .target
    case "time", "timestamp", "timenow": self = .time
    default: return nil
    }
  }
}

extension AlertField {
  /// Whether two values of the field say the same.
  func isSame(_ a: String, _ b: String) -> Bool {
    if a.lowercased() == b.lowercased() { return true }
    return self == .symbol && QuotedName(a).key == QuotedName(b).key
  }
}

extension AlertError {
  static func placeholder(_ text: String, in field: String) -> AlertError {
    AlertError(
      field: field, seen: text, problem: "is a placeholder that was not filled in",
      fix: text.contains("strategy.")
        ? "Use it in an alert of a strategy, or write the value."
        : "TradingView fills it in when it sends the alert; from elsewhere write the value, or leave the field out.")
  }
}
