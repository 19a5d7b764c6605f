import Backtesting
import Market

/// What `sarathi sweep --json` prints.
struct SweepDocument: Encodable {
  struct Row: Encodable {
    /// Those that vary.
    var parameters: [String: String]
    var trades: Int
    var wins: Int
    @AsText var net: Money
    @AsText var charges: Money
    @AsText var finalEquity: Money
    @AsText var maximumDrawdown: Money
    var drawdown: Double?
    var profitFactor: Double?
    var sharpe: Double?
    var calmar: Double?
  }

  var strategy: RecordedStrategy
  var plan: BacktestPlan
  var data: [RecordedData]
  var notes: [String]
  var sortedBy: SweepMetric
  var combinations: Int
  var tried: Int
  var skipped: Int
  /// Best first, at most `--top`.
  var rows: [Row]
  /// Of the best: on all days, or on those it was chosen on.
  var best: BacktestStatistics
  /// The best on the days it never saw.
  var outOfSample: BacktestStatistics?
  var verdict: [String]
  var secondsTaken: Double
  var report: String?

  init(_ run: SweepRun, _ job: BacktestJob, _ options: SweepOptions, report: String?) {
    strategy = run.record.strategy
    plan = run.record.plan
    data = run.record.data
    notes = job.notes
    sortedBy = options.sort
    combinations = run.grid.count
    tried = run.ranked.count
    skipped = run.skipped
    rows = run.ranked.prefix(options.top).map { Self.row($0, run.grid) }
    best = run.best.record.statistics
    outOfSample = run.outside?.record.statistics
    verdict = run.record.verdict
    secondsTaken = run.record.secondsTaken
    self.report = report
  }

  private static func row(_ row: SweepRow, _ grid: ParameterGrid) -> Row {
    Row(
      parameters: Dictionary(uniqueKeysWithValues: zip(grid.varied.map(\.name), grid.texts(row))), trades: row.trades,
      wins: row.wins, net: row.net, charges: row.charges, finalEquity: row.finalEquity,
      maximumDrawdown: row.maximumDrawdown, drawdown: row.drawdown, profitFactor: row.profitFactor,
      sharpe: row.sharpe, calmar: row.calmar)
  }
}
