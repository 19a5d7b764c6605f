import Engine
import History
import Indicators
import Market
import Strategies

/// One instrument of a full run: its candles in time order, taken apart into prices and decisions.
///
/// A class, because a run looks at one field of it several times a candle; in an array of values each look would copy
/// all of it. One run owns it.
final class CandleFeed {
  /// What comes next of the candle under way.
  enum Stage {
    case open
    case inside
    case decision
    case over
  }

  let instrument: BacktestInstrument
  let schedule: SpanSchedule
  let warmUp: Int
  let exitWarmUp: Int
  var strategy: any Strategy
  var exit: any ExitStrategy
  private let freshStrategy: any Strategy
  private let freshExit: any ExitStrategy
  /// What the engine was told of this instrument.
  var link: Link

  /// What asked for the entry that waits.
  var entryWish: Wish?
  /// How its fills of today are charged.
  var costs = CostModel.none
  /// At the limit of the price band: nothing of ours trades any more in this candle.
  var isHeldBack = false

  private(set) var stage = Stage.open
  private(set) var time: Timestamp
  /// The candle under way, its end at the session's close at the latest.
  private(set) var candle: Candle
  private(set) var index: Int
  private(set) var spanIndex = 0
  /// The session under way.
  private(set) var span: TradingSpan
  private(set) var point: CandlePath.Point
  private var path: CandlePath
  private let order: CandlePath.Order

  /// - Precondition: the schedule has a bar.
  init(
    _ instrument: BacktestInstrument, _ schedule: SpanSchedule, _ plan: BacktestPlan, strategy: any Strategy,
    exit: any ExitStrategy
  ) {
    self.instrument = instrument
    self.schedule = schedule
    self.strategy = strategy
    self.exit = exit
    freshStrategy = strategy
    freshExit = exit
    link = plan.link(for: instrument)
    warmUp = max(strategy.warmUp, plan.warmUp)
    exitWarmUp = max(exit.warmUp, plan.warmUp)
    order = plan.fill.pathOrder
    span = schedule.spans[0]
    index = span.bars.lowerBound
    candle = instrument.bars.candle(index)
    time = candle.start
    path = CandlePath(candle, end: candle.end, order: order, direction: .buy)
    point = CandlePath.Point(price: candle.open, time: candle.start)
    load()
  }

  var id: InstrumentID { instrument.id }
  var isFirstOfSpan: Bool { index == span.bars.lowerBound }
  var isLastBar: Bool { index == schedule.lastBar }
  /// A price carried over from earlier: nobody traded in this candle.
  var isCarried: Bool { instrument.bars.isCarried(index) }
  /// Whether this is the day of what comes next.
  func isOn(_ day: TradingDay) -> Bool { stage != .over && span.day == day }
  /// Candles seen, this one included.
  var seen: Int { span.seen(index) }

  /// The open of the candle after this one.
  var nextOpen: Price? {
    var next = index + 1
    if next >= span.bars.upperBound {
      guard spanIndex + 1 < schedule.spans.count else { return nil }
      next = schedule.spans[spanIndex + 1].bars.lowerBound
    }
    return instrument.bars.price(instrument.bars.columns.open[next])
  }

  var bar: Bar { Bar(candle) }

  /// The session begins; after a hole in the prices nothing is known of what was before.
  func openSession() {
    if span.restarts {
      strategy = freshStrategy
      exit = freshExit
    }
    strategy.sessionOpened(span.session)
    exit.sessionOpened(span.session)
  }

  /// What closes at an instant comes before what opens at it.
  func comesBefore(_ other: CandleFeed) -> Bool {
    time.nanoseconds < other.time.nanoseconds
      || time == other.time && stage == .decision && other.stage != .decision
  }

  // MARK: Moving on

  /// The open was met: the way through the candle begins, for a position in `direction`.
  func enterCandle(_ direction: Side, stop: Price?, target: Price?) {
    path = CandlePath(candle, end: candle.end, order: order, direction: direction)
    _ = path.next(stop: nil, target: nil)
    stage = .inside
    advance(stop: stop, target: target)
  }

  /// A price inside was met.
  @inline(__always)
  func advance(stop: Price?, target: Price?) {
    guard let next = path.next(stop: stop, target: target) else { return closeCandle() }
    point = next
    time = next.time
  }

  /// Nothing is met in this candle any more.
  func closeCandle() {
    stage = .decision
    time = candle.end
  }

  /// The decision was taken: on to the next candle.
  func moveOn() {
    index += 1
    if index == span.bars.upperBound {
      spanIndex += 1
      guard spanIndex < schedule.spans.count else {
        stage = .over
        time = .distantFuture
        return
      }
      span = schedule.spans[spanIndex]
      index = span.bars.lowerBound
    }
    load()
  }

  // MARK: Recorded prices, of which the candles are made elsewhere

  /// Goes to the first session on `day` or later.
  func enterDay(_ day: TradingDay) {
    while span.day < day, stage != .over { enterNextSpan() }
  }

  /// Goes on to the day's next session if it is open at `time`.
  func enterNextSession(at time: Timestamp) -> Bool {
    guard spanIndex + 1 < schedule.spans.count, schedule.spans[spanIndex + 1].session.open <= time else { return false }
    enterNextSpan()
    return true
  }

  private func enterNextSpan() {
    index = span.bars.upperBound - 1
    moveOn()
  }

  private func load() {
    candle = instrument.bars.candle(index)
    candle.end = span.end(candle.start, instrument.bars.interval)
    stage = .open
    isHeldBack = false
    time = candle.start
    point = CandlePath.Point(price: candle.open, time: candle.start)
  }
}
