import History
import Indicators
import Market
import Strategies
import Trading

/// One instrument of a run: its strategy, its exit strategy and its book. Generic, so that the compiler makes one tight
/// loop for each strategy.
struct InstrumentRunner<S: Strategy, X: ExitStrategy>: Sendable {
  private var strategy: S
  private var exit: X
  private let freshStrategy: S
  private let freshExit: X
  private var book: InstrumentBook
  private let bars: BarSeries
  private let spans: [TradingSpan]
  private let warmUp: Int
  private let exitWarmUp: Int
  private let lastDecision: Int
  // Where the run stands.
  private var span = 0
  private var index = 0

  init(_ strategy: S, _ exit: X, _ instrument: BacktestInstrument, _ schedule: SpanSchedule, _ plan: BacktestPlan) {
    self.strategy = strategy
    self.exit = exit
    freshStrategy = strategy
    freshExit = exit
    book = InstrumentBook(instrument, schedule, plan)
    bars = instrument.bars
    spans = schedule.spans
    warmUp = max(strategy.warmUp, plan.warmUp)
    exitWarmUp = max(exit.warmUp, plan.warmUp)
    lastDecision = schedule.lastDecision
    index = schedule.spans.first?.bars.lowerBound ?? 0
  }

  /// The whole history at once, for an instrument nothing else depends on.
  mutating func run(_ account: inout RunAccount) {
    for span in spans {
      begin(span, &account)
      // A copy the optimiser can keep in registers; it goes back when the session is over.
      var strategy = strategy
      let end = span.bars.upperBound
      var index = span.bars.lowerBound
      while index < end {
        if book.needsAttention || index >= span.closeFrom { book.visit(index, in: span, &account) }
        let bar = bar(index, span)
        decide(strategy.candleClosed(bar), bar, index, in: span, &account)
        index += 1
      }
      self.strategy = strategy
      book.endSession(span)
    }
  }

  // MARK: Step by step, beside other instruments

  /// When the next bar begins; nil at the end.
  var nextStart: Timestamp? { span < spans.count ? bars.start(index) : nil }

  /// The next bar opens: what waits is filled.
  mutating func meetOpen(_ account: inout RunAccount) {
    if index == spans[span].bars.lowerBound { begin(spans[span], &account) }
    book.meetOpen(index, in: spans[span], &account)
  }

  /// The rest of its prices come, and the clock: what is held meets them.
  mutating func meetRange(_ account: inout RunAccount) { book.meetRange(index, in: spans[span], &account) }

  /// Time has come to `time`, whether or not this instrument has a bar: what waited too long is withdrawn.
  mutating func expireEntry(at time: Timestamp, _ account: inout RunAccount) { book.expireEntry(at: time, &account) }

  /// When the next bar is decided on.
  var nextEnd: Timestamp { spans[span].end(bars.start(index), bars.interval) }

  /// The next bar closes: wishes are taken, and the run moves on.
  mutating func close(_ account: inout RunAccount) {
    let bar = bar(index, spans[span])
    decide(strategy.candleClosed(bar), bar, index, in: spans[span], &account)
    index += 1
    if index == spans[span].bars.upperBound {
      book.endSession(spans[span])
      span += 1
      if span < spans.count { index = spans[span].bars.lowerBound }
    }
  }

  // MARK: Parts

  private mutating func begin(_ span: TradingSpan, _ account: inout RunAccount) {
    account.begin(span.day)
    if span.restarts {
      strategy = freshStrategy
      exit = freshExit
    }
    strategy.sessionOpened(span.session)
    exit.sessionOpened(span.session)
  }

  @inline(__always)
  private func bar(_ index: Int, _ span: TradingSpan) -> Bar {
    let start = bars.start(index)
    return Bar(
      start: start, end: span.end(start, bars.interval), open: bars.rupees(bars.columns.open[index]),
      high: bars.rupees(bars.columns.high[index]), low: bars.rupees(bars.columns.low[index]),
      close: bars.rupees(bars.columns.close[index]), volume: Double(bars.columns.volume[index]))
  }

  /// What the strategy wished is done, after the exit strategy was asked.
  @inline(__always)
  private mutating func decide(
    _ wish: Wish, _ bar: Bar, _ index: Int, in span: TradingSpan, _ account: inout RunAccount
  ) {
    if X.self != NoExitStrategy.self { ask(bar, index, in: span, &account) }
    if wish.action != .none { take(wish, index, in: span, &account) }
    if index >= lastDecision { endData(index, in: span, &account) }
  }

  private mutating func ask(_ bar: Bar, _ index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    let advice = exit.candleClosed(bar, held: book.closable)
    guard case .close(let reason) = advice, span.seen(index) > exitWarmUp else { return }
    book.decide(Wish(.exit, reason: reason), after: index, in: span, &account)
  }

  @inline(never)
  private mutating func take(_ wish: Wish, _ index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    guard span.seen(index) > warmUp else { return }
    book.decide(wish, after: index, in: span, &account)
  }

  @inline(never)
  private mutating func endData(_ index: Int, in span: TradingSpan, _ account: inout RunAccount) {
    book.endData(after: index, in: span, &account)
  }
}

extension BarSeries {
  /// Rupees of a price column's value: the nearest double, as of the exact decimal.
  @inline(__always)
  func rupees(_ step: Int32) -> Double { Double(step) / stepsPerRupee }
}
