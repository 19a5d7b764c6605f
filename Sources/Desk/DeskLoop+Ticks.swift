import Engine
package import Market
package import Storage
import Trading

/// Prices in: gate → tape → simulated exchange → guards → triggers.
extension DeskLoop {
  /// A price of a live feed, now. Its consequences are committed and on their way to the broker when this returns; alerts
  /// that may open something go on waiting.
  package func receive(_ tick: Tick) throws(StorageError) {
    guard lets(try take(tick)) else { return }
    match(tick)
    try drainUrgent()
    watch(tick)
    try drainUrgent()
    showStrategies(tick)
    try drainUrgent()
  }

  /// One tick, numbered and written to the tape before anything depends on it.
  func take(_ tick: Tick) throws(StorageError) -> MarketView.Verdict {
    tickNumber += 1
    tapeTime = max(tapeTime, tick.time)
    let verdict: MarketView.Verdict
    switch setup.clock {
    case .tape: verdict = market.admit(tick, at: tick.time)
    case .wall: verdict = market.admit(tick, at: now)
    }
    if verdict == .admitted { lastPrice = tick.time }
    try tape?.append(tick, receiveOffset: 0, verdict: verdict.rawValue)
    try syncTapeIfDue()
    return verdict
  }

  /// Whether the gate let a tick in; counted.
  func lets(_ verdict: MarketView.Verdict) -> Bool {
    hub.count(\.ticks)
    if verdict != .admitted { hub.count(\.refusedTicks) }
    return verdict == .admitted
  }

  /// Shows the tick to the simulated exchanges; their reports wait for the loop.
  func match(_ tick: Tick) {
    for runtime in runtimes {
      for report in runtime.paper?.observe(tick, number: tickNumber) ?? [] { enqueue(runtime.id, .report(report)) }
    }
  }

  /// Shows the tick to the guards; their triggers wait for the loop.
  func watch(_ tick: Tick) {
    for index in runtimes.indices { watch(tick, at: index) }
  }

  /// Shows the tick to the guards of one account.
  func watch(_ tick: Tick, at index: Int) {
    runtimes[index].monitor.observe(tick.instrument, price: tick.price, at: tick.time, into: &triggerBuffer)
    guard !triggerBuffer.isEmpty else { return }
    hub.count(\.triggers, by: triggerBuffer.count)
    for trigger in triggerBuffer { enqueue(runtimes[index].id, .trigger(trigger)) }
    triggerBuffer.removeAll(keepingCapacity: true)
  }

  /// A live tape loses at most a second when the power fails; a recorded day comes again from its source.
  private func syncTapeIfDue() throws(StorageError) {
    guard case .wall = setup.clock, let tape, now - lastTapeSync >= .seconds(1) else { return }
    lastTapeSync = now
    try tape.sync()
  }

  // MARK: Deadlines

  /// The earliest thing the clock must not pass: the end of a candle comes after the accounts' deadlines of its instant.
  package var nextDue: Timestamp? {
    guard let candle = host.nextDue.map({ $0 + candleGrace }) else { return accountsDue }
    return min(candle, accountsDue ?? candle)
  }

  /// An engine's deadline, or a request on its way in a simulated exchange.
  private var accountsDue: Timestamp? {
    var earliest: Timestamp?
    for runtime in runtimes {
      for due in [runtime.engine.nextDue, runtime.paper?.nextDue] {
        if let due { earliest = min(earliest ?? due, due) }
      }
    }
    return earliest
  }

  /// In a recorded day: moves the clock to the next deadline; what is due waits for the loop.
  func meetDeadline(at due: Timestamp) {
    passTime(to: due)
    if let accounts = accountsDue, accounts <= due { meetAccountsDeadlines(at: due) } else { closeCandles(at: due) }
  }

  package func passTime(to time: Timestamp) { tapeTime = max(tapeTime, time) }

  private func meetAccountsDeadlines(at time: Timestamp) {
    for index in runtimes.indices {
      let id = runtimes[index].id
      for report in runtimes[index].paper?.advance(to: time) ?? [] { enqueue(id, .report(report)) }
      if let due = runtimes[index].engine.nextDue, due <= time { enqueue(id, .timer) }
    }
  }

  /// Under the wall's clock: the next deadline may have passed, or midnight.
  package func wake() throws(StorageError) {
    let time = now
    if let day, time.istDay > day.day { try turnDay(to: time.istDay) }
    meetAccountsDeadlines(at: time)
    try drainUrgent()
    closeCandles(at: time)
    try drainUrgent()
  }

  /// End of the day's last session of anything listed.
  package var lastClose: Timestamp? {
    day.map { day in listedClasses.compactMap { day.close(of: $0) }.max() ?? tapeTime }
  }

  /// Day orders on paper expire.
  package func endSessions(at close: Timestamp) {
    for runtime in runtimes {
      for report in runtime.paper?.endSessions(at: close) ?? [] { enqueue(runtime.id, .report(report)) }
    }
  }
}
