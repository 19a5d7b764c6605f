import Backtesting
import Market

/// What `sarathi backtest --json` prints.
struct BacktestDocument: Encodable {
  struct Lookahead: Encodable {
    var cuts: Int
    var wishesCompared: Int
    var fillsCompared: Int
    var isClean: Bool
    var differences: [String]

    init(_ check: LookaheadCheck) {
      cuts = check.cuts.count
      wishesCompared = check.wishesCompared
      fillsCompared = check.fillsCompared
      isClean = check.isClean
      differences = check.differences.map(BacktestText.difference)
    }
  }

  var saved: BacktestSaved
  var driver: String
  var strategy: RecordedStrategy
  var exit: RecordedStrategy?
  var plan: PlanDocument
  var data: [RecordedData]
  /// How each instrument is traded, in words.
  var traded: [String]
  /// ``plan`` in words.
  var how: [String]
  var notes: [String]
  var warnings: [String]
  var statistics: BacktestStatistics
  var denials: [String: Int]
  var barsOutsideSessions: Int
  var trials: Int
  var secondsTaken: Double
  var lookahead: Lookahead?

  init(_ run: BacktestRun, _ job: BacktestJob, check: LookaheadCheck?, saved: BacktestSaved) {
    let record = run.record
    self.saved = saved
    driver = record.driver
    strategy = record.strategy
    exit = record.exit
    plan = PlanDocument(record.plan)
    data = record.data
    traded = job.setup.instruments.map { BacktestText.traded($0) }
    how = BacktestPlanText(job.setup).lines
    notes = job.notes
    warnings = record.warnings
    statistics = record.statistics
    denials = record.denials
    barsOutsideSessions = record.barsOutsideSessions
    trials = record.trials
    secondsTaken = record.secondsTaken
    lookahead = check.map(Lookahead.init)
  }
}
