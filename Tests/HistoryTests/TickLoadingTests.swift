import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("Files of single prices")
struct TickLoadingTests {
  private let folder: PriceFolder

  init() throws { folder = try PriceFolder() }

  private func entries(_ text: String, in name: String = "2021-06-01_NIFTY_1s.csv") throws -> [TickSeries.Entry] {
    try HistoryLoader().ticks([folder.write(text, to: name)]).series[0].entries
  }

  private func entry(_ second: Int, _ price: Price, _ volume: Int64) -> TickSeries.Entry {
    TickSeries.Entry(time: Timestamp(day: "2021-06-01", time: TimeOfDay(9, 15, second)), price: price, volume: volume)
  }

  @Test(
    "Tick files are read in every supported spelling",
    arguments: [
      "timestamp,ltp,cum_volume\n2021-06-01T09:15:05+05:30,35105.1,10\n2021-06-01T09:15:05+05:30,35084.05,12\n",
      "time,price,volume\n09:15:05,35105.1,10\n09:15:05,35084.05,12\n",
      "time,symbol,price,cum_volume\n09:15:05,NIFTY,35105.1,10\n09:15:05,NIFTY,35084.05,12\n",
      "ts_ns,instrument,price,size\n1622519105000000000,NIFTY,35105.1,10\n1622519105000000000,NIFTY,35084.05,2\n",
      "2021-06-01 09:15:05,35105.1,10\n2021-06-01 09:15:05,35084.05,12\n",
    ])
  func formats(_ text: String) throws {
    #expect(try entries(text) == [entry(5, "35105.10", 10), entry(5, "35084.05", 12)])
  }

  @Test("are named by their file or their column")
  func symbols() throws {
    let text = "timestamp,ltp\n2021-06-01T09:15:05+05:30,1\n"
    let loaded = try HistoryLoader().ticks([folder.write(text, to: "2021-06-01_NIFTY_1s.csv")])
    #expect(loaded.series.map(\.symbol) == ["NIFTY"])
    #expect(loaded.reports[0].format == "timestamp (YYYY-MM-DD and time, +05:30), ltp; single prices")
    let several = try folder.write(
      "time,symbol,price\n09:15:00,A,1\n09:15:00,B,2\n09:15:01,A,3\n", to: "nse-2021-06-01.csv")
    #expect(try HistoryLoader().ticks([several]).series.map(\.entries.count) == [2, 1])
    #expect(try HistoryLoader().ticks([several], symbol: "B").series.map(\.symbol) == ["B"])
  }

  @Test("A file whose symbol column names one share alone is not taken for another share")
  func otherSymbol() throws {
    let sbin = try folder.write("time,symbol,price\n09:15:00,SBIN,400\n09:15:01,SBIN,401\n", to: "2021-06-01_a.csv")
    let tcs = try folder.write("time,symbol,price\n09:15:00,TCS,3000\n", to: "2021-06-01_b.csv")
    let error = #expect(throws: HistoryError.self) { try HistoryLoader().ticks([sbin], symbol: "RELIANCE") }
    #expect(error?.problem == "it has no rows of RELIANCE")
    let loaded = try HistoryLoader().ticks([sbin, tcs], symbol: "NSE:TCS")
    #expect(loaded.series.map(\.entries.count) == [1] && loaded.reports.count == 1)
  }

  @Test("keep fractions of a second, sizes add up day by day")
  func fractions() throws {
    let text =
      "time,price,qty\n2021-06-01 09:15:00.250,1,5\n2021-06-01 09:15:00.5,1,6\n2021-06-02 09:15:00.000001,1,7\n"
    let entries = try entries(text)
    #expect(entries.map(\.volume) == [5, 11, 7])
    #expect(entries.map { $0.time.nanoseconds % 1_000_000_000 } == [250_000_000, 500_000_000, 1000])
  }

  @Test("are put in order, and that is said")
  func sorts() throws {
    let file = try folder.write("time,price\n2021-06-01 09:15:02,2\n2021-06-01 09:15:01,1\n2021-06-01 09:15:02,3\n")
    let loaded = try HistoryLoader().ticks([file])
    #expect(loaded.series[0].entries.map(\.price) == ["1", "2", "3"])
    #expect(loaded.reports[0].notes == ["1 row was older than the one before it: sorted (first: line 3)"])
  }

  @Test("of several days are joined; two of one time are not")
  func joins() throws {
    let days = try [2, 1].map {
      try folder.write("time,ltp\n09:15:00,\($0)\n15:29:00,\($0)\n", to: "2021-06-0\($0)_NIFTY_1s.csv")
    }
    #expect(try HistoryLoader().ticks(days).series[0].entries.map(\.price) == ["1", "1", "2", "2"])
    let again = try folder.write("time,ltp\n15:29:00,2\n", to: "2021-06-02_NIFTY_2s.csv")
    let error = #expect(throws: HistoryError.self) { try HistoryLoader().ticks(days + [again]) }
    #expect(error?.description.contains("2021-06-02_NIFTY_1s.csv") == true)
  }

  @Test(
    "are refused with line and column",
    arguments: [
      ("time,price\n", "no row"), ("time,price\n09:15:00,1\n", "date is missing"),
      ("time,price\n2021-06-01,1\n", "time of day"), ("time,price\n2021-06-01 09:15:00,0\n", "column price"),
      ("time,price\n2021-06-01 09:15:00,1,1\n", "2 columns expected"),
      ("time,price,volume\n2021-06-01 09:15:00,1,-1\n", "column volume"),
      ("time,symbol,price\n2021-06-01 09:15:00,,1\n", "column symbol"),
      ("time,price\n2021-06-01 09:15:00,1\n2021-06-01T09:15:00Z,1\n", "zones are mixed"),
      ("time,open,high,low,close\n2021-06-01 09:15:00,1,1,1,1\n", "rows are bars"),
      ("timestamp,expiry,strike,option_type,ltp\n2021-06-01 09:15:00,2021-06-03,1,CE,1\n", "several contracts"),
    ])
  func refuses(_ text: String, _ hint: String) throws {
    let file = try folder.write(text)
    let error = #expect(throws: HistoryError.self) { try HistoryLoader().ticks([file]) }
    #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
  }

  @Test("are told from bars by their columns")
  func kinds() throws {
    let loader = HistoryLoader()
    #expect(try loader.kind(of: folder.write("time,ltp\n")) == .ticks)
    #expect(try loader.kind(of: folder.write("2021-06-01 09:15:00,5,1\n")) == .ticks)
    #expect(try loader.kind(of: folder.write("date,open,high,low,close\n")) == .bars)
    #expect(try loader.kind(of: folder.write("20210601,1,1,1,1\n")) == .bars)
    #expect(throws: HistoryError.self) { try loader.kind(of: folder.write("what,is,this\n")) }
  }
}
