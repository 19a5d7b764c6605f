import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("Files of one symbol are joined in time")
struct JoinTests {
  private let folder: PriceFolder

  init() throws { folder = try PriceFolder() }

  private func minutes(_ range: Range<Int>, of day: String = "2021-06-01", price: String = "5") -> String {
    let rows = range.map {
      "\(day) \(TimeOfDay(seconds: Int32(33_300 + 60 * $0))),\(price),\(price),\(price),\(price),\($0)\n"
    }
    return "timestamp,open,high,low,close,volume\n" + rows.joined()
  }

  private func refusal(_ files: [URL]) -> String {
    do throws(HistoryError) { _ = try HistoryLoader().bars(files) } catch { return error.description }
    return ""
  }

  @Test("whatever the order they are given in")
  func joins() throws {
    let files = [
      try folder.write(minutes(20..<30), to: "NIFTY_2022.csv"), try folder.write(minutes(0..<10), to: "NIFTY_2021.csv"),
      try folder.write(minutes(0..<5), to: "SBIN.csv"),
    ]
    let loaded = try HistoryLoader().bars(files)
    #expect(loaded.series.map(\.symbol) == ["NIFTY", "SBIN"])
    #expect(loaded.series[0].candles.map(\.volume) == (Array(0..<10) + Array(20..<30)).map { Int64($0) })
    #expect(loaded.reports.map(\.rows) == [10, 10, 5])
  }

  @Test("a folder stands for its tables, by name")
  func folders() throws {
    _ = try folder.write(minutes(0..<5), to: "b_2021.csv")
    _ = try folder.write(Gzip.storing(Array(minutes(5..<9).utf8)), to: "a.csv.gz")
    _ = try folder.write("not a table", to: "readme.txt")
    let loaded = try HistoryLoader().bars([folder.url])
    #expect(loaded.series.map(\.symbol) == ["A", "B"] && loaded.reports.count == 2)
  }

  @Test("what two files share is taken once")
  func overlap() throws {
    let files = [
      try folder.write(minutes(0..<20), to: "NIFTY_1.csv"), try folder.write(minutes(10..<30), to: "NIFTY_2021.csv"),
    ]
    let loaded = try HistoryLoader().bars(files, symbol: "NIFTY")
    #expect(loaded.series[0].candles.map(\.volume) == (0..<30).map { Int64($0) })
    #expect(loaded.reports[1].notes == ["10 rows that another file has too were left out"])
  }

  @Test("two files that say different things about one minute are refused")
  func conflict() throws {
    let files = [
      try folder.write(minutes(0..<20), to: "NIFTY_2021.csv"),
      try folder.write(minutes(19..<30, price: "6"), to: "NIFTY_2022.csv"),
    ]
    let message = refusal(files)
    #expect(message.contains("NIFTY_2021.csv") && message.contains("NIFTY_2022.csv"))
    #expect(message.contains("2021-06-01T09:34:00+05:30"))
  }

  @Test("bars of different lengths are not joined")
  func lengths() throws {
    let daily = "date,open,high,low,close\n2021-06-02,1,1,1,1\n2021-06-03,1,1,1,1\n"
    let files = [
      try folder.write(minutes(0..<20), to: "NIFTY_2021.csv"), try folder.write(daily, to: "NIFTY_daily.csv"),
    ]
    #expect(refusal(files).contains("daily bars here and 1-minute bars in"))
  }

  @Test("steps of paise and finer ones become the finer")
  func steps() throws {
    let files = [
      try folder.write(minutes(0..<5), to: "X_2021.csv"),
      try folder.write(minutes(5..<9, price: "5.1275"), to: "X_2022.csv"),
    ]
    let series = try HistoryLoader().bars(files).series[0]
    #expect(series.priceUnit == 1 && series.candle(0).open == "5" && series.candle(8).open == "5.1275")
  }

  @Test("progress grows to one over all files")
  func progress() throws {
    let files = try (1...5).map { try folder.write(minutes(0..<20 * $0), to: "S\($0).csv") }
    var shares: [Double] = []
    _ = try HistoryLoader().bars(files) { shares.append($0) }
    #expect(shares.count >= 5 && shares == shares.sorted() && shares.last == 1)
  }
}
