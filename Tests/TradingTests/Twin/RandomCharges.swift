import Market
import TestSupport

/// Charges files and trades by chance.
enum RandomCharges {
  static func file(_ random: inout Seeded, lines: Int) -> String {
    var text = "row,name,exchange,segment,side,effective_from,percent,flat,minimum,cap\n"
    for _ in 0..<lines { text += line(&random) + "\n" }
    return text
  }

  private static func line(_ random: inout Seeded) -> String {
    func one(_ choices: [String]) -> String { choices[Int.random(in: 0..<choices.count, using: &random)] }
    let row = one(["rate", "rate", "rate", "brokerage", "dp"])
    let name = row == "rate" ? one(["stt", "stt_exercise", "exchange", "sebi", "stamp", "gst"]) : one(["p", "q"])
    let segment = one(["any", "any"] + ChargeSegment.allCases.map(\.rawValue))
    let percent = one(["0", "0.1", "0.0000001", "18", "0.03", "7.5", "99.9999999"])
    let where_ = one(["any", "any", "NSE", "BSE", "MCX"])
    let head = "\(row),\(name),\(where_),\(segment),\(one(["buy", "sell", "both", "both"])),\(date(&random))"
    if row == "rate" { return "\(head),\(percent),,," }
    return head + ","
      + one(["\(percent),,,", "\(percent),,,20", ",20,,", "0.25,,20,", "0.1,5,2.5,33.3333", "\(percent),13,,"])
  }

  /// Few days, so that ties are common.
  private static func date(_ random: inout Seeded) -> String { "2024-0\(Int.random(in: 1...6, using: &random))-01" }

  static func question(_ random: inout Seeded) -> SlowCharges.Question {
    let exchanges: [Exchange] = [.nse, .nfo, .bse, .bfo, .mcx]
    let segments = ChargeSegment.allCases
    return SlowCharges.Question(
      plan: random.oneIn(2) ? "p" : "q", exchange: exchanges[Int.random(in: 0..<exchanges.count, using: &random)],
      segment: segments[Int.random(in: 0..<segments.count, using: &random)],
      day: TradingDay(daysSince1970: Int32.random(in: 19_700...19_900, using: &random)))
  }

  /// From a unit of money to ten crore rupees, now and then a round figure, at which halves are frequent.
  static func value(_ random: inout Seeded) -> Int64 {
    let most: Int64 = [10, 100_000, 500_000_000, 1_000_000_000_000][Int.random(in: 0..<4, using: &random)]
    let value = Int64.random(in: 1...most, using: &random)
    return random.oneIn(4) ? max(1, value / 5_000_000) * 5_000_000 : value
  }

  static func market(_ random: inout Seeded) -> (Exchange, ChargeSegment) {
    let markets: [(Exchange, ChargeSegment)] = [
      (.nse, .deliveryEquity), (.nse, .intradayEquity), (.bse, .deliveryEquity), (.bse, .intradayEquity),
      (.nfo, .futures), (.nfo, .options), (.bfo, .options), (.mcx, .commodityFutures), (.mcx, .commodityOptions),
    ]
    return markets[Int.random(in: 0..<markets.count, using: &random)]
  }
}
