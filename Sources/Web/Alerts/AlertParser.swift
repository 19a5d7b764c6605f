import Crypto
package import Desk
import Engine
import Market

/// Turns the bytes of a webhook body into an ``Alert``: tolerant of wrapping, strict on values.
///
/// The content type does not matter: TradingView sends JSON as `text/plain` when it finds it imperfect. A price counts
/// as a limit unless `order_type` is `MARKET`. Numbers may be text, may have an exponent, and are read exactly.
package enum AlertParser {
  package static func parse(_ body: [UInt8]) -> Result<Alert, AlertError> {
    do throws(AlertError) {
      return .success(try alert(try knownFields(FlatJSON.fields(of: body))))
    } catch {
      return .failure(error)
    }
  }

  /// The fields that mean something; several names of one field must agree.
  private static func knownFields(_ fields: [FlatJSON.Field]) throws(AlertError) -> AlertFields {
    var known = AlertFields()
    for field in fields {
      guard let kind = AlertField(name: field.name) else { continue }
      if field.text.contains("{{") { throw .placeholder(field.text, in: field.name) }
      if let earlier = known[kind], earlier.text.lowercased() != field.text.lowercased() {
        throw AlertError(
          field: field.name, seen: field.text, problem: "contradicts \(earlier.name) = \"\(earlier.text)\"",
          fix: "Send only one of the two.")
      }
      known[kind] = field
    }
    return known
  }

  private static func alert(_ fields: AlertFields) throws(AlertError) -> Alert {
    let action = try fields.action()
    let (symbol, exchange) = try fields.instrument(isRequired: action != .exit)
    var alert = Alert(action: action, symbol: symbol, exchange: exchange, bodyDigest: [])
    alert.quantity = try fields.quantity()
    alert.limitPrice = try fields.limitPrice()
    alert.stop = try fields.price(.stop)
    alert.target = try fields.price(.target)
    alert.time = try fields.time()
    alert.id = try fields.text(.id)
    alert.bodyDigest = Array(SHA256.hash(data: canonicalBody(alert, orderID: try fields.text(.orderID))))
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
    add("stop", alert.stop?.description)
    add("symbol", alert.symbol)
    add("target", alert.target?.description)
    add("time", alert.time.map { String($0.nanoseconds) })
    return body
  }
}
