import Backtesting
import History
import Market
import TestSupport
import Testing

@Suite("Splits and bonuses that a person names adjust the prices before them")
struct CorporateActionsTests {
  private static let header = "symbol,ex_date,new_shares,old_shares\n"

  private var series: BarSeries {
    var bars = HandMade(interval: .hours(24))
    bars.add(TimeOfDay(9, 15), on: "2024-06-03", ["970 980 960 972.55 100"])
    bars.add(TimeOfDay(9, 15), on: "2024-06-04", ["97 98 96 97 1000"])
    return bars.series
  }

  @Test("prices are divided, volumes multiplied, and that is said")
  func split() throws {
    let actions = try CorporateActions(parsing: Self.header + "SBIN,2024-06-04,10,1\n", file: "a.csv")
    let (adjusted, notes) = actions.adjust(series)
    let before = adjusted.candle(0)
    #expect([before.open, before.high, before.low, before.close] == ["97", "98", "96", "97.26"])
    #expect(before.volume == 1000)
    #expect(adjusted.candle(1) == series.candle(1))
    #expect(notes == ["SBIN: prices before 2024-06-04 are adjusted for 10 shares in place of 1"])
  }

  @Test("events of other shares and other times change nothing")
  func others() throws {
    let text = Self.header + "# a comment\nTCS,2024-06-04,2,1\nSBIN,2024-06-03,2,1\nSBIN,2024-06-05,2,1\n"
    let (adjusted, notes) = try CorporateActions(parsing: text, file: "a.csv").adjust(series)
    #expect(adjusted.candle(0) == series.candle(0) && notes.isEmpty)
    let unused = try CorporateActions(parsing: text, file: "a.csv").unused(by: [series])
    #expect(unused.count == 3 && unused.contains { $0.hasPrefix("TCS, 2024-06-04: ") })
  }

  @Test(
    "the symbol may be spelled in any broker's way, in either file",
    arguments: [("sbin", "SBIN"), ("SBIN-EQ", "SBIN"), ("SBIN", "NSE:SBIN-EQ"), ("NSE:SBIN", "SBIN.NS")])
  func spellings(_ names: (event: String, series: String)) throws {
    let actions = try CorporateActions(parsing: Self.header + "\(names.event),2024-06-04,10,1\n", file: "a.csv")
    let named = BarSeries(
      symbol: names.series, interval: series.interval, priceUnit: series.priceUnit, hasVolume: series.hasVolume,
      columns: series.columns)
    #expect(actions.adjust(named).series.candle(0).open == "97" && actions.unused(by: [named]).isEmpty)
  }

  @Test(
    "what cannot be read is refused with its line",
    arguments: [
      ("", "the first line"), ("symbol,date\n", "the first line"), (header + "SBIN,4 June,2,1\n", "line 2, ex_date"),
      (header + "SBIN,2024-06-04,0,1\n", "line 2"), (header + "SBIN,2024-06-04,2\n", "3 fields"),
      (header + "SBIN,2024-06-04,2,1\nNSE:SBIN,2024-06-04,2,1\n", "has an event on 2024-06-04 already"),
    ])
  func refused(_ text: String, _ words: String) {
    let error = #expect(throws: BacktestError.self) { try CorporateActions(parsing: text, file: "a.csv") }
    #expect(error?.description.contains(words) == true)
  }
}
