import History
import Market
import Strategies
import Trading

/// The feeds of a setup's instruments: sessions, terms and charges looked up, or what is missing said.
struct FeedOpening {
  private(set) var feeds: [CandleFeed] = []
  /// In the order of ``feeds``, when recorded prices are run.
  private(set) var tickFeeds: [TickFeed] = []
  /// Candles inside and outside the sessions.
  private(set) var bars = 0
  private(set) var barsOutside = 0

  init(_ setup: BacktestSetup, _ strategy: any Strategy, _ exit: any ExitStrategy) throws(BacktestError) {
    for instrument in setup.instruments { try open(instrument, setup, strategy, exit) }
    guard !feeds.isEmpty else {
      throw BacktestError.noBarInSession(isDaily: setup.instruments.allSatisfy { $0.bars.isDaily })
    }
  }

  private mutating func open(
    _ given: BacktestInstrument, _ setup: BacktestSetup, _ strategy: any Strategy, _ exit: any ExitStrategy
  ) throws(BacktestError) {
    var instrument = given
    let ticks = try Self.ticks(of: given, setup.plan)
    if let ticks { instrument.bars = TickFeed.outline(ticks, interval: given.bars.interval) }
    let schedule = try SpanSchedule(instrument, setup)
    try Self.check(schedule, setup.plan)
    if ticks == nil {
      bars += schedule.barCount
      barsOutside += schedule.barsOutside
    }
    guard schedule.barCount > 0 else { return }
    feeds.append(CandleFeed(instrument, schedule, setup.plan, strategy: strategy, exit: exit))
    if let ticks { tickFeeds.append(TickFeed(ticks)) }
  }

  private static func ticks(
    of instrument: BacktestInstrument, _ plan: BacktestPlan
  ) throws(BacktestError) -> TickSeries? {
    guard plan.fill == .ticks else { return nil }
    guard let ticks = instrument.ticks else {
      throw BacktestError(
        "\(instrument.bars.symbol) has candles and no recorded prices to fill from.",
        fix: "Take a file of prices, or another fill rule such as next-open.")
    }
    return ticks
  }

  private static func check(_ schedule: SpanSchedule, _ plan: BacktestPlan) throws(BacktestError) {
    guard schedule.isDaily, !plan.product.mayStayOvernight || plan.fill == .ticks else { return }
    throw BacktestError(
      "Daily candles are acted on at the next opening, and \(plan.product.rawValue) may not stay over night.",
      fix: "Take CNC for shares, NRML for derivatives, and candles to fill from.")
  }
}
