import Backtesting
import Foundation
import Market
import Testing
import Trading

@Suite("The report of a backtest")
struct BacktestReportTests {
  private static let plain = MarkupReader(SampleRun().report)

  @Test("A backtest report is well-formed HTML: every element is closed and no id is used twice")
  func wellFormed() {
    let page = MarkupReader(SampleRun().report)
    #expect(page.problems == [])
    #expect(page.elements.count { $0 == "svg" } >= 2)
    #expect(page.ids.contains("trades"))
  }

  @Test("A backtest report loads nothing: its only address is the attribution link")
  func offline() {
    let page = MarkupReader(SampleRun().report)
    let loading = page.attributes.filter { ["src", "href", "action", "data", "poster", "srcset"].contains($0.name) }
    #expect(loading.allSatisfy { $0.element == "a" && $0.value == "https://www.tradingview.com/" })
    #expect(!page.elements.contains("link") && !page.elements.contains("iframe"))
    let policy = page.attributes.first { $0.value.contains("default-src") }
    #expect(policy?.value.hasPrefix("default-src 'none'") == true)
  }

  @Test(
    "A backtest report shows hostile names as plain text",
    arguments: [
      "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)",
      "' onload='x", "a & b &lt;c&gt;", "<!--", "]]>", "\u{202E}txt.exe\u{0}",
    ])
  func hostile(_ name: String) {
    let plain = Self.plain
    let page = MarkupReader(SampleRun(symbol: name, title: name, file: name).report)
    #expect(page.problems == [])
    #expect(page.elements == plain.elements)
    #expect(page.attributes.map(\.name) == plain.attributes.map(\.name))
    #expect(page.scripts.count == plain.scripts.count)
    #expect(!page.scripts[0].contains("<"))
  }

  @Test("The JSON for the report's chart agrees with the trades")
  func chartData() throws {
    let run = SampleRun(symbol: "A </script> B")
    let page = MarkupReader(run.report)
    let script = try #require(page.scripts.first)
    let data = try JSONSerialization.jsonObject(with: Data(script.utf8))
    let charts = try #require((data as? [String: Any])?["charts"] as? [[String: Any]])
    #expect(charts.map { $0["symbol"] as? String } == ["A </script> B"])
    #expect(charts.first?["complete"] as? Bool == true)
  }

  @Test("A backtest report shows average prices to the paisa")
  func averages() throws {
    var record = SampleRun(days: 5).record
    record.trades[0].entryPrice = try #require(Price(parsing: "2157.8378"))
    record.trades[0].exitPrice = try #require(Price(parsing: "2160.0049"))
    let page = BacktestReport(record).html()
    #expect(page.contains(">2,157.84<") && page.contains(">2,160.00<") && !page.contains("2,157.8378"))
  }

  @Test("A backtest report lists every trade; above 2000 it lists the first and last thousand")
  func trades() {
    let few = SampleRun(days: 5).record
    #expect(rows(BacktestReport(few).html()) == 5)
    var many = few
    many.trades = (0..<2_500).map { few.trades[$0 % 5] }
    let page = BacktestReport(many).html()
    #expect(rows(page) == 2_001)  // and a row that stands for the gap
    #expect(page.contains("--trades"))
  }

  @Test("A backtest report warns of optimistic fills, missing costs, few trades and selection from many runs")
  func warnings() {
    var run = SampleRun()
    run.plan.fill = .sameClose
    run.plan.costs = .none
    var record = run.record
    record.trials = 64
    let page = BacktestReport(record).html()
    for words in ["price that is gone", "Neither charges nor slippage", "30 trades only", "best of 64"] {
      #expect(page.contains(words), "\(words)")
    }
    #expect(!BacktestReport(SampleRun().record).html().contains("price that is gone"))
  }

  @Test("A backtest report without trades says so and is well-formed")
  func empty() {
    var record = SampleRun(days: 2).record
    record.trades = []
    record.equity = []
    let page = BacktestReport(record).html()
    #expect(MarkupReader(page).problems == [])
    #expect(page.contains("There is no trade"))
  }

  private func rows(_ page: String) -> Int {
    guard let start = page.firstRange(of: "<table class=\"trades") else { return 0 }
    let table = page[start.lowerBound...]
    let body = table.firstRange(of: "<tbody>").map { table[$0.upperBound...] } ?? ""
    return body.firstRange(of: "</tbody>").map { body[..<$0.lowerBound].ranges(of: "<tr").count } ?? 0
  }
}
