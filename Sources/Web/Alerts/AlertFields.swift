import Engine
import Market

/// The known fields of one alert, read value by value. Every refusal names the field as the sender spelled it.
///
/// What is wrong with a field is said when it is read: a field that nobody needs, such as the price of an exit, refuses
/// nothing.
struct AlertFields {
  private var fields = [FlatJSON.Field?](repeating: nil, count: AlertField.allCases.count)
  private var errors: [AlertField: AlertError] = [:]

  /// The fields that mean something. Several names of one field must agree, and placeholders must have been filled in.
  init(_ sent: [FlatJSON.Field]) {
    for field in sent {
      guard let kind = AlertField(name: field.name), !field.isNull else { continue }
      if let problem = field.problem { errors[kind] = errors[kind] ?? problem.error(in: field) }
      if field.text.contains("{{") {
        errors[kind] = errors[kind] ?? .placeholder(field.text, in: field.name)
      }
      if let earlier = fields[kind.rawValue], field.isEmpty != earlier.isEmpty {
        if field.isEmpty { continue }
      } else if let earlier = fields[kind.rawValue], !kind.isSame(earlier.text, field.text) {
        errors[kind] =
          errors[kind]
          ?? AlertError(
            field: field.name, seen: field.text, problem: "contradicts \(earlier.name) = \"\(earlier.text)\"",
            fix: "Send only one of the two.")
      }
      fields[kind.rawValue] = field
    }
  }

  private func field(_ kind: AlertField) throws(AlertError) -> FlatJSON.Field? {
    if let error = errors[kind] { throw error }
    return fields[kind.rawValue]
  }

  /// What a field says that the action can do without: nil where it cannot be read.
  func unneeded<Value>(_ read: (AlertFields) throws(AlertError) -> Value?) -> Value? {
    do throws(AlertError) { return try read(self) } catch { return nil }
  }

  /// The same where the sender should hear of it: what is wrong with the field goes to `note`.
  func unneeded<Value>(
    notedIn note: inout String?, _ read: (AlertFields) throws(AlertError) -> Value?
  ) -> Value? {
    do throws(AlertError) {
      return try read(self)
    } catch {
      note = error.withoutSecrets.message
      return nil
    }
  }

  func action() throws(AlertError) -> Action {
    let names = "Send BUY, SELL, SHORT, COVER, BUY_CALL, BUY_PUT, SELL_CALL, SELL_PUT or EXIT."
    guard let field = try field(.action) else {
      throw AlertError(field: "action", problem: "is missing", fix: names)
    }
    let text = try quoted(field)
    guard let action = Action(alertName: text) else {
      throw AlertError(
        field: field.name, seen: text, problem: "is not an action",
        fix: Self.latin(names, for: text))
    }
    return action
  }

  /// `NSE:RELIANCE` names the exchange too. TradingView writes `NSE:` and `BSE:` before derivatives as well, so an
  /// `exchange` field of the same house wins over the prefix.
  ///
  /// - Parameter isRequired: false for an exit of everything.
  /// - Parameter ignoresExchange: an `exchange` that cannot be read does not matter: the name of what is held is enough.
  func instrument(
    isRequired: Bool, ignoresExchange: Bool
  ) throws(AlertError) -> (symbol: String, exchange: Exchange?) {
    let named = ignoresExchange ? unneeded { fields throws(AlertError) in try fields.exchange() } : try exchange()
    guard let field = try field(.symbol) else {
      if isRequired {
        throw AlertError(field: "symbol", problem: "is missing", fix: "Send the symbol, such as NSE:RELIANCE.")
      }
      return ("", named)
    }
    let text = Self.ascii(try quoted(field))
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == ":" || $0 == "|" }
    guard parts.count == 2, let prefix = parts.first, let rest = parts.last else {
      return (try symbol(text, field), named)
    }
    guard let prefixed = Exchange(alertName: prefix) else {
      if ignoresExchange { return (try symbol(String(rest), field), named) }
      throw AlertError(
        field: field.name, seen: text, problem: "begins with an unknown exchange",
        fix: Self.latin(Self.exchangeNames, for: text))
    }
    if let named, named != prefixed, !named.isSegment(of: prefixed) {
      if ignoresExchange { return (try symbol(String(rest), field), prefixed) }
      throw AlertError(
        field: field.name, seen: text, problem: "contradicts exchange = \"\(named.rawValue)\"",
        fix: "Send the exchange once.")
    }
    return (try symbol(String(rest), field), named ?? prefixed)
  }

  /// Whole units. A fraction is cut off, so that an entry is never larger than asked for; of an exit it is rounded up,
  /// so that one never closes less.
  func quantity(ofExit isExit: Bool = false) throws(AlertError) -> Quantity? {
    guard let field = try field(.quantity), !(isExit && field.saysNothing) else { return nil }
    let without = isExit ? "close all" : "use the link's sizing"
    let fix = "Send whole units, such as 75, or leave the field out to \(without)."
    // Six decimals are enough to see that 9.999999999999998 is 10.
    let millionths = try number(field, decimals: 6, fix: fix)
    let units = millionths / 1_000_000 + (isExit && millionths % 1_000_000 > 0 ? 1 : 0)
    guard units > 0 else {
      let problem = millionths > 0 ? "is less than one unit" : "is not above zero"
      throw AlertError(field: field.name, seen: field.text, problem: problem, fix: fix)
    }
    guard units <= Quantity.maximum.units else {
      throw AlertError(
        field: field.name, seen: field.text, problem: "is above the largest quantity, \(Quantity.maximum)", fix: fix)
    }
    return Quantity(units)
  }

  /// The part of what is held that an exit asks for, in basis points: 1 to 10 000. A fraction of one is rounded up.
  func share() throws(AlertError) -> Int64? {
    guard var field = try field(.share), !field.saysNothing else { return nil }
    let fix = "Send percent of what is held, such as 50, or leave the field out to close all."
    if field.text.hasSuffix("%") {
      let number = String(field.text.dropLast().reversed().drop { $0 == " " }.reversed())
      field = FlatJSON.Field(name: field.name, text: number, isQuoted: field.isQuoted)
    }
    let millionths = try number(field, decimals: 6, fix: fix)
    guard millionths > 0 else {
      throw AlertError(field: field.name, seen: field.text, problem: "is not above zero", fix: fix)
    }
    return min((millionths + 9_999) / 10_000, 10_000)
  }

  func limitPrice() throws(AlertError) -> Price? {
    guard let field = try field(.orderType) else { return try price(.price) }
    switch try quoted(field).asciiUppercased {
    case "MARKET", "MKT": return nil
    case "LIMIT":
      guard let price = try price(.price) else {
        throw AlertError(field: "price", problem: "is missing, but order_type is LIMIT", fix: "Send the limit price.")
      }
      return price
    default:
      throw AlertError(
        field: field.name, seen: field.text, problem: "is not an order type of an alert",
        fix: "Send MARKET or LIMIT; a stop-loss goes into the field stop.")
    }
  }

  /// Rounded to a hundredth of a paisa; the contract's tick is applied where the contract is known. A value that says
  /// nothing (empty, `null`, Pine's `na`) is a field that was not sent.
  func price(_ kind: AlertField) throws(AlertError) -> Price? {
    guard let field = try field(kind) else { return nil }
    guard !field.saysNothing else { return nil }
    let fix = "Send rupees, such as 2150.50, or leave the field out."
    let raw = try number(field, decimals: 4, fix: fix)
    guard raw > 0 else { throw AlertError(field: field.name, seen: field.text, problem: "is not above zero", fix: fix) }
    guard Price(raw: raw).isPlausible else {
      throw AlertError(
        field: field.name, seen: field.text, problem: "is above the largest price, \(Price.maximum)", fix: fix)
    }
    return Price(raw: raw)
  }

  func time() throws(AlertError) -> Timestamp? {
    guard let field = try field(.time) else { return nil }
    let text = try nonEmpty(field)
    guard let time = AlertTime.parse(text) else {
      throw AlertError(
        field: field.name, seen: text, problem: "is not a time with its zone",
        fix: "Send {{timenow}}, such as 2026-06-01T09:15:50Z or …+05:30, or Unix seconds or milliseconds.")
    }
    return time
  }

  /// A short text without control characters.
  func text(_ kind: AlertField) throws(AlertError) -> String? {
    guard let field = try field(kind) else { return nil }
    let text = try nonEmpty(field)
    guard text.utf8.count <= 128, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw AlertError(
        field: field.name, seen: text, problem: "is longer than 128 bytes or holds a line break",
        fix: "Send a short text that is different for every alert.")
    }
    return text
  }

  /// The name of a strategy as sent, readable or not; nil when there is none.
  var strategy: String? {
    guard let field = fields[AlertField.strategy.rawValue], !field.saysNothing else { return nil }
    return String(field.text.prefix(128))
  }

  // MARK: Details

  private static let exchangeNames = "Use NSE, BSE, NFO, BFO, MCX, NSE_INDEX or BSE_INDEX."

  /// In upper case when it is ASCII. Other letters stay: `ſ` and the Kelvin sign become S and K by Unicode's rules, and no
  /// look-alike may become an order.
  private static func ascii(_ text: String) -> String { text.asciiUppercased ?? text }

  /// A fix that also says so where letters only look like Latin ones: nobody can see it.
  private static func latin(_ fix: String, for text: String) -> String {
    text.utf8.allSatisfy { $0 < 0x80 } ? fix : fix + " It has letters other than A to Z: type it again."
  }

  private func exchange() throws(AlertError) -> Exchange? {
    guard let field = try field(.exchange) else { return nil }
    let text = Self.ascii(try quoted(field))
    guard let exchange = Exchange(alertName: text[...]) else {
      throw AlertError(
        field: field.name, seen: text, problem: "is not an exchange",
        fix: Self.latin(Self.exchangeNames, for: text))
    }
    return exchange
  }

  private func symbol(_ text: String, _ field: FlatJSON.Field) throws(AlertError) -> String {
    let isSymbol = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "&"),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "*"),
        UInt8(ascii: " "):
        true
      default: false
      }
    }
    guard isSymbol, (1...64).contains(text.utf8.count) else {
      throw AlertError(
        field: field.name, seen: field.text, problem: "is not a symbol",
        fix: Self.latin("Send letters, digits, blanks and & - _ . only, such as RELIANCE or NSE:M&M.", for: field.text))
    }
    return text
  }

  private func number(_ field: FlatJSON.Field, decimals: Int, fix: String) throws(AlertError) -> Int64 {
    let problem: String
    let text = try nonEmpty(field)
    do throws(ExactNumber.Fault) {
      return try ExactNumber.scaled(text, decimals: decimals)
    } catch {
      problem =
        switch error {
        case .notANumber: "is not a number"
        case .tooLarge: "is too large"
        }
    }
    throw AlertError(field: field.name, seen: text, problem: problem, fix: fix)
  }

  /// A text value: bare words such as `null` or `BUY` are refused.
  private func quoted(_ field: FlatJSON.Field) throws(AlertError) -> String {
    guard field.isQuoted else {
      throw AlertError(
        field: field.name, seen: field.text, problem: "is not text", fix: "Write the value in double quotes.")
    }
    return try nonEmpty(field)
  }

  private func nonEmpty(_ field: FlatJSON.Field) throws(AlertError) -> String {
    let isNothing = field.text.isEmpty || (!field.isQuoted && ["null", "true", "false"].contains(field.text))
    guard !isNothing else {
      throw AlertError(
        field: field.name, seen: field.text, problem: field.text.isEmpty ? "is empty" : "is not a value",
        fix: "Send a value or leave the field out.")
    }
    return field.text
  }
}

extension FlatJSON.Problem {
  fileprivate func error(in field: FlatJSON.Field) -> AlertError {
    switch self {
    case .nested:
      AlertError(field: field.name, problem: "holds an object or a list", fix: "Send one plain value.")
    case .tooLong:
      AlertError(
        field: field.name, problem: "is longer than \(FlatJSON.maximumValueBytes) bytes", fix: "Shorten it.")
    case .repeated:
      AlertError(
        field: field.name, seen: field.text, problem: "has a second value", fix: "Send each field once.")
    case .malformed(let problem, let fix): AlertError(field: field.name, problem: problem, fix: fix)
    }
  }
}

extension FlatJSON.Field {
  /// JSON's way of not sending it.
  fileprivate var isNull: Bool { !isQuoted && problem == nil && text == "null" }
  /// Nothing was known where it was computed: empty, JSON's `null`, Pine's and Python's `na` and `NaN`.
  fileprivate var isEmpty: Bool { problem == nil && saysNothing }

  fileprivate var saysNothing: Bool { ["", "null", "na", "nan", "none"].contains(text.lowercased()) }
}

extension Exchange {
  /// As senders name it: in upper case, with `_DLY` where a charting site's prices are delayed, or as Upstox names its
  /// segments.
  fileprivate init?(alertName: Substring) {
    guard alertName.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    let name = alertName.hasSuffix("_DLY") ? alertName.dropLast(4) : alertName
    switch name {
    case "NSE_EQ": self = .nse
    case "BSE_EQ": self = .bse
    case "NSE_FO": self = .nfo
    case "BSE_FO": self = .bfo
    case "MCX_FO": self = .mcx
    default: self.init(rawValue: String(name))
    }
  }

  /// Whether alerts of this segment may carry `house` as TradingView's prefix.
  fileprivate func isSegment(of house: Exchange) -> Bool {
    switch self {
    case .nfo, .nseIndex: house == .nse
    case .bfo, .bseIndex: house == .bse
    case .nse, .bse, .mcx: false
    }
  }
}
