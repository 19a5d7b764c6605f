import Foundation

/// The demo's JSON report, read as any script would.
struct DemoReport: Decodable {
  struct Charges: Decodable {
    var brokerage, stt, exchange, sebi, gst, stamp, dp, rounding, total: String
  }
  struct Fill: Decodable {
    var position, quantity: Int
    var price, side, symbol: String
    var charges: Charges
  }
  struct Trade: Decodable {
    var position, quantity: Int
    var direction, gross, charges, link, net, symbol: String
    var exit_reason: String
  }
  struct Summary: Decodable {
    var gross, net: String
    var trades: Int
    var charges: Charges
  }
  struct DecisionLine: Decodable {
    var outcome, reason: String
  }
  var decisions: [DecisionLine]
  var fills: [Fill]
  var trades: [Trade]
  var summary: Summary

  init(_ text: String) throws { self = try JSONDecoder().decode(DemoReport.self, from: Data(text.utf8)) }
}

/// Exact decimal text in ten-thousandths, independent of the product's own parser.
func exact(_ text: String) -> Int {
  let negative = text.hasPrefix("-")
  let parts = text.drop { $0 == "-" }.split(separator: ".")
  let decimals = parts.count > 1 ? parts[1] + String(repeating: "0", count: 4 - parts[1].count) : "0000"
  let value = (Int(parts[0]) ?? 0) * 10_000 + (Int(decimals) ?? 0)
  return negative ? -value : value
}
