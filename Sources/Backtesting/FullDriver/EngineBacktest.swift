import Engine
package import Market
import Simulation
package import Strategies
import Trading

/// The full driver: history through the engine, the simulated exchange and the exit monitor of the desk, in one thread.
///
/// Slower than ``Backtest`` and nearer to the desk: it knows latency, participation and the exchange's own slippage.
/// With none of them both give the same trades.
package struct EngineBacktest: ~Copyable {
  /// How the exchange behaves.
  package struct Options: Hashable, Sendable {
    /// A request reaches the book this long after it is sent.
    package var latency: Interval
    /// Basis points of the traded volume that our orders may take; 10 000: volume does not limit them.
    package var participation: Int64
    /// Fills at the market are 0…this many ticks worse, by chance.
    package var slippageTicks: Int64
    package var seed: UInt64
    /// Cash at the exchange. The plan's capital is what entries are checked against.
    package var cash: Money

    package init(
      latency: Interval = .zero, participation: Int64 = 10_000, slippageTicks: Int64 = 0, seed: UInt64 = 0,
      cash: Money = ExchangeSettings.maximumCash
    ) {
      self.latency = latency
      self.participation = participation
      self.slippageTicks = slippageTicks
      self.seed = seed
      self.cash = cash
    }

    /// Whether everything that a price sets off is done at that price.
    var isInstant: Bool { latency == .zero && isUnlimited }
    var isUnlimited: Bool { participation >= 10_000 }
  }

  let setup: BacktestSetup
  let plan: BacktestPlan
  let options: Options
  let feeds: [CandleFeed]
  /// Beside ``feeds`` when recorded prices are run.
  var tickFeeds: [TickFeed]
  let isDaily: Bool
  var loop: AccountLoop
  /// Starting capital and the results of all days that are over.
  var capital: Money
  var day: DaySessions?
  /// Midnight after the day under way.
  var dayEnds = Timestamp.distantPast
  /// Signals given so far.
  var signals: UInt64 = 0
  /// Units traded so far today, by instrument number: the exchange wants the sum.
  var volumes: [Int64]
  var result = BacktestResult()

  /// A built-in strategy, and the exit strategy beside it.
  package init(_ setup: BacktestSetup, options: Options = Options()) throws(BacktestError) {
    let named = try setup.strategies(setup.strategy)
    try self.init(setup, strategy: named.strategy, exit: named.exit ?? NoExitStrategy(), options: options)
  }

  /// Any strategy; each instrument gets its own copy.
  /// - Throws: when the setup cannot be traded as it is.
  package init(
    _ setup: BacktestSetup, strategy: any Strategy, exit: any ExitStrategy, options: Options = Options()
  ) throws(BacktestError) {
    try Self.check(setup)
    let opened = try FeedOpening(setup, strategy, exit)
    let numbers = setup.instruments.reduce(0) { max($0, Int($1.id.index) + 1) }
    let loop = try Self.loop(setup, options, instruments: numbers)
    self.setup = setup
    self.options = options
    self.loop = loop
    plan = setup.plan
    feeds = opened.feeds
    tickFeeds = opened.tickFeeds
    isDaily = opened.feeds.contains { $0.schedule.isDaily }
    capital = setup.plan.capital
    volumes = Array(repeating: 0, count: numbers)
    result.bars = opened.bars
    result.barsOutsideSessions = opened.barsOutside
  }

  /// Runs from the first candle or tick to the last. To be called once.
  package mutating func run() -> BacktestResult {
    if plan.fill == .ticks { runTicks() } else { runCandles() }
    endDay()
    result.trades = loop.recorder.settledTrades.sorted { ($0.closed, $0.instrument) < ($1.closed, $1.instrument) }
    result.fills = loop.recorder.fills.sorted { $0.time < $1.time }
    result.capital = plan.capital
    result.firstStops = loop.recorder.firstStops
    result.finalEquity = result.trades.reduce(plan.capital) { $0 + $1.net }
    for (code, count) in loop.recorder.denials { result.denials[code, default: 0] += count }
    return result
  }

  // MARK: Making it

  private static func check(_ setup: BacktestSetup) throws(BacktestError) {
    let plan = setup.plan
    if plan.slippage != .none {
      throw BacktestError(
        "The full driver's exchange slips by chance, not by a fixed amount.",
        fix: "Leave the slippage out, or give the exchange's own in ticks.")
    }
    if !plan.checksMargin, case .riskToStop = plan.sizing {
      throw BacktestError(
        "The full driver cannot size by risk without looking at the margin: both count from the capital.",
        fix: "Let it check the margin, or size by quantity, lots or rupees.")
    }
    for instrument in setup.instruments where instrument.instrument.kind == .index {
      throw BacktestError(
        "\(instrument.instrument.symbol) is an index: it is quoted, not traded.", fix: "Trade its future or a share.")
    }
    guard plan.capital > .zero, plan.capital <= ExchangeSettings.maximumCash else {
      throw BacktestError("A capital of \(plan.capital) cannot be traded with.", fix: "Give one above 0.")
    }
  }

  private static func loop(
    _ setup: BacktestSetup, _ options: Options, instruments: Int
  ) throws(BacktestError) -> AccountLoop {
    let plan = setup.plan
    let isTicks = plan.fill == .ticks
    let engine = AccountEngine(
      settings: plan.settings(capital: plan.capital), charges: try plan.schedule(over: setup.charges))
    let exchange = SimulatedExchange(
      settings: ExchangeSettings(
        latency: options.latency, participation: options.participation, slippageTicks: options.slippageTicks,
        startingCash: options.cash),
      seed: options.seed)
    var gate = MarketView.Gate()
    if !isTicks {
      // What is in the file was traded; and the corners of a candle may lie far apart.
      gate.outlierBasisPoints = 1_000_000
      gate.optionOutlierBasisPoints = 1_000_000
    }
    return AccountLoop(
      engine: engine, exchange: exchange, market: MarketView(gate: gate),
      recorder: ResultRecorder(entryLifetime: plan.entryLifetime, namesRefusedStops: !isTicks),
      instruments: instruments, isCoarse: !isTicks && options.latency == .zero)
  }
}
