import Market
import Trading

/// One figure of a comparison: its name, and how it is written for a run.
struct ComparisonRow: Sendable {
  var name: String
  var text: @Sendable (BacktestRecord) -> String

  static let all: [ComparisonRow] = [
    ComparisonRow(name: "From") { $0.dayRange?.lowerBound.description ?? ReportNumber.none },
    ComparisonRow(name: "To") { $0.dayRange?.upperBound.description ?? ReportNumber.none },
    ComparisonRow(name: "Trading days") { ReportNumber.count($0.statistics.days) },
    ComparisonRow(name: "Interval") {
      $0.data.first.map { ReportNumber.duration(.seconds($0.intervalSeconds)) } ?? ReportNumber.none
    },
    ComparisonRow(name: "Product") { $0.plan.product.rawValue },
    ComparisonRow(name: "Driver") { $0.driver },
    ComparisonRow(name: "Capital") { ReportNumber.rupees($0.plan.capital) },
    ComparisonRow(name: "Net result") { ReportNumber.result($0.statistics.netProfit) },
    ComparisonRow(name: "Return") { ReportNumber.percent($0.statistics.returns.total) },
    ComparisonRow(name: "CAGR") { ReportNumber.percent($0.statistics.returns.cagr) },
    ComparisonRow(name: "Max drawdown") { ReportNumber.percent($0.statistics.deepestDrawdown?.share) },
    ComparisonRow(name: "Drawdown, days") {
      $0.statistics.longestDrawdown.map { ReportNumber.count($0.days) } ?? ReportNumber.none
    },
    ComparisonRow(name: "Volatility") { ReportNumber.percent($0.statistics.returns.volatility) },
    ComparisonRow(name: "Sharpe") { ReportNumber.ratio($0.statistics.returns.sharpe) },
    ComparisonRow(name: "Sortino") { ReportNumber.ratio($0.statistics.returns.sortino) },
    ComparisonRow(name: "Calmar") { ReportNumber.ratio($0.statistics.returns.calmar) },
    ComparisonRow(name: "Profit factor") { ReportNumber.ratio($0.statistics.trades.profitFactor) },
    ComparisonRow(name: "Trades") { ReportNumber.count($0.statistics.trades.trades) },
    ComparisonRow(name: "Win rate") { ReportNumber.percent($0.statistics.trades.winRate, decimals: 1) },
    ComparisonRow(name: "Average trade") { ReportNumber.ratio($0.statistics.trades.expectancy) },
    ComparisonRow(name: "Charges") { ReportNumber.rupees($0.statistics.charges.total) },
    ComparisonRow(name: "Exposure") { ReportNumber.percent($0.statistics.exposure, decimals: 1) },
    ComparisonRow(name: "Fills") { $0.plan.fill.rawValue },
    ComparisonRow(name: "Slippage") { slippage($0.plan.slippage) },
    ComparisonRow(name: "Stop") { level($0.plan.exitPlan.stop) },
    ComparisonRow(name: "Target") { level($0.plan.exitPlan.target) },
  ]

  private static func slippage(_ slippage: BacktestPlan.Slippage) -> String {
    switch slippage {
    case .none: "none"
    case .ticks(let ticks): ticks.counted("tick")
    case .basisPoints(let basisPoints): ReportWords.percent(basisPoints)
    }
  }

  private static func level(_ level: ExitLevel?) -> String {
    switch level {
    case nil: ReportNumber.none
    case .distance(.basisPoints(let basisPoints)): ReportWords.percent(basisPoints)
    case .distance(.points(let points)): "\(points) pt"
    case .price(let price): "\(price)"
    }
  }
}
