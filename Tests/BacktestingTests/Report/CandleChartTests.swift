import Backtesting
import Foundation
import History
import Market
import Testing

@Suite("Candles of a report")
struct CandleChartTests {
  @Test("The candles of a short series are all embedded and unpack to the bars")
  func whole() throws {
    let run = SampleRun(days: 4)
    let chart = try embedded(CandleChart(run.series, trades: run.record.trades), run)
    let bars = unpack(chart["overview"])
    #expect(bars.count == run.series.count)
    let unit = try #require(chart["unit"] as? Double)
    for (index, bar) in bars.enumerated() {
      let candle = run.series.candle(index)
      #expect(Timestamp(unixSeconds: Int64(bar[0])) == candle.start)
      let prices = bar[1...].map { Price(raw: Int64((Double($0) * unit * 10_000).rounded())) }
      #expect(prices == [candle.open, candle.high, candle.low, candle.close])
    }
  }

  @Test("A long series has daily candles, and full candles on the days of the latest trades")
  func long() throws {
    let run = SampleRun(days: 12)
    var budget = CandleChart.Budget()
    budget.wholeBars = 100
    budget.days = 3
    let chart = try embedded(CandleChart(run.series, trades: run.record.trades, budget: budget), run)
    #expect(unpack(chart["overview"]).count == 12)
    #expect((chart["results"] as? [Int])?.count == 12)
    let days = try #require(chart["days"] as? [String: String])
    #expect(days.keys.sorted() == run.record.trades.suffix(3).map { $0.opened.istDay.description })
    #expect(days.values.allSatisfy { unpack($0).count == 25 })
  }

  @Test("A daily candle in the report spans the bars of its day")
  func daily() throws {
    let run = SampleRun(days: 2)
    var budget = CandleChart.Budget()
    budget.wholeBars = 1
    let chart = try embedded(CandleChart(run.series, trades: [], budget: budget), run)
    let day = try #require(unpack(chart["overview"]).last)
    let unit = try #require(chart["unit"] as? Double)
    let candles = (25..<50).map { run.series.candle($0) }
    let expected = [candles[0].open, candles.map(\.high).max(), candles.map(\.low).min(), candles.last?.close]
    #expect(day[1...].map { Price(raw: Int64((Double($0) * unit * 10_000).rounded())) } == expected)
  }

  private func embedded(_ chart: CandleChart, _ run: SampleRun) throws -> [String: Any] {
    let page = MarkupReader(BacktestReport(run.record, charts: [chart]).html())
    let script = try #require(page.scripts.first)
    let data = try JSONSerialization.jsonObject(with: Data(script.utf8))
    return try #require(((data as? [String: Any])?["charts"] as? [[String: Any]])?.first)
  }

  /// As the page's script does it: rows of seconds, open, high, low, close.
  private func unpack(_ text: Any?) -> [[Int]] {
    var bytes = Array(Data(base64Encoded: text as? String ?? "") ?? Data())[...]
    func next() -> Int {
      var (number, shift) = (0, 0)
      while let byte = bytes.popFirst() {
        number |= Int(byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 { break }
      }
      return number % 2 == 0 ? number / 2 : -(number + 1) / 2
    }
    var rows: [[Int]] = []
    var (seconds, last) = (0, 0)
    while !bytes.isEmpty {
      seconds += next()
      let open = last + next()
      let close = open + next()
      let high = max(open, close) + next()
      rows.append([seconds, open, high, min(open, close) - next(), close])
      last = close
    }
    return rows
  }
}
