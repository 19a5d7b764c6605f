import History
import Indicators
import Market
import Strategies
import Trading

/// Many parameter sets of the EMA crossover over one instrument, eight side by side.
///
/// Only the averages are computed for all eight at once; each set has its own book and account, which act on its
/// crossings alone. The results are those of single runs, trade for trade.
struct EMACrossoverSweep: Sendable {
  private let prepared: PreparedBacktest
  private let closes: [Double]

  /// Nil when the setup is one that has to be run set by set: another strategy, several instruments, an exit strategy.
  init?(_ prepared: PreparedBacktest) {
    let setup = prepared.setup
    guard setup.strategy.name == EMACrossover.description.name, setup.exit == nil, setup.instruments.count == 1 else {
      return nil
    }
    self.prepared = prepared
    let bars = setup.instruments[0].bars
    closes = (0..<bars.count).map { bars.rupees(bars.columns.close[$0]) }
  }

  /// What each set came to, in the order of `sets`; each has passed ``EMACrossover/check(_:)``.
  func run(_ sets: [ParameterValues]) -> [RunRecorder] {
    var recorders: [RunRecorder] = []
    var rest = sets[...]
    while let first = rest.first {
      // Averages of one group start in the same way.
      let group = rest.prefix(EMACrossoverLanes.count).prefix { $0["seed"] == first["seed"] }
      recorders += run(group: group)
      rest = rest.dropFirst(group.count)
    }
    return recorders
  }

  /// One set of eight: its own book, account and meaning of a crossing.
  private struct Lane {
    var book: InstrumentBook
    var account: RunAccount
    let warmUp: Int
    let onCrossDown: Wish.Action
  }

  private func run(group sets: ArraySlice<ParameterValues>) -> [RunRecorder] {
    let setup = prepared.setup
    let schedule = prepared.schedules[0]
    var lanes = sets.map { values in
      Lane(
        book: InstrumentBook(setup.instruments[0], schedule, setup.plan),
        account: RunAccount(setup.plan, recording: .summary),
        warmUp: max(values.integer("slow"), setup.plan.warmUp), onCrossDown: AllowedDirections(values).downward)
    }
    var averages = Self.averages(sets)
    for span in schedule.spans {
      if span.restarts { averages = Self.averages(sets) }
      trade(&lanes, &averages, in: span)
    }
    for lane in lanes.indices { lanes[lane].account.finish() }
    return lanes.map(\.account.recorder)
  }

  private static func averages(_ sets: ArraySlice<ParameterValues>) -> EMACrossoverLanes {
    // Lanes without a set run along and are not looked at.
    var fast = SIMD8<Double>(repeating: 1)
    var slow = SIMD8<Double>(repeating: 2)
    for (lane, values) in sets.enumerated() {
      fast[lane] = values["fast"]
      slow[lane] = values["slow"]
    }
    let seedsWithMean = sets.first.map { $0.integer("seed") == 0 } ?? true
    return EMACrossoverLanes(fast: fast, slow: slow, seed: seedsWithMean ? .simpleMean : .firstValue)
  }

  private func trade(_ lanes: inout [Lane], _ averages: inout EMACrossoverLanes, in span: TradingSpan) {
    let inUse = UInt8(truncatingIfNeeded: (1 << lanes.count) - 1)
    var waiting: UInt8 = 0
    for lane in lanes.indices {
      lanes[lane].account.begin(span.day)
      if lanes[lane].book.needsAttention { waiting |= 1 << UInt8(lane) }
    }
    // A copy the optimiser can keep in registers; it goes back when the session is over.
    var running = averages
    defer { averages = running }
    for index in span.bars {
      let crossing = running.closed(closes[index])
      var active = waiting | crossing.up | crossing.down
      if index >= span.closeFrom || index >= lanes[0].book.lastDecision { active = inUse }
      active &= inUse
      while active != 0 {
        let lane = active.trailingZeroBitCount
        active &= active - 1
        let bit = UInt8(1) << UInt8(lane)
        let isWaiting = Self.step(
          &lanes[lane], index, isUp: crossing.up & bit != 0, isDown: crossing.down & bit != 0, in: span)
        waiting = isWaiting ? waiting | bit : waiting & ~bit
      }
    }
    for lane in lanes.indices { lanes[lane].book.endSession(span) }
  }

  /// One bar of one lane, as ``InstrumentRunner`` takes it.
  /// - Returns: whether its next bar has to be looked at.
  private static func step(
    _ lane: inout Lane, _ index: Int, isUp: Bool, isDown: Bool, in span: TradingSpan
  ) -> Bool {
    if lane.book.needsAttention || index >= span.closeFrom { lane.book.visit(index, in: span, &lane.account) }
    if isUp || isDown, span.seen(index) > lane.warmUp {
      let wish = isUp ? EMACrossover.crossedUp : EMACrossover.crossedDown(lane.onCrossDown)
      lane.book.decide(wish, after: index, in: span, &lane.account)
    }
    if index >= lane.book.lastDecision { lane.book.endData(after: index, in: span, &lane.account) }
    return lane.book.needsAttention
  }
}
