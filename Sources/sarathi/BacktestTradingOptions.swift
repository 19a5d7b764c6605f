import ArgumentParser
import Backtesting
import Market
import Trading

/// How much each entry trades.
struct BacktestSizeOptions: ParsableArguments {
  @Option(help: "Shares or contract units of each entry.", transform: OptionParsing.count) var quantity: Int64?
  @Option(help: "Lots of each entry (default for derivatives: 1).", transform: OptionParsing.count) var lots: Int64?
  @Option(help: "At most this order value (default for shares: 100000).", transform: OptionParsing.rupees)
  var rupees: Money?
  @Option(
    name: [.customLong("risk"), .customLong("risk-percent")],
    help: ArgumentHelp("Lose at most this share of the capital if the stop is hit.", valueName: "percent"),
    transform: OptionParsing.percent)
  var risk: Int64?

  func validate() throws { _ = try sizing() }

  /// Nil when nothing was said.
  func sizing() throws -> Sizing? {
    let given: [Sizing] = [
      lots.map { .lots($0) }, quantity.map { .quantity(Quantity($0)) }, rupees.map { .rupees($0) },
      risk.map { .riskToStop(basisPoints: $0) },
    ].compactMap { $0 }
    guard given.count <= 1 else {
      throw ValidationError("Say how much to trade with only one of --quantity, --lots, --rupees and --risk.")
    }
    return given.first
  }
}

/// How a backtest trades.
struct BacktestTradingOptions: ParsableArguments {
  @Option(help: "Starting capital (default: 1000000).", transform: OptionParsing.rupees)
  var capital: Money = Money(rupees: 1_000_000)

  @OptionGroup(title: "Size (one of)") var size: BacktestSizeOptions
  @OptionGroup(title: "Stops and targets") var exits: ExitOptions

  @Option(
    help: ArgumentHelp("mis, nrml or cnc (default: mis; for daily candles cnc or nrml).", valueName: "product"),
    transform: OptionParsing.product)
  var product: Product?
  @Option(
    help: ArgumentHelp("A broker's charges (zerodha, …), percent:0.03 of each fill, or none.", valueName: "costs"),
    transform: BacktestParsing.costs)
  var costs: BacktestPlan.Costs = .plan("zerodha")
  @Option(
    help: ArgumentHelp("How much worse than the price orders fill: none, ticks:1, percent:0.01.", valueName: "how"),
    transform: BacktestParsing.slippage)
  var slippage: BacktestPlan.Slippage = .none
  @Option(
    help: ArgumentHelp(
      "When orders fill: \(BacktestPlan.FillRule.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "rule")
  )
  var fill: BacktestPlan.FillRule = .nextOpen

  @Option(
    help: ArgumentHelp(
      "Positions close at this time, or none (default with mis: 15:15, on MCX 15 minutes before the close).",
      valueName: "time"),
    transform: BacktestParsing.squareOff)
  var squareOff: SquareOffOption?
  @Option(help: ArgumentHelp("No entry before.", valueName: "time"), transform: OptionParsing.timeOfDay)
  var entryFrom: TimeOfDay?
  @Option(help: ArgumentHelp("No entry from then on.", valueName: "time"), transform: OptionParsing.timeOfDay)
  var entryUntil: TimeOfDay?

  @Flag(help: "Never short.") var longOnly = false
  @Flag(help: "An opposite signal only closes, it does not reverse.") var noReverse = false
  @Option(help: ArgumentHelp("Maximum open positions.", valueName: "count")) var maxPositions: Int?
  @Option(help: ArgumentHelp("Maximum entries a day.", valueName: "count")) var maxTrades: Int?
  @Flag(help: "Entries need no margin.") var noMargin = false
  @Option(help: ArgumentHelp("Warm-up candles (default: what the strategy needs).", valueName: "count"))
  var warmUp: Int?

  func validate() throws {
    for (name, value) in [("max-positions", maxPositions), ("max-trades", maxTrades)] {
      if let value, !(1...100_000).contains(value) { throw ValidationError("--\(name) must be 1 to 100000.") }
    }
    if let warmUp, !(0...10_000_000).contains(warmUp) { throw ValidationError("--warm-up must be 0 to 10000000.") }
    if let entryFrom, let entryUntil, entryUntil <= entryFrom {
      throw ValidationError("--entry-until \(entryUntil) is not after --entry-from \(entryFrom).")
    }
    _ = try exits.plan()
  }

  /// Everything that does not depend on what is traded.
  func plan() throws -> BacktestPlan {
    var plan = BacktestPlan()
    plan.capital = capital
    plan.exitPlan = try exits.plan()
    plan.costs = costs
    plan.slippage = slippage
    plan.fill = fill
    if let entryFrom { plan.entryFrom = entryFrom }
    if let entryUntil { plan.entryUntil = entryUntil }
    plan.mayShort = !longOnly
    plan.reverses = !noReverse
    plan.maximumOpenPositions = maxPositions
    plan.maximumTradesPerDay = maxTrades
    plan.checksMargin = !noMargin
    plan.warmUp = warmUp ?? 0
    return plan
  }
}
