import Crypto
package import Desk
import Engine
import Market

/// Turns the bytes of a webhook body into an ``Alert``: tolerant of wrapping, strict on what an entry depends on.
///
/// The content type does not matter: TradingView sends JSON as `text/plain` when it finds it imperfect. A price counts
/// as a limit unless `order_type` is `MARKET`. Numbers may be text, may have an exponent, and never become binary.
package enum AlertParser {
  package static func parse(_ body: [UInt8]) -> Result<Alert, AlertError> {
    do throws(AlertError) {
      return .success(try alert(AlertFields(try FlatJSON.fields(of: body))))
    } catch {
      return .failure(error)
    }
  }

  /// What is left of an alert that cannot be read as an entry, if it may close something: BUY covers a short, SHORT and
  /// SELL_CALL leave what is held, whatever is wrong with a stop.
  /// - Parameter error: why it cannot be read.
  /// - Returns: nil where nothing can be closed by it, or where action or symbol cannot be read.
  package static func closing(_ body: [UInt8], despite error: AlertError) -> Alert? {
    do throws(AlertError) {
      let fields = AlertFields(try FlatJSON.fields(of: body))
      let action = try fields.action()
      guard action != .buyCall, action != .buyPut else { return nil }
      let (symbol, exchange) = try fields.instrument(isRequired: true, ignoresExchange: true)
      var alert = Alert(action: action, symbol: symbol, exchange: exchange, bodyDigest: [])
      alert.unreadEntry = error.withoutSecrets.message
      readExit(fields, &alert)
      return alert
    } catch {
      return nil
    }
  }

  /// The fields of an exit. It uses neither price, stop nor target, and closes all where quantity or share cannot be read:
  /// no such field refuses one.
  private static func readExit(_ fields: AlertFields, _ alert: inout Alert) {
    alert.quantity = fields.unneeded(notedIn: &alert.unreadPart) { fields throws(AlertError) in
      try fields.quantity(ofExit: true)
    }
    alert.share = fields.unneeded(notedIn: &alert.unreadPart) { fields throws(AlertError) in try fields.share() }
    if alert.unreadPart != nil { (alert.quantity, alert.share) = (nil, nil) }
    alert.time = fields.unneeded { fields throws(AlertError) in try fields.time() }
    alert.id = fields.unneeded { fields throws(AlertError) in try fields.text(.id) }
    alert.strategy = fields.strategy
    let orderID = fields.unneeded { fields throws(AlertError) in try fields.text(.orderID) }
    alert.bodyDigest = Array(SHA256.hash(data: canonicalBody(alert, orderID: orderID)))
  }

  private static func alert(_ fields: AlertFields) throws(AlertError) -> Alert {
    let action = try fields.action()
    let (symbol, exchange) = try fields.instrument(
      isRequired: action != .exit, ignoresExchange: action.onlyCloses)
    var alert = Alert(action: action, symbol: symbol, exchange: exchange, bodyDigest: [])
    if action.onlyCloses {
      readExit(fields, &alert)
      return alert
    }
    alert.quantity = try fields.quantity()
    if action.mayClose {
      alert.share = fields.unneeded(notedIn: &alert.unreadPart) { fields throws(AlertError) in try fields.share() }
    }
    alert.limitPrice = try fields.limitPrice()
    alert.stop = try fields.price(.stop)
    alert.target = try fields.price(.target)
    alert.time = try fields.time()
    alert.id = try fields.text(.id)
    alert.strategy = fields.strategy
    let orderID = try fields.text(.orderID)
    alert.bodyDigest = Array(SHA256.hash(data: canonicalBody(alert, orderID: orderID)))
    return alert
  }

  /// `name=value` lines in the order of their names, from parsed values: white space, the order of fields, `75` or
  /// `"75.0"` make no difference.
  private static func canonicalBody(_ alert: Alert, orderID: String?) -> [UInt8] {
    var body: [UInt8] = []
    func add(_ name: StaticString, _ value: String?) {
      guard let value else { return }
      name.withUTF8Buffer { body += $0 }
      body.append(UInt8(ascii: "="))
      body += value.utf8
      body.append(UInt8(ascii: "\n"))
    }
    add("action", alert.action.rawValue)
    add("exchange", alert.exchange?.rawValue)
    add("id", alert.id)
    add("order_id", orderID)
    add("price", alert.limitPrice?.description)
    add("quantity", alert.quantity?.description)
    add("share", alert.share?.description)
    add("stop", alert.stop?.description)
    add("strategy", alert.strategy)
    add("symbol", alert.symbol)
    add("target", alert.target?.description)
    add("time", alert.time.map { String($0.nanoseconds) })
    return body
  }
}

extension Action {
  /// It closes what is held of it, and opens only where nothing is.
  fileprivate var mayClose: Bool { self == .sellCall || self == .sellPut }

  /// It can never open anything, whatever the link holds.
  fileprivate var onlyCloses: Bool {
    switch self {
    case .exit, .sell, .cover: true
    case .buy, .short, .buyCall, .buyPut, .sellCall, .sellPut: false
    }
  }
}
