import Market

/// Names and forms of the figures of a sweep.
enum SweepWords {
  static func name(_ figure: SweepRecord.Figure) -> String {
    switch figure {
    case .net: "net result"
    case .sharpe: "Sharpe ratio"
    case .calmar: "Calmar ratio"
    case .profitFactor: "profit factor"
    case .drawdown: "max drawdown"
    }
  }

  static func text(_ figure: SweepRecord.Figure, _ row: SweepRecord.Row) -> String {
    switch figure {
    case .net: ReportNumber.result(row.net)
    case .drawdown: ReportNumber.percent(row.drawdown, decimals: 1)
    case .sharpe, .calmar, .profitFactor: ReportNumber.ratio(row.value(of: figure))
    }
  }

  /// What divides good from bad: a profit factor of 1, a ratio or result of 0.
  static func neutral(_ figure: SweepRecord.Figure) -> Double { figure == .profitFactor ? 1 : 0 }
}
