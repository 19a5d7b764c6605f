import Desk
import Engine
import Market
import Web

extension FuzzTarget {
  /// The body of a webhook request.
  static let alert = FuzzTarget("alert") { bytes in
    switch AlertParser.parse(bytes) {
    case .success(let alert):
      try requireSound(alert)
      try requireSameAgain(alert, bytes)
    case .failure(let error):
      try require(!error.problem.isEmpty && !error.fix.isEmpty, "a refused alert says what is wrong and what to do")
      // Forty characters and an ellipsis.
      for text in [error.field, error.seen] {
        try require(text.unicodeScalars.count <= 41, "what is shown of an alert is short: \(text)")
        try require(text.unicodeScalars.allSatisfy { $0.value >= 0x20 }, "no control character is shown")
      }
    }
  }

  private static func requireSound(_ alert: Alert) throws {
    try require(alert.bodyDigest.count == 32, "an alert has its digest")
    try require(!alert.symbol.isEmpty || alert.action == .exit, "an alert names what is traded")
    try require(alert.symbol.utf8.count <= 64, "a symbol is short")
    if let quantity = alert.quantity {
      try require(quantity > .zero && quantity <= .maximum, "the quantity \(quantity) is in range")
    }
    for price in [alert.limitPrice, alert.stop, alert.target] {
      try require(price?.isPlausible ?? true, "the price \(price?.raw ?? 0) is plausible")
    }
    if let id = alert.id { try require((1...128).contains(id.utf8.count), "an identity is short and not empty") }
  }

  /// White space behind changes nothing, and the alert written plainly reads as the same.
  private static func requireSameAgain(_ alert: Alert, _ bytes: [UInt8]) throws {
    try require(AlertParser.parse(bytes + Array(" \r\n".utf8)) == .success(alert), "white space behind means nothing")
    guard case .success(var plain) = AlertParser.parse(Array(json(alert).utf8)) else {
      throw FuzzFinding(description: "the alert written plainly is refused: \(json(alert))")
    }
    // The digest covers `order_id`, which is not kept.
    plain.bodyDigest = alert.bodyDigest
    try require(plain == alert, "written plainly it reads as \(plain), not as \(alert)")
  }

  private static func json(_ alert: Alert) -> String {
    var fields: [(String, String)] = [("action", alert.action.rawValue)]
    func add(_ name: String, _ value: String?) { if let value { fields.append((name, value)) } }
    add("symbol", alert.symbol.isEmpty ? nil : alert.symbol)
    add("exchange", alert.exchange?.rawValue)
    add("quantity", alert.quantity?.description)
    add("price", alert.limitPrice?.description)
    add("stop", alert.stop?.description)
    add("target", alert.target?.description)
    add("time", alert.time.map(iso))
    add("id", alert.id)
    let members = fields.map { name, value in
      let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return "\"\(name)\": \"\(escaped)\""
    }
    return "{\(members.joined(separator: ", "))}"
  }

  /// In Indian time, to the nanosecond.
  private static func iso(_ time: Timestamp) -> String {
    let fraction = time.nanoseconds % Timestamp.nanosecondsPerSecond
    let second = Timestamp(nanoseconds: time.nanoseconds - fraction)
    return "\(second.istDay)T\(second.istTime).\(String(1_000_000_000 + fraction).dropFirst())+05:30"
  }
}
