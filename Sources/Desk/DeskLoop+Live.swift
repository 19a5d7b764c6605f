import Engine
import Market
package import Storage
import Strategies
package import Trading

/// A day under the wall's clock: its tape, and what a restart takes from it.
extension DeskLoop {
  /// Starts or resumes today and asks the brokers for the truth. ``takeUpUnfinished()`` follows once they have answered.
  package func startDay() throws {
    let today = now.istDay
    openDay(today)
    listHeld()
    let records = try openLiveTape(of: today)
    armGuards()
    // Stops rise to the best price seen; none falls.
    for record in records where record.verdict == MarketView.Verdict.admitted.rawValue {
      market.restore(Quote(instrument: record.tick.instrument, price: record.tick.price, time: record.tick.time))
      for index in runtimes.indices { runtimes[index].monitor.raise(record.tick, for: runtimes[index].engine.state) }
    }
    armGuards()
    recoveredUntil = lastJournalTime
    try recallHoldings(of: today)
    unfinished.wishes = recallTape(records)
    unfinished.ticks = lastOfEach(records)
    unfinished.accounts = runtimes.map(\.id)
    for index in runtimes.indices { announceStart(index) }
    warmExchanges(records, of: today)
  }

  /// The simulated exchanges see the day's prices again: those before their last saved change for prices and volumes
  /// only, later ones for what they may have filled.
  private func warmExchanges(_ records: [TapeRecord], of day: TradingDay) {
    for runtime in runtimes {
      guard let paper = runtime.paper, let seen = paper.lastTick(on: day) else { continue }
      for record in records where record.verdict == MarketView.Verdict.admitted.rawValue {
        if Int64(record.number) <= seen {
          paper.warm(record.tick)
        } else {
          for report in paper.observe(record.tick, number: record.number) { enqueue(runtime.id, .report(report)) }
        }
      }
    }
  }

  /// For each account whose broker has answered: what the process had seen when it ended and may not have acted on, which
  /// is the last price of each instrument, and wishes that follow from the last committed tick or a later one. The engines
  /// know what is a repeat. An account whose broker is silent comes later, and holds up nobody.
  package func takeUpUnfinished() throws(StorageError) {
    var hasChanged = false
    for index in runtimes.indices where unfinished.accounts.contains(runtimes[index].id) {
      let account = runtimes[index].id
      guard !awaitsBroker(account) else { continue }
      unfinished.accounts.removeAll { $0 == account }
      // An older price than the guards have seen meanwhile says nothing.
      for tick in unfinished.ticks where market.quote(tick.instrument).map({ $0.time <= tick.time }) ?? true {
        watch(tick, at: index)
      }
      wish(
        unfinished.wishes.filter { $0.isFor(account) && router.accounts(of: $0.link).contains(account) }, only: account)
      hasChanged = true
    }
    guard hasChanged else { return }
    if unfinished.accounts.isEmpty { unfinished = Unfinished() }
    try drainUrgent()
    refreshStatus()
  }

  /// Some account still waits for its broker's first answers.
  package var hasUnfinished: Bool { !unfinished.accounts.isEmpty }

  /// Accounts whose broker has answered nothing since the start.
  package var silentAccounts: [AccountID] { unfinished.accounts }

  struct Unfinished {
    var accounts: [AccountID] = []
    var ticks: [Tick] = []
    var wishes: [StrategyWish] = []
  }

  func turnDay(to day: TradingDay) throws(StorageError) {
    openDay(day)
    listHeld()
    _ = try openLiveTape(of: day)
  }

  /// Prices of what is held, or about to be, are let in from the start.
  private func listHeld() {
    for runtime in runtimes {
      for contract in runtime.engine.state.contracts {
        list(day.flatMap { resolved(contract.instrument, on: $0.day) } ?? contract)
      }
      for holding in runtime.engine.state.holdings where holding.position.isOpen {
        // The first price of the day has nothing else to be judged by.
        market.expect(holding.exit?.best ?? holding.position.averageEntry, of: holding.position.instrument)
      }
    }
  }

  /// - Returns: what the day's tape has of instruments that are listed.
  private func openLiveTape(of day: TradingDay) throws(StorageError) -> [TapeRecord] {
    let file = setup.folder.tape(of: day)
    try tape?.sync()
    var writer = try TapeWriter(file, on: setup.folder.disk, day: day)
    // After a loss of power the journal may know later ticks than the tape: their numbers are not given again.
    if lastJournalTime.istDay == day, writer.lastNumber < lastTapeNumber {
      writer = try TapeWriter(file, on: setup.folder.disk, day: day, continuingAfter: lastTapeNumber)
    }
    tape = writer
    tickNumber = writer.lastNumber
    return try tapeRecords(of: day).filter { market.isListed($0.tick.instrument) }
  }

  private func lastOfEach(_ records: [TapeRecord]) -> [Tick] {
    var last: [InstrumentID: Tick] = [:]
    for record in records where record.verdict == MarketView.Verdict.admitted.rawValue {
      last[record.tick.instrument] = record.tick
    }
    return last.values.sorted { $0.instrument < $1.instrument }
  }
}
