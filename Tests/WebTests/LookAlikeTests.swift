import Testing
import Web

@Suite("Letters that only look like ours")
struct LookAlikeTests {
  private func isRead(_ text: String) -> Bool { (try? AlertParser.parse(Array(text.utf8)).get()) != nil }

  @Test(
    "never become an action, an exchange, a symbol or a field",
    arguments: [
      #"{"action":"BUY","symbol":"\u{17F}bin"}"#, #"{"action":"BUY","symbol":"rel\u{131}ance"}"#,
      #"{"action":"\u{FB02}at","symbol":"SBIN"}"#, #"{"action":"\u{17F}ELL","symbol":"SBIN"}"#,
      #"{"action":"clo\u{17F}e","symbol":"SBIN"}"#, #"{"action":"BUY","symbol":"N\u{17F}E:SBIN"}"#,
      #"{"action":"BUY","symbol":"SBIN","exchange":"N\u{17F}E"}"#, #"{"action":"BUY","tic\u{212A}er":"SBIN"}"#,
      #"{"action":"BUY","symbol":"\u{212A}OTAKBANK"}"#,
      #"{"action":"BUY","symbol":"SBIN","price":"1","order_type":"MAR\u{212A}ET"}"#,
    ])
  func refused(_ text: String) {
    var written = text
    for code in ["17F", "131", "FB02", "212A"] {
      let scalar = UInt32(code, radix: 16).flatMap(Unicode.Scalar.init)
      written = written.replacing("\\u{\(code)}", with: scalar.map { String($0) } ?? "")
    }
    #expect(written.utf8.contains { $0 > 0x7F })
    #expect(!isRead(written), "\(written)")
  }

  @Test("small letters of our own are read")
  func own() {
    #expect(isRead(#"{"Action":"flat","TICKER":"nse:kotakbank","exchange":"nse"}"#))
    #expect(isRead(#"{"action":"buy","ticker":"kotakbank","order_type":"market"}"#))
  }
}
