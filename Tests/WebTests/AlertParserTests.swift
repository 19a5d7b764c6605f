import Desk
import Engine
import Market
import Testing
import Web

private func parse(_ text: String) -> Result<Alert, AlertError> { AlertParser.parse(Array(text.utf8)) }

private func order(_ fields: String) -> Result<Alert, AlertError> {
  parse("{\"action\": \"BUY\", \"symbol\": \"RELIANCE\", \(fields)}")
}

@Suite("An alert is tolerant of wrapping")
struct AlertWrappingTests {
  static let plain = "{\"action\":\"buy\",\"symbol\":\"NSE:RELIANCE\",\"quantity\":75,\"price\":2150.5}"

  @Test(
    "wrapping and spelling change neither meaning nor identity",
    arguments: [
      plain, "\u{FEFF}" + plain, "\r\n\r\n  " + plain + "\r\n\t", plain.replacing(",", with: " ,\r\n "),
      "{\"price\":\"2150.50\",\"qty\":\"75.0\",\"ticker\":\" nse:reliance\\n\",\"side\":\"Long\"}",
      "{\"action\":\"BUY\n\",\"symbol\":\"RELIANCE\",\"exchange\":\"NSE\",\"contracts\":7.5e1,"
        + "\"limit_price\":0.21505e4}",
      "{\"action\":\"b\\u0075y\",\"SYMBOL\":\"nse:Reliance\",\"Quantity\":75,\"price\":2150.5000,"
        + "\"note\":\"NaN {{x}}\"}",
      "{\"action\":\"BUY\",\"symbol\":\"NSE:RELIANCE\",\"ticker\":\"nse:reliance\",\"qty\":75,\"price\":2150.5,"
        + "\"close\":NaN,\"secret\":\"s\",\"comment\":null,\"close2\":{{close}}}".replacing("{{close}}", with: "0"),
    ])
  func wrapping(_ text: String) throws {
    let alert = try parse(text).get()
    var expected = try parse(Self.plain).get()
    expected.bodyDigest = alert.bodyDigest
    #expect(alert == expected)
    #expect(try parse(Self.plain).get().bodyDigest == alert.bodyDigest)
    #expect(alert.bodyDigest.count == 32)
  }

  @Test("every field is read")
  func allFields() throws {
    let alert = try parse(
      """
      {"action": "SHORT", "symbol": "NIFTY24JUNFUT", "exchange": "nfo", "qty": "150", "order_type": "limit",
       "price": "23450.05", "sl": 23500, "tp": 23300.25, "timenow": "2024-06-03T04:30:15Z", "alert_id": 77}
      """
    ).get()
    #expect(alert.action == .short)
    #expect(alert.symbol == "NIFTY24JUNFUT")
    #expect(alert.exchange == .nfo)
    #expect(alert.quantity == Quantity(150))
    #expect(alert.limitPrice == Price(parsing: "23450.05"))
    #expect(alert.stop == Price(parsing: "23500"))
    #expect(alert.target == Price(parsing: "23300.25"))
    #expect(alert.time?.description == "2024-06-03T10:00:15+05:30")
    #expect(alert.id == "77")
  }

  @Test("close is no limit price, and a market order has none")
  func noLimit() throws {
    #expect(try order("\"close\": 12.5").get().limitPrice == nil)
    #expect(try order("\"order_type\": \"MARKET\", \"price\": 0").get().limitPrice == nil)
  }

  @Test("an EXIT needs no symbol")
  func exit() throws {
    let alert = try parse("{\"action\":\"flat\"}").get()
    #expect(alert.action == .exit && alert.symbol.isEmpty)
  }

  @Test("an order's name in Pine tells alerts apart but is no identity")
  func orderID() throws {
    let one = try order("\"order_id\": \"Long\"").get()
    let other = try order("\"order_id\": \"Short\"").get()
    #expect(one.id == nil && one.bodyDigest != other.bodyDigest)
  }

  @Test(
    "synonyms of actions",
    arguments: [
      ("long", Action.buy), ("close_long", .sell), ("Sell Short", .short), ("buy-to-cover", .cover),
      ("BUY_CE", .buyCall),
      ("buy put", .buyPut), ("sell_ce", .sellCall), ("SELL_PUT", .sellPut), ("square_off", .exit),
    ])
  func synonyms(_ text: String, _ action: Action) throws {
    #expect(try parse("{\"action\":\"\(text)\",\"symbol\":\"NIFTY\"}").get().action == action)
  }

  @Test(
    "times",
    arguments: [
      "\"2021-06-01T09:15:50+05:30\"", "\"2021-06-01T03:45:50Z\"", "\"2021-06-01 03:45:50.000+0000\"", "1622519150",
      "\"1622519150000\"",
    ])
  func times(_ text: String) throws {
    #expect(try order("\"time\": \(text)").get().time?.description == "2021-06-01T09:15:50+05:30")
  }
}

@Suite("Numbers are read as Pine and spreadsheets write them")
struct AlertNumberTests {
  @Test(
    "the noise of binary computing is rounded away",
    arguments: [
      ("1485.0494999999999", "1485.0495"), ("1522.6000000000004", "1522.6"), ("3132.437612345678", "3132.4376"),
      ("1.4850495e3", "1485.0495"), ("\"1800.8000000000002\"", "1800.8"), ("99.99999999", "100"), ("0.00005", "0.0001"),
    ])
  func prices(_ sent: String, _ read: String) throws {
    let alert = try order("\"price\": \(sent), \"sl\": \(sent), \"tp\": \(sent)").get()
    #expect(alert.limitPrice == Price(parsing: read))
    #expect(alert.stop == Price(parsing: read))
    #expect(alert.target == Price(parsing: read))
  }

  @Test(
    "a price that says nothing is a field that was not sent",
    arguments: ["\"\"", "\"  \"", "null", "\"null\"", "NaN", "\"NaN\"", "na", "\"na\"", "\"None\""])
  func nothing(_ sent: String) throws {
    let alert = try order("\"price\": \(sent), \"stop\": \(sent), \"target\": \(sent)").get()
    #expect(alert.limitPrice == nil && alert.stop == nil && alert.target == nil)
    #expect(try alert.bodyDigest == order("\"close\": 1").get().bodyDigest)
  }

  @Test(
    "a fraction of a unit is cut off, and noise is not a fraction",
    arguments: [
      ("10.0", 10), ("12.5", 12), ("9.999999999999998", 10), ("10.000000000000002", 10), ("1.05e1", 10), ("7.5e1", 75),
    ])
  func quantities(_ sent: String, _ read: Int64) throws {
    #expect(try order("\"contracts\": \"\(sent)\"").get().quantity == Quantity(read))
  }
}

@Suite("An exit is refused for nothing that it does not need")
struct AlertExitTests {
  static let useless = [
    "\"price\": \"1499.9499999999998\"", "\"price\": -1", "\"sl\": \"high\"", "\"tp\": {{plot_1}}",
    "\"tp\": 1522.6000000000004", "\"contracts\": \"12.5\"", "\"contracts\": 0", "\"qty\": NaN",
    "\"qty\": \"{{strategy.order.contracts}}\"", "\"qty\": 5, \"contracts\": 6", "\"order_type\": \"SL-M\"",
    "\"order_type\": \"LIMIT\"", "\"time\": \"yesterday\"", "\"time\": null", "\"id\": \"\"",
    "\"order_id\": \"{{strategy.order.id}}\"", "\"exchange\": \"{{exchange}}\"", "\"exchange\": \"NYSE\"",
  ]

  @Test("SELL, COVER and EXIT are read", arguments: useless, [Action.sell, .cover, .exit])
  func exits(_ fields: String, _ action: Action) throws {
    let sent = fields.replacing("{{plot_1}}", with: "\"{{plot_1}}\"")
    let alert = try parse("{\"action\":\"\(action.rawValue)\",\"symbol\":\"INFY\",\(sent)}").get()
    #expect(alert.action == action && alert.symbol == "INFY")
    #expect(alert.limitPrice == nil && alert.stop == nil && alert.target == nil)
  }

  @Test("an entry with the same fields is refused, or read as it was meant", arguments: useless)
  func entries(_ fields: String) {
    let sent = fields.replacing("{{plot_1}}", with: "\"{{plot_1}}\"")
    switch order(sent) {
    case .success(let alert): #expect(alert.quantity != Quantity(0))
    case .failure(let error): #expect(!error.field.isEmpty)
    }
  }

  @Test("what it does name must be readable: the wrong thing is never closed")
  func symbol() {
    for body in [
      "{\"action\":\"EXIT\",\"symbol\":\"{{ticker}}\"}", "{\"action\":\"EXIT\",\"symbol\":\"INFY\",\"ticker\":\"TCS\"}",
      "{\"action\":\"SELL\"}", "{\"action\":\"EXIT\",\"symbol\":\"\"}",
    ] {
      guard case .failure = parse(body) else {
        Issue.record("accepted: \(body)")
        continue
      }
    }
  }

  @Test(
    "delayed data of a charting site is the same exchange", arguments: ["NSE_DLY", "nse_dly", "BSE_DLY", "MCX_DLY"])
  func delayed(_ exchange: String) throws {
    let expected = Exchange(rawValue: String(exchange.uppercased().dropLast(4)))
    #expect(try order("\"exchange\": \"\(exchange)\"").get().exchange == expected)
    #expect(try parse("{\"action\":\"BUY\",\"symbol\":\"\(exchange):INFY\"}").get().exchange == expected)
  }
}

@Suite("An alert is strict on values")
struct AlertStrictnessTests {
  static let badFields: [(String, field: String)] = [
    ("\"quantity\": NaN", "quantity"), ("\"qty\": \"NaN\"", "qty"), ("\"quantity\": Infinity", "quantity"),
    ("\"quantity\": -Infinity", "quantity"), ("\"quantity\": \"\"", "quantity"),
    ("\"quantity\": \"  \"", "quantity"), ("\"quantity\": 0", "quantity"), ("\"quantity\": -75", "quantity"),
    ("\"quantity\": 1000000000000000000", "quantity"), ("\"quantity\": 1e18", "quantity"),
    ("\"quantity\": 1e999", "quantity"), ("\"quantity\": 100000001", "quantity"), ("\"quantity\": 0.045", "quantity"),
    ("\"quantity\": \"1,000\"", "quantity"), ("\"quantity\": 0x10", "quantity"), ("\"quantity\": true", "quantity"),
    ("\"quantity\": \"٧٥\"", "quantity"), ("\"contracts\": \"{{strategy.order.contracts}}\"", "contracts"),
    ("\"contracts\": {{strategy.order.contracts}}", "contracts"), ("\"quantity\": [75]", "quantity"),
    ("\"quantity\": {\"value\": 75}", "quantity"), ("\"price\": 1e-5", "price"),
    ("\"price\": 0", "price"), ("\"price\": -1", "price"), ("\"price\": 1000000.01", "price"),
    ("\"price\": .", "price"),
    ("\"limit_price\": null, \"order_type\": \"LIMIT\"", "price"), ("\"sl\": \"{{plot_0}}\"", "sl"),
    ("\"tp\": \"high\"", "tp"), ("\"target\": 0.0", "target"), ("\"order_type\": \"SL-M\"", "order_type"),
    ("\"order_type\": \"LIMIT\"", "price"), ("\"exchange\": \"NYSE\"", "exchange"),
    ("\"time\": \"2021-06-01T09:15:50\"", "time"), ("\"time\": \"2021-02-30T09:15:50Z\"", "time"),
    ("\"time\": \"2021-06-01\"", "time"), ("\"timestamp\": 12", "timestamp"),
    ("\"id\": \"\"", "id"), ("\"id\": \"{{strategy.order.id}}\"", "id"),
    ("\"qty\": 75, \"quantity\": 80", "quantity"), ("\"qty\": 75, \"QTY\": 75", "qty"),
    ("\"ticker\": \"INFY\"", "ticker"), ("\"price\" 5", "body"),
  ]

  @Test("a bad value is refused by name", arguments: badFields)
  func badField(_ fields: String, field: String) {
    guard case .failure(let error) = order(fields) else {
      Issue.record("accepted: \(fields)")
      return
    }
    #expect(error.field == field)
    #expect(!error.problem.isEmpty && !error.fix.isEmpty)
    #expect(error.message.hasPrefix(field + ":"))
  }

  static let badBodies: [(String, field: String)] = [
    ("", "body"), ("   \r\n", "body"), ("BUY RELIANCE", "body"), ("[]", "body"), ("{", "body"), ("{}", "action"),
    ("{\"action\":\"BUY\"}", "symbol"), ("{\"action\":\"HOLD\",\"symbol\":\"A\"}", "action"),
    ("{\"action\":\"{{strategy.order.action}}\",\"symbol\":\"A\"}", "action"),
    ("{\"action\":BUY,\"symbol\":\"A\"}", "action"), ("{\"action\":null,\"symbol\":\"A\"}", "action"),
    ("{\"action\":\"\",\"symbol\":\"A\"}", "action"), ("{\"action\":\"BUY\",\"symbol\":\"\"}", "symbol"),
    ("{\"action\":\"BUY\",\"symbol\":\"<script>\"}", "symbol"), ("{\"action\":\"BUY\",\"symbol\":\"NSE:\"}", "symbol"),
    ("{\"action\":\"BUY\",\"symbol\":\"BINANCE:BTCUSDT\"}", "symbol"),
    ("{\"action\":\"BUY\",\"symbol\":\"NSE:A\",\"exchange\":\"MCX\"}", "symbol"),
    ("{\"action\":\"BUY\",\"symbol\":\"A\"} trailing", "body"), ("{\"action\":\"BUY\",\"symbol\":\"A}", "symbol"),
    ("{\"action\":\"BUY\",\"symbol\":\"A\\x\"}", "symbol"), ("{\"action\":\"BUY\\ud800\",\"symbol\":\"A\"}", "action"),
    ("{\"action\":\"BUY\u{1}\",\"symbol\":\"A\"}", "action"), ("{“action”:“BUY”}", "body"),
    ("{\"action\":“BUY”,\"symbol\":\"A\"}", "action"),
    ("{\"action\":\"BUY\",\"symbol\":\"" + String(repeating: "A", count: 5000) + "\"}", "symbol"),
    ("{" + (0..<70).map { "\"f\($0)\":1" }.joined(separator: ",") + "}", "action"),
    ("{\"a\":" + String(repeating: "[", count: 60_000), "body"),
  ]

  @Test("a bad body is refused by name", arguments: badBodies)
  func badBody(_ text: String, field: String) {
    guard case .failure(let error) = parse(text) else {
      Issue.record("accepted: \(text)")
      return
    }
    #expect(error.field == field)
    #expect(error.seen.count <= 41)
  }

  @Test("A comma too many before the closing brace changes nothing")
  func trailingComma() {
    guard case .success(let alert) = order("\"price\": 5, \n") else {
      Issue.record("refused")
      return
    }
    #expect(alert.limitPrice?.description == "5.00")
  }

  @Test(
    "Quotes that are not JSON's are named with the fix",
    arguments: [("{“action”:“BUY”}", "curly"), ("{‘action’:‘BUY’}", "curly"), ("{'action':'BUY'}", "single")])
  func otherQuotes(_ text: String, _ kind: String) {
    guard case .failure(let error) = parse(text) else {
      Issue.record("accepted: \(text)")
      return
    }
    #expect(error.field == "body" && error.fix.contains(kind))
  }

  @Test("a placeholder nobody filled in is named")
  func placeholder() {
    guard case .failure(let error) = order("\"contracts\": {{strategy.order.contracts}}") else {
      Issue.record("accepted")
      return
    }
    #expect(error.message.contains("{{strategy.order.contracts}}"))
  }

  @Test("text that is not UTF-8 is refused")
  func notUTF8() {
    let bytes = Array("{\"action\":\"BUY\",\"symbol\":\"A".utf8) + [0xFF, 0xFE] + Array("\"}".utf8)
    guard case .failure(let error) = AlertParser.parse(bytes) else {
      Issue.record("accepted")
      return
    }
    #expect(error.field == "symbol")
  }

  @Test("every cut and every flipped byte of an alert is read or refused, never a trap")
  func damaged() {
    let text = Array(
      "{\"action\":\"BUY\",\"symbol\":\"NSE:M&M\",\"qty\":\"7\\u0035\",\"price\":2.5e2,\"time\":1622519150}".utf8)
    for index in text.indices {
      _ = AlertParser.parse(Array(text[..<index]))
      for flipped: UInt8 in [0x00, 0x22, 0x5C, 0x7B, 0x7D, 0x2C, 0x80, 0xFF] {
        var damaged = text
        damaged[index] = flipped
        _ = AlertParser.parse(damaged)
      }
    }
  }
}

@Suite("An exit is not refused for what it does not need")
struct UnneededFieldTests {
  @Test(
    "whatever stands in a field that nobody reads, or that an exit does not use",
    arguments: [
      #""close":{{close}}"#, #""price":{{close}}"#, #""plot":"#, #""comment":"\q""#, #""comment":"\ud800""#,
      #""comment":Breakout of 5 min"#, #""price":"{{close}}""#, #""stop":na"#, #""exchange":"FOO""#,
      #""exchange":"BSE""#, #""ticker":"NSE:SBIN""#, #""ticker":"SBIN-EQ""#, #""ticker":"""#,
    ])
  func exit(_ field: String) throws {
    for action in ["EXIT", "SELL", "COVER"] {
      let text = #"{"action":"\#(action)",\#(field),"symbol":"NSE:SBIN"}"#
      let alert = try AlertParser.parse(Array(text.utf8)).get()
      #expect(alert.symbol == "SBIN", "\(text)")
    }
    let latin = Array(#"{"action":"EXIT","comment":"caf"#.utf8) + [0xE9] + Array(#"","symbol":"SBIN"}"#.utf8)
    #expect(try AlertParser.parse(latin).get().symbol == "SBIN")
  }

  @Test(
    "an entry is refused for a field that it uses", arguments: [#""price":{{close}}"#, #""stop":"\q""#, #""qty":"#])
  func entry(_ field: String) {
    guard case .failure = AlertParser.parse(Array(#"{"action":"BUY",\#(field),"symbol":"SBIN"}"#.utf8)) else {
      Issue.record("accepted")
      return
    }
  }

  @Test("the prefix of an exit's symbol is not needed", arguments: ["FOO:SBIN", "nse_cm|SBIN"])
  func prefix(_ symbol: String) throws {
    #expect(try AlertParser.parse(Array(#"{"action":"EXIT","symbol":"\#(symbol)"}"#.utf8)).get().symbol == "SBIN")
  }

  @Test("an unreadable part closes all, whatever the other part says", arguments: ["\"abc\"", "0", "\"-5\""])
  func part(_ percent: String) throws {
    let text = #"{"action":"EXIT","symbol":"SBIN","qty_percent":\#(percent),"quantity":10}"#
    let alert = try AlertParser.parse(Array(text.utf8)).get()
    #expect(alert.quantity == nil && alert.share == nil && alert.unreadPart != nil)
  }

  @Test(
    "blanks, hyphens and underscores of an action do not matter",
    arguments: [("EXIT  ALL", Action.exit), ("exit--all", .exit), ("closelong", .sell), ("BuyToCover", .cover)])
  func actions(_ action: (String, Action)) throws {
    let text = #"{"action":"\#(action.0)","symbol":"SBIN"}"#
    #expect(try AlertParser.parse(Array(text.utf8)).get().action == action.1)
  }
}

@Suite("Parts that exits ask for")
struct ExitPartTests {
  private func alert(_ fields: String) throws -> Alert {
    try AlertParser.parse(Array(#"{"action":"SELL","symbol":"SBIN",\#(fields)}"#.utf8)).get()
  }

  @Test(
    "percent of what is held, in basis points, rounded up",
    arguments: [
      ("50", 5_000), ("\"33.333\"", 3_334), ("\"50%\"", 5_000), ("0.001", 1), ("100", 10_000), ("250", 10_000),
      ("5e1", 5_000),
    ])
  func share(_ sent: String, _ basisPoints: Int64) throws {
    for name in ["qty_percent", "quantity_percent", "close_percent"] {
      #expect(try alert("\"\(name)\":\(sent)").share == basisPoints)
    }
  }

  @Test(
    "a fraction of an exit's quantity is rounded up", arguments: [("12.5", 13), ("0.4", 1), ("9.999999999999998", 10)])
  func quantity(_ sent: String, _ units: Int64) throws {
    #expect(try alert("\"quantity\":\(sent)").quantity == Quantity(units))
  }

  @Test(
    "what cannot be read refuses no exit: it closes all", arguments: ["0", "-5", "\"half\"", "\"\"", "null", "\"na\""])
  func unreadable(_ sent: String) throws {
    let alert = try alert("\"qty_percent\":\(sent),\"quantity\":\(sent)")
    #expect(alert.share == nil && alert.quantity == nil)
    let saysNothing = ["\"\"", "null", "\"na\""].contains(sent)
    #expect((alert.unreadPart == nil) == saysNothing, "\(alert.unreadPart ?? "no note")")
  }

  @Test(
    "fields that nobody reads refuse nothing, whatever they hold",
    arguments: [
      #""meta":{"deep":[1,{"x":"}"}]}"#, #""tags":["a","b"]"#, #""comment":"a","comment":"b""#,
      "\"note\":\"" + String(repeating: "x", count: 9000) + "\"",
      "\"" + String(repeating: "n", count: 200) + "\":1", (0..<200).map { "\"f\($0)\":1" }.joined(separator: ","),
      #""quantity":null,"time":null,"id":null,"order_id":null,"exchange":null,"order_type":null"#,
      #""quantity":{"units":5},"order_id":[1]"#,
    ])
  func unread(_ fields: String) throws { #expect(try alert(fields).action == .sell) }

  @Test("another part is another alert")
  func identity() throws {
    #expect(try alert(#""qty_percent":50"#).bodyDigest != alert(#""qty_percent":25"#).bodyDigest)
  }
}
