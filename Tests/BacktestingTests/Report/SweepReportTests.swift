import Backtesting
import Market
import Testing

@Suite("The report of a sweep")
struct SweepReportTests {
  @Test("A sweep report maps two parameters, frames the best combination and is well-formed")
  func map() {
    let page = SweepReport(sweep { fast, slow in 2 - Double(abs(fast - 20) + abs(slow - 100)) / 100 }).html()
    #expect(MarkupReader(page).problems == [])
    #expect(page.contains("title=\"fast=20 slow=100: net"))
    #expect(page.contains(" best\" style=\"--s:100%\" title=\"fast=20 slow=100"))
    #expect(page.contains("stands on a plateau"))
  }

  @Test("A sweep report says when the best combination stands alone")
  func needle() {
    #expect(SweepReport(sweep { $0 == 20 && $1 == 100 ? 3 : -0.5 }).html().contains("stands alone"))
  }

  @Test("A sweep report says when the best combination lies at the edge of the grid, and when slippage is missing")
  func edge() {
    let words = sweep { fast, slow in Double(fast + slow) }.verdict.joined(separator: "\n")
    #expect(words.contains("at the edge of what was tried (fast=30, the largest; slow=150, the largest)"))
    #expect(words.contains("No slippage is assumed"))
    #expect(!sweep { $0 == 20 && $1 == 100 ? 3 : 1 }.verdict.joined().contains("at the edge"))
  }

  @Test("A sweep in which no run earned money says so instead of praising the best")
  func losers() {
    var record = sweep { _, _ in -1 }
    for index in record.rows.indices { record.rows[index].net = Money(rupees: -100) }
    #expect(SweepReport(record).html().contains("None of 9 runs earned money"))
  }

  @Test("A sweep report warns of luck, more strongly when the deflated Sharpe ratio is doubtful")
  func luck() {
    var record = sweep { _, _ in 1 }
    record.deflatedSharpe = 0.61
    #expect(SweepReport(record).html().contains("61 %, so do not take"))
    record.deflatedSharpe = 0.99
    #expect(SweepReport(record).html().contains("99 %, so that is not likely"))
  }

  @Test("A sweep report of three parameters has a table instead of a map", arguments: [1, 3])
  func otherCounts(_ count: Int) {
    var record = sweep { _, _ in 1 }
    record.parameters = ["a", "b", "c"].prefix(count).map { $0 }
    for index in record.rows.indices {
      record.rows[index].values = (0..<count).map { String($0 == 0 ? index : index % 2) }
    }
    let page = SweepReport(record).html()
    #expect(MarkupReader(page).problems == [])
    #expect(page.contains("class=\"heat\"") == (count == 1))
    #expect(page.contains("class=\"rows\""))
  }

  @Test("A sweep ranks the smallest maximum drawdown first and rows without that figure last")
  func order() {
    var record = sweep { _, _ in 1 }
    record.ranking = .drawdown
    for index in record.rows.indices { record.rows[index].drawdown = index == 3 ? nil : Double(10 - index) / 100 }
    #expect(record.order.first == record.rows.count - 1)
    #expect(record.order.last == 3)
  }

  private func sweep(_ sharpe: (Int, Int) -> Double) -> SweepRecord {
    let run = SampleRun(days: 3).record
    let rows = [10, 20, 30].flatMap { fast in
      [50, 100, 150].map { slow in
        var row = SweepRecord.Row(values: [String(fast), String(slow)], run.statistics)
        row.net = Money(rupees: 100)
        row.sharpe = sharpe(fast, slow)
        return row
      }
    }
    return SweepRecord(
      created: run.created, programVersion: run.programVersion, commandLine: run.commandLine, strategy: run.strategy,
      plan: run.plan, data: run.data, parameters: ["fast", "slow"], ranking: .sharpe, rows: rows, secondsTaken: 1)
  }
}
