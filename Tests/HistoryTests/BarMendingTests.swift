import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("Small faults of a bar file are mended and said")
struct BarMendingTests {
  private static let head = "timestamp,open,high,low,close,volume\n"

  private func load(_ rows: String) throws -> (series: BarSeries, notes: [String]) {
    let folder = try PriceFolder()
    let loaded = try HistoryLoader().bars([folder.write(Self.head + rows)])
    return (loaded.series[0], loaded.reports[0].notes)
  }

  @Test("an open or close outside high..low widens them")
  func widens() throws {
    let (series, notes) = try load(
      "2021-06-01 09:15:00,102,101,99,100,1\n2021-06-01 09:16:00,100,101,99,98,1\n2021-06-01 09:17:00,1,1,1,1,1\n")
    #expect(series.candles.map(\.high) == ["102", "101", "1"])
    #expect(series.candles.map(\.low) == ["99", "98", "1"])
    #expect(notes == ["2 bars had an open or close outside high..low: high or low was widened (first: line 2)"])
  }

  @Test("a repeated row is left out")
  func repeats() throws {
    let row = "2021-06-01 09:16:00,1,1,1,1,1\n"
    let (series, notes) = try load("2021-06-01 09:15:00,1,1,1,1,1\n\(row)\(row)2021-06-01 09:17:00,1,1,1,1,1\n\(row)")
    #expect(series.count == 3)
    #expect(
      notes == [
        "2 repeated rows left out (first: line 4)", "1 row was older than the one before it: sorted (first: line 6)",
      ])
  }

  @Test("a row repeated at once is left out without sorting")
  func repeatsAtOnce() throws {
    let row = "2021-06-01 09:16:00,1,1,1,1,1\n"
    let (series, notes) = try load("2021-06-01 09:15:00,1,1,1,1,1\n\n\(row)\(row)\(row)2021-06-01 09:17:00,1,1,1,1,1\n")
    #expect(series.count == 3 && notes == ["2 repeated rows left out (first: line 5)"])
  }

  @Test("rows from the newest to the oldest are sorted")
  func sorts() throws {
    let rows = (0..<60).reversed().map {
      "2021-06-01 09:\(String(100 + $0).suffix(2)):00,\($0 + 1),\($0 + 1),\($0 + 1),\($0 + 1),\($0)\n"
    }
    let (series, notes) = try load(rows.joined())
    #expect(series.candles.map(\.volume) == (0..<60).map { Int64($0) })
    #expect(series.interval == .minutes(1))
    #expect(notes.first == "59 rows were older than the one before them: sorted (first: line 3)")
  }

  @Test("three or four decimals change the steps of the columns, not the prices")
  func fineSteps() throws {
    let (series, notes) = try load(
      "2021-06-01 09:15:00,1,1,1,1,1\n2021-06-01 09:16:00,82.1275,82.13,82.125,82.1275,1\n")
    #expect(series.priceUnit == 1)
    #expect(series.candle(0).close == "1" && series.candle(1).open == "82.1275" && series.candle(1).low == "82.125")
    #expect(notes.isEmpty)
  }

  @Test("more than four decimals are rounded")
  func rounds() throws {
    let (series, notes) = try load(
      "2021-06-01 09:15:00,99.999949,100.00005,99.9,100.0000000001,1\n2021-06-01 09:16:00,1,1,1,1,1\n")
    #expect(series.candle(0).open == "99.9999" && series.candle(0).high == "100.0001")
    #expect(series.candle(0).close == "100")
    #expect(notes == ["3 prices were rounded (first: line 2)"])
  }

  @Test("fine prices beside very high ones are rounded to paise")
  func roundsToPaise() throws {
    let (series, notes) = try load(
      "2021-06-01 09:15:00,82.1275,82.13,82.12,82.1275,1\n2021-06-01 09:16:00,300000,300000,300000,300000,1\n")
    #expect(series.priceUnit == 100)
    #expect(series.candle(0).open == "82.13" && series.candle(1).high == "300000")
    #expect(notes == ["2 prices were rounded (first: line 2)"])
  }

  @Test("an empty volume counts as none")
  func emptyVolume() throws {
    let (series, notes) = try load("2021-06-01 09:15:00,1,1,1,1,\n2021-06-01 09:16:00,1,1,1,1,\n")
    #expect(!series.hasVolume)
    #expect(notes == ["2 empty volumes were taken as 0 (first: line 2)"])
  }
}
