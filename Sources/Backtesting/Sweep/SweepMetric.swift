import Market

/// What the rows of a sweep are ranked by.
package enum SweepMetric: String, Hashable, Sendable, Codable, CaseIterable {
  case sharpe
  case net
  case calmar
  case profitFactor = "profit-factor"
  /// The smallest first.
  case drawdown

  /// More is better; nil ranks last.
  package func score(_ row: SweepRow) -> Double? {
    switch self {
    case .sharpe: row.sharpe
    case .net: row.net.rupees
    case .calmar: row.calmar
    case .profitFactor: row.profitFactor
    // Without a trade nothing was risked: that is not the best of all.
    case .drawdown: row.trades == 0 ? nil : row.drawdown.map { -$0 }
    }
  }

  /// Best first; of equals the one with the higher net result, then the earlier in the grid.
  package func ranked(_ rows: [SweepRow]) -> [SweepRow] {
    rows.sorted { a, b in
      let (first, second) = (score(a) ?? -.infinity, score(b) ?? -.infinity)
      if first != second { return first > second }
      return a.net != b.net ? a.net > b.net : a.number < b.number
    }
  }

  /// The same in a report.
  package var figure: SweepRecord.Figure {
    switch self {
    case .sharpe: .sharpe
    case .net: .net
    case .calmar: .calmar
    case .profitFactor: .profitFactor
    case .drawdown: .drawdown
    }
  }
}
