import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("A bar file may be written in many ways")
struct BarFormatTests {
  /// The same three bars, each way of writing them.
  private static let ways: [(name: String, text: String)] = [
    (
      "usual",
      """
      timestamp,open,high,low,close,volume
      2021-06-01 09:15:00,100.05,101.5,99,100.5,10
      2021-06-01 09:16:00,100.5,102.0,100.50,101,20
      2021-06-01 09:17:00,101,101,100.25,100.75,30

      """
    ),
    (
      "ISO 8601 with offset",
      """
      timestamp,open,high,low,close,volume
      2021-06-01T09:15:00+05:30,100.05,101.5,99,100.5,10
      2021-06-01T09:16:00+05:30,100.5,102.0,100.50,101,20
      2021-06-01T09:17:00+05:30,101,101,100.25,100.75,30
      """
    ),
    (
      "Kite's offset, quotes, carriage returns",
      "\"Date\",\"Open\",\"High\",\"Low\",\"Close\",\"Volume\"\r\n"
        + "\"2021-06-01T09:15:00+0530\",\"100.05\",\"101.5\",\"99\",\"100.5\",\"10\"\r\n"
        + "\"2021-06-01T09:16:00+0530\",100.5,102.0,100.50,101,20\r\n\r\n"
        + "\"2021-06-01T09:17:00+0530\",101,101,100.25,100.75,30\r\n"
    ),
    (
      "UTC, other order, columns nobody needs",
      """
      volume,oi,datetime,c,l,h,o
      10,0,2021-06-01T03:45:00Z,100.5,99,101.5,100.05
      20,0,2021-06-01T03:46:00Z,101,100.5,102,100.5
      30,0,2021-06-01T03:47:00Z,100.75,100.25,101,101
      """
    ),
    (
      "two columns of time, tabs, marks of MetaStock",
      "<TICKER>\t<DTYYYYMMDD>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<VOL>\n"
        + "NIFTY\t20210601\t09:15\t100.05\t101.5\t99\t100.5\t10\n"
        + "NIFTY\t20210601\t09:16\t100.5\t102\t100.5\t101\t20\n"
        + "NIFTY\t20210601\t09:17\t101\t101\t100.25\t100.75\t30\n"
    ),
    (
      "day first, semicolons",
      """
      Date ; Time; Open;High;Low;Close;Volume
      01-06-2021;9:15;100.05;101.5;99;100.5;10
      01-06-2021;9:16;100.5;102;100.5;101;20
      01-06-2021;9:17;101;101;100.25;100.75;30
      """
    ),
    (
      "name of the month",
      """
      date,open,high,low,close,volume
      01-Jun-2021 09:15,100.05,101.5,99,100.5,10
      01-Jun-2021 09:16,100.5,102,100.5,101,20.0
      01-Jun-2021 09:17,101,101,100.25,100.75,30
      """
    ),
    (
      "seconds since 1970",
      "ts,o,h,l,c,v\n1622519100,100.05,101.5,99,100.5,10\n1622519160,100.5,102,100.5,101,20\n"
        + "1622519220,101,101,100.25,100.75,30\n"
    ),
    (
      "milliseconds since 1970",
      "ts,o,h,l,c,v\n1622519100000,100.05,101.5,99,100.5,10\n1622519160000,100.5,102,100.5,101,20\n"
        + "1622519220000,101,101,100.25,100.75,30\n"
    ),
    (
      "no header",
      "20210601 09:15,100.05,101.5,99,100.5,10\n20210601 09:16,100.5,102,100.5,101,20\n"
        + "20210601 09:17,101,101,100.25,100.75,30\n"
    ),
    (
      "no header, symbol first, date and time apart, open interest behind",
      "NIFTY,20210601,09:15,100.05,101.5,99,100.5,10,0\nNIFTY,20210601,09:16,100.5,102,100.5,101,20,0\n"
        + "NIFTY,20210601,09:17,101,101,100.25,100.75,30,0\n"
    ),
    (
      "byte order mark, blank lines, fractions of zero",
      "\u{FEFF}\n\ntimestamp,open,high,low,close,volume\n\n2021-06-01 09:15:00.000,100.05,101.5,99,100.5,10\n"
        + "2021-06-01 09:16:00.000,100.5,102,100.5,101,20\n  \n2021-06-01 09:17:00.000,101,101,100.25,100.75,30"
    ),
    (
      "a data frame's, whose index has no name",
      """
      ,Open,High,Low,Close,Volume
      2021-06-01 09:15:00+05:30,100.05,101.5,99.0,100.5,10
      2021-06-01 09:16:00+05:30,100.5,102.0,100.5,101.0,20
      2021-06-01 09:17:00+05:30,101.0,101.0,100.25,100.75,30

      """
    ),
  ]

  private static func candle(_ minute: Int, _ prices: [Price], _ volume: Int64) -> Candle {
    let start = Timestamp(day: "2021-06-01", time: TimeOfDay(9, minute))
    return Candle(
      start: start, end: start + .minutes(1), open: prices[0], high: prices[1], low: prices[2], close: prices[3],
      volume: volume)
  }

  @Test("Every supported spelling of a bar file reads to the same bars", arguments: ways.indices)
  func reads(_ index: Int) throws {
    let way = Self.ways[index]
    let series = try PriceFolder().bars(way.text)
    #expect(
      series.candles == [
        Self.candle(15, ["100.05", "101.50", "99.00", "100.50"], 10),
        Self.candle(16, ["100.50", "102.00", "100.50", "101.00"], 20),
        Self.candle(17, ["101.00", "101.00", "100.25", "100.75"], 30),
      ], "\(way.name)")
    #expect(series.symbol == "NIFTY")
    #expect(series.interval == .minutes(1) && series.priceUnit == 100 && series.hasVolume)
  }

  @Test("what it was is said")
  func report() throws {
    let folder = try PriceFolder()
    let bytes = Gzip.storing(Array(Self.ways[3].text.utf8))
    let loaded = try HistoryLoader().bars([folder.write(bytes, to: "NIFTY.csv.gz")])
    #expect(
      loaded.reports[0].format == "datetime (YYYY-MM-DD and time, +00:00), o, h, l, c, volume; 1-minute bars; gzip")
    #expect(loaded.reports[0].notes == ["columns not read: oi"])
    #expect(loaded.reports[0].rows == 3 && loaded.reports[0].symbols == ["NIFTY"])
    #expect(!loaded.reports[0].cameFromCache)
  }

  @Test(
    "the name of the file names the symbol",
    arguments: [
      ("NIFTY_2021.csv", "NIFTY"), ("RELIANCE_5min_2025.csv", "RELIANCE"), ("I003.csv", "I003"),
      ("BANKNIFTY_2024-01-10_47200CE_1min.csv", "BANKNIFTY_2024-01-10_47200CE"),
      ("BANKNIFTY_daily_2023_2026_dhan.csv", "BANKNIFTY"), ("2021-06-01_NIFTY_1s.csv", "NIFTY"),
      ("NIFTY_2024-01-25_FUT.csv", "NIFTY_2024-01-25_FUT"), ("BAJAJ-AUTO_15min_2015-2022.csv", "BAJAJ-AUTO"),
      ("nse_RELIANCE.csv", "RELIANCE"), ("RELIANCE.NS.csv", "RELIANCE"), ("reliance.csv", "RELIANCE"),
      ("BSE.csv", "BSE"), ("2021.csv", "2021"), ("M&M_20210601.csv", "M&M"),
    ])
  func symbols(_ name: String, _ symbol: String) throws {
    #expect(try PriceFolder().bars(Self.ways[0].text, in: name).symbol == symbol)
  }

  @Test("a column of symbols gives a series for each, and one can be picked")
  func symbolColumn() throws {
    let folder = try PriceFolder()
    let file = try folder.write(
      """
      timestamp,symbol,open,high,low,close,volume
      2021-06-01 09:15:00,TCS,10,10,10,10,1
      2021-06-01 09:15:00,SBIN,20,20,20,20,2
      2021-06-01 09:16:00,TCS,11,11,11,11,1
      2021-06-01 09:20:00,SBIN,21,21,21,21,2
      2021-06-01 09:17:00,TCS,11,11,11,11,1
      """)
    let all = try HistoryLoader().bars([file]).series
    #expect(all.map(\.symbol) == ["TCS", "SBIN"] && all.map(\.count) == [3, 2])
    #expect(all.allSatisfy { $0.interval == .minutes(1) })
    #expect(try HistoryLoader().bars([file], symbol: "SBIN").series.map(\.count) == [2])
    let error = #expect(throws: HistoryError.self) { try HistoryLoader().bars([file], symbol: "INFY") }
    #expect(error?.description.contains("no rows of INFY") == true)
  }

  @Test("thousands of symbols are no trouble")
  func manySymbols() throws {
    let rows = (0..<3000).map { "2021-06-01 09:15:00,S\($0),10,10,10,10,1\n2021-06-01 09:16:00,S\($0),10,10,10,10,1" }
    let text = "timestamp,symbol,open,high,low,close,volume\n" + rows.joined(separator: "\n")
    let folder = try PriceFolder()
    let loaded = try HistoryLoader().bars([folder.write(text)])
    #expect(loaded.series.count == 3000 && loaded.series.allSatisfy { $0.count == 2 })
  }

  @Test(
    "dates alone are daily bars that begin at 09:15", arguments: ["2021-06-0%", "0%-06-2021", "2021060%", "0%/06/2021"])
  func daily(_ pattern: String) throws {
    let rows = (1...3).map { pattern.replacingOccurrences(of: "%", with: "\($0)") + ",10,12,9,11" }
    let series = try PriceFolder().bars("date,open,high,low,close\n" + rows.joined(separator: "\n"))
    #expect(series.interval == .hours(24) && !series.hasVolume)
    #expect(
      series.candles.map(\.start)
        == [1, 2, 3].map { Timestamp(day: TradingDay(daysSince1970: 18_778 + $0), time: TimeOfDay(9, 15)) })
  }

  @Test("one bar a day at midnight is a daily bar too, in whatever zone midnight is")
  func midnight() throws {
    let text = "timestamp,open,high,low,close\n2021-05-31T18:30:00Z,1,1,1,1\n2021-06-01T18:30:00Z,1,1,1,1\n"
    let series = try PriceFolder().bars(text)
    #expect(series.interval == .hours(24))
    #expect(series.start(0) == Timestamp(day: "2021-06-01", time: TimeOfDay(9, 15)))
  }

  @Test("the most common distance inside a day is the length of a bar")
  func interval() throws {
    let times = ["09:15", "09:20", "09:30", "09:35", "09:40", "10:40"]
    let rows = ["2021-06-01", "2021-06-02"].flatMap { day in times.map { "\(day) \($0),5,5,5,5" } }
    let series = try PriceFolder().bars("time,open,high,low,close\n" + rows.joined(separator: "\n"))
    #expect(series.interval == .minutes(5) && series.count == 12)
  }

  @Test("an index with a column of zeros has no volume; a share with some zeros has carried prices")
  func volumes() throws {
    let head = "time,open,high,low,close,volume\n2021-06-01 09:15,5,5,5,5,0\n2021-06-01 09:16,5,5,5,5,"
    let folder = try PriceFolder()
    #expect(try !folder.bars(head + "0").hasVolume)
    let loaded = try HistoryLoader().bars([folder.write(head + "7")])
    #expect(loaded.series[0].hasVolume)
    #expect(loaded.reports[0].notes == ["1 of 2 bars have volume 0 and one price: it is carried, not traded"])
  }
}
