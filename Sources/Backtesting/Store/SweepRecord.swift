package import Market

/// The runs of a sweep side by side: one strategy on the same prices with many values of its parameters.
package struct SweepRecord: Hashable, Sendable, Codable {
  package var created: String
  package var programVersion: String
  package var commandLine: String
  package var strategy: RecordedStrategy
  package var plan: BacktestPlan
  package var data: [RecordedData]
  /// The parameters that were varied, in the order of ``Row/values``.
  package var parameters: [String]
  /// The figure by which the best was chosen.
  package var ranking: Figure
  /// In the order they were run; at least one.
  package var rows: [Row]
  /// How many variants were tried in all, and how their Sharpe ratios differed.
  package var trials: Trials
  /// The probability that the best one's Sharpe ratio is more than luck; nil when it cannot be said.
  package var deflatedSharpe: Double?
  /// The best one on prices it was not chosen by; nil when none were kept back.
  package var outOfSample: OutOfSample?
  package var secondsTaken: Double

  /// What a row can be ranked and coloured by. All are better when larger, but the fall.
  package enum Figure: String, Hashable, Sendable, Codable, CaseIterable {
    case net, sharpe, calmar, profitFactor, drawdown

    package var isBetterWhenLarger: Bool { self != .drawdown }
  }

  /// One variant.
  package struct Row: Hashable, Sendable, Codable {
    /// As a person writes them.
    package var values: [String]
    @AsText package var net: Money
    package var totalReturn: Double?
    package var sharpe: Double?
    package var calmar: Double?
    package var profitFactor: Double?
    /// The deepest fall as a share of its peak; positive.
    package var drawdown: Double?
    package var trades: Int
    package var winRate: Double?

    package init(values: [String], _ statistics: BacktestStatistics) {
      self.values = values
      net = statistics.netProfit
      totalReturn = statistics.returns.total
      sharpe = statistics.returns.sharpe
      calmar = statistics.returns.calmar
      profitFactor = statistics.trades.profitFactor
      drawdown = statistics.deepestDrawdown?.share
      trades = statistics.trades.trades
      winRate = statistics.trades.winRate
    }

    package func value(of figure: Figure) -> Double? {
      switch figure {
      case .net: net.rupees
      case .sharpe: sharpe
      case .calmar: calmar
      case .profitFactor: profitFactor
      case .drawdown: drawdown
      }
    }
  }

  /// The chosen variant before and after the day on which the choice was made.
  package struct OutOfSample: Hashable, Sendable, Codable {
    /// The first day that the choice did not see.
    @AsText package var from: TradingDay
    package var inSample: Row
    package var outOfSample: Row

    package init(from: TradingDay, inSample: Row, outOfSample: Row) {
      self.from = from
      self.inSample = inSample
      self.outOfSample = outOfSample
    }
  }

  package init(
    created: String, programVersion: String, commandLine: String, strategy: RecordedStrategy, plan: BacktestPlan,
    data: [RecordedData], parameters: [String], ranking: Figure, rows: [Row], trials: Trials? = nil,
    deflatedSharpe: Double? = nil, outOfSample: OutOfSample? = nil, secondsTaken: Double
  ) {
    self.created = created
    self.programVersion = programVersion
    self.commandLine = commandLine
    self.strategy = strategy
    self.plan = plan
    self.data = data
    self.parameters = parameters
    self.ranking = ranking
    self.rows = rows
    self.trials = trials ?? Trials(annualisedSharpes: rows.map(\.sharpe))
    self.deflatedSharpe = deflatedSharpe
    self.outOfSample = outOfSample
    self.secondsTaken = secondsTaken
  }

  /// Places in ``rows``, the best first; rows without the figure come last.
  package var order: [Int] {
    let sign = ranking.isBetterWhenLarger ? 1.0 : -1
    let worth = rows.map { $0.value(of: ranking).map { $0 * sign } ?? -.infinity }
    return rows.indices.sorted { (worth[$1], $0) < (worth[$0], $1) }
  }
}
