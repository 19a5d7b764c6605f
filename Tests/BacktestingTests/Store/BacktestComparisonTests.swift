import Backtesting
import Foundation
import Market
import Testing

@Suite("A comparison of runs")
struct BacktestComparisonTests {
  @Test("A comparison of runs fits 80 columns", arguments: 2...5)
  func width(_ count: Int) throws {
    let runs = (1...count).map { SampleRun(symbol: "A\u{1B}[31m", days: $0 * 3).record }
    let text = try BacktestComparison(runs).text()
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(!text.contains("\u{1B}"))
    for label in [
      "Interval", "Product", "Driver", "Trading days", "Net result", "Drawdown, days", "Slippage", "Stop ", "Target",
    ] {
      #expect(text.contains(label))
    }
  }

  @Test("takes two to five", arguments: [0, 1, 6])
  func counts(_ count: Int) {
    let record = SampleRun(days: 2).record
    #expect(throws: BacktestStoreError.self) {
      try BacktestComparison(Array(repeating: record, count: count))
    }
  }

  @Test("A comparison of runs has the same figures as JSON")
  func json() throws {
    let record = SampleRun(days: 3).record
    let text = try BacktestComparison([record, record]).json()
    let objects = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    let summaries = try #require(objects).compactMap { $0["summary"] as? [String: Any] }
    #expect(summaries.count == 2)
    #expect(objects?.compactMap { $0["driver"] as? String } == [record.driver, record.driver])
    #expect(objects?.compactMap { $0["intervalSeconds"] as? Int } == [900, 900])
    #expect(summaries[0]["net"] as? String == (record.finalEquity - record.plan.capital).description)
  }
}
