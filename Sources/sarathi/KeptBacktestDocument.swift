import Backtesting
import Market
import Trading

/// What `sarathi backtests show --json` prints.
struct KeptBacktestDocument: Encodable {
  struct Trade: Encodable {
    var symbol: String
    var direction: String
    var quantity: Int64
    var entryTime, entryPrice, exitTime, exitPrice: String
    var exitReason: String?
    var gross, charges, net: String
    /// The largest loss and gain on the way, before charges.
    var mae, mfe: String?
    /// Gross result ÷ what the first stop put at risk.
    var r: Double?

    init(_ trade: RecordedTrade, of record: BacktestRecord) {
      symbol = record.data.indices.contains(trade.instrument) ? record.data[trade.instrument].symbol : ""
      direction = trade.direction == .buy ? "long" : "short"
      quantity = trade.quantity.units
      entryTime = "\(trade.opened)"
      entryPrice = "\(trade.entryPrice)"
      exitTime = "\(trade.closed)"
      exitPrice = "\(trade.exitPrice)"
      exitReason = trade.exitReason?.code
      gross = "\(trade.gross)"
      charges = "\(trade.charges)"
      net = "\(trade.net)"
      mae = trade.adverse.map { "\($0)" }
      mfe = trade.favourable.map { "\($0)" }
      r = trade.riskMultiple
    }
  }

  var id, created, programVersion, commandLine, driver: String
  var strategy: RecordedStrategy
  var exit: RecordedStrategy?
  var plan: PlanDocument
  var data: [RecordedData]
  var warnings: [String]
  var statistics: BacktestStatistics
  var finalEquity: String
  var trades: [Trade]
  var denials: [String: Int]
  var barsOutsideSessions: Int
  var trials: Int
  var secondsTaken: Double

  init(_ record: BacktestRecord) {
    id = record.id
    created = record.created
    programVersion = record.programVersion
    commandLine = record.commandLine
    driver = record.driver
    strategy = record.strategy
    exit = record.exit
    plan = PlanDocument(record.plan)
    data = record.data
    warnings = record.warnings
    statistics = record.statistics
    finalEquity = "\(record.finalEquity)"
    trades = record.trades.map { Trade($0, of: record) }
    denials = record.denials
    barsOutsideSessions = record.barsOutsideSessions
    trials = record.trials
    secondsTaken = record.secondsTaken
  }
}
