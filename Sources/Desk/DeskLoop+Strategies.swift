import Engine
import History
import Logging
import Market
import Storage
import Strategies
import Trading

/// Deployed strategies between prices and the loop.
///
/// # What a restart finds
///
/// The host is kept nowhere: it is made again from history, from the day's ticks and from the booked fills, and decides
/// the same again. A wish's identity is its deployment, instrument and candle, so a wish that comes twice is one signal.
/// In a replayed day the last committed tick is *k*; the process can have ended at each of these points:
///
/// | after | then |
/// |---|---|
/// | tick *k*, before a candle that ended with or before it was closed | cannot be: candles close, and are committed, before *k* is taken |
/// | tick *k* or a deadline, before the candle that ended next was committed | the candle closes again from the same ticks, and its wishes are decided for the first time |
/// | the commit of a candle's wishes, before their orders left | the wishes are repeats; the orders are unknown, looked up by tag and sent if absent, as after any alert |
/// | a fill that followed | the wishes are repeats; the fill is booked, or asked for |
/// | half of the candles of one instant | cannot be: the wishes of an instant are one commit |
///
/// So candles that ended before tick *k* close without a wish while the host is made again, and all later ones close for
/// real. An exit strategy is told what was held at the end of each candle then, not what is held now.
///
/// Under the wall clock the day's tape may reach further than the journal. What follows from the last committed tick or
/// a later one is wished again: the engine knows a repeat, denies an entry by its age and carries out an exit.
extension DeskLoop {
  /// How long after its end a candle waits for late ticks. A recorded day is in order.
  var candleGrace: Interval {
    switch setup.clock {
    case .tape: .zero
    case .wall: .seconds(1)
    }
  }

  // MARK: Live

  /// A price that was let in, after exits were considered.
  func showStrategies(_ tick: Tick) {
    guard !host.isEmpty else { return }
    wish(host.observe(tick, number: tickNumber, held: held))
    wish(host.part(on: tick))
  }

  func closeCandles(at time: Timestamp) { wish(host.closeCandles(until: time - candleGrace, held: held)) }

  func wish(_ wishes: [StrategyWish], only account: AccountID? = nil) {
    if !wishes.isEmpty { lanes.add(.wishes(wishes, account)) }
  }

  /// What the account holds for the link.
  private func held(
    _ link: LinkID, _ instrument: InstrumentID, _ time: Timestamp, _ account: AccountID
  ) -> HeldPosition? {
    if time <= recoveredUntil { return heldThen(link, instrument, time, account, after: tickNumber) }
    guard let index = runtimeIndex(account) else { return nil }
    let open = runtimes[index].engine.state.holdings.first {
      $0.position.owner == link && $0.position.instrument == instrument && $0.position.isOpen
    }
    return open.flatMap { HeldPosition($0.position) }
  }

  // MARK: Making the host again

  /// One tick of the past: candles that ended before it close.
  ///
  /// - Returns: what was wished then.
  @discardableResult
  func warmStrategies(_ tick: Tick, number: UInt32, isAdmitted: Bool) -> [StrategyWish] {
    guard !host.isEmpty else { return [] }
    let before = number - 1
    let wishes = host.closeCandles(until: tick.time - candleGrace) { self.heldThen($0, $1, $2, $3, after: before) }
    guard isAdmitted else { return wishes }
    return wishes + host.observe(tick, number: number) { self.heldThen($0, $1, $2, $3, after: before) }
  }

  private func heldThen(
    _ link: LinkID, _ instrument: InstrumentID, _ time: Timestamp, _ account: AccountID, after number: UInt32
  ) -> HeldPosition? {
    heldHistories[account]?.held(link, instrument, at: time, after: number)
  }

  /// Only exit strategies ask what was held.
  func recallHoldings(of day: TradingDay) throws {
    guard deployed.contains(where: { $0.kind == .exit && $0.state != .stopped }) else { return }
    for runtime in runtimes {
      heldHistories[runtime.id] = HeldHistory(try journal.bookedFills(of: runtime.id, on: day), day: day)
    }
  }

  /// Shows the host the day's tape as far as it was written.
  ///
  /// - Parameter records: with or without those the gate refused.
  /// - Returns: the wishes that follow from the last committed tick or a later one: they may not have been decided.
  @discardableResult
  func recallTape(_ records: [TapeRecord]) -> [StrategyWish] {
    guard !host.isEmpty, let first = records.first else { return [] }
    let committed = lastJournalTime.istDay == first.tick.time.istDay ? lastTapeNumber : 0
    var undecided: [StrategyWish] = []
    for record in records {
      let isAdmitted = record.verdict == MarketView.Verdict.admitted.rawValue
      let wishes = warmStrategies(record.tick, number: record.number, isAdmitted: isAdmitted)
      if record.number >= committed { undecided += wishes }
    }
    return undecided
  }

  /// Empty when the day has no tape yet.
  func tapeRecords(of day: TradingDay) throws(StorageError) -> [TapeRecord] {
    guard try setup.folder.tapeDays().contains(day) else { return [] }
    try tape?.flush()
    let reader = try TapeReader(setup.folder.tape(of: day), on: setup.folder.disk, passingOverDamage: true)
    var records: [TapeRecord] = []
    records.reserveCapacity(reader.count)
    while let record = try reader.next() { records.append(record) }
    if reader.damaged > 0 {
      setup.logger.error("the tape of \(day) has \(reader.damaged) damaged records; they are left out")
    }
    return records
  }
}
