import Foundation
import Market
import Trading

/// What the chart's script reads. Names are short because they stand in every report.
struct CandleData: Encodable {
  var charts: [Chart]

  struct Chart: Encodable {
    var symbol: String
    var unit: Double
    var decimals: Int
    var complete: Bool
    /// See ``CandlePacking``.
    var overview: String
    /// Of each bar of an overview of days: the result of the trades closed that day, in rupees.
    var results: [Int64]
    /// By date.
    var days: [String: String]
  }

  init(_ charts: [CandleChart], trades: [RecordedTrade]) {
    self.charts = charts.enumerated().map { place, chart in
      Chart(chart, trades: trades.filter { $0.instrument == place })
    }
  }
}

extension CandleData.Chart {
  fileprivate init(_ chart: CandleChart, trades: [RecordedTrade]) {
    symbol = chart.symbol
    unit = chart.unit
    decimals = chart.unit < 0.01 ? 4 : 2
    complete = chart.isComplete
    overview = CandlePacking.text(chart.overview)
    results = chart.isComplete ? [] : Self.results(chart.overview, trades)
    days = Dictionary(
      chart.days.map { ($0.day.description, CandlePacking.text($0.bars)) }, uniquingKeysWith: { first, _ in first })
  }

  private static func results(_ bars: [ChartBar], _ trades: [RecordedTrade]) -> [Int64] {
    var sums: [TradingDay: Money] = [:]
    for trade in trades { sums[trade.closed.istDay, default: .zero] += trade.net }
    return bars.map { bar in
      let sum = sums[Timestamp(unixSeconds: Int64(bar.seconds)).istDay] ?? .zero
      return sum.rounded(to: .rupee).raw / Price.unitsPerRupee
    }
  }
}
