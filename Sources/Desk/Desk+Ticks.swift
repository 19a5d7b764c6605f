import Engine
package import Market
import Storage
import Trading

/// Prices in: gate → tape → simulated exchange → guards → triggers.
extension Desk {
  /// Takes ticks of a recorded day, which is the clock: deadlines that fall before a tick are met before it, and each
  /// tick's consequences are committed and answered before the next. Returns when all is quiet.
  package func replay(_ ticks: ArraySlice<Tick>) async {
    for tick in ticks {
      if let due = nextDue, due <= tick.time { await meetDeadlines(until: tick.time) }
      await take(tick)
    }
  }

  /// One tick, numbered and written to the tape before anything depends on it.
  func take(_ tick: Tick) async {
    tickNumber += 1
    tapeTime = max(tapeTime, tick.time)
    let verdict = market.admit(tick, at: tick.time)
    do throws(StorageError) {
      try tape?.append(tick, receiveOffset: 0, verdict: verdict.rawValue)
    } catch {
      die(error)
    }
    await consider(tick, verdict)
  }

  /// What a tick means for exchange and guards. Doing it twice for the same tick changes nothing, which is what a restart
  /// in the middle of one relies on.
  func consider(_ tick: Tick, _ verdict: MarketView.Verdict) async {
    hub.count(\.ticks)
    guard verdict == .admitted else { return hub.count(\.refusedTicks) }
    for index in runtimes.indices {
      guard let reports = runtimes[index].paper?.observe(tick, number: tickNumber), !reports.isEmpty else { continue }
      for report in reports { enqueue(runtimes[index].id, .report(report)) }
    }
    if !lanes.isEmpty { await settle() }
    for index in runtimes.indices {
      runtimes[index].monitor.observe(tick.instrument, price: tick.price, at: tick.time, into: &triggerBuffer)
      guard !triggerBuffer.isEmpty else { continue }
      hub.count(\.triggers, by: triggerBuffer.count)
      for trigger in triggerBuffer { enqueue(runtimes[index].id, .trigger(trigger)) }
      triggerBuffer.removeAll(keepingCapacity: true)
    }
    if !lanes.isEmpty { await settle() }
    showStrategies(tick)
    if !lanes.isEmpty { await settle() }
  }

  // MARK: Deadlines

  /// The earliest thing the clock must not pass: the end of a candle comes after the accounts' deadlines of its instant.
  var nextDue: Timestamp? {
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

  /// Meets every deadline up to `limit` in order; in a replayed day the clock stands at each while it is met.
  func meetDeadlines(until limit: Timestamp) async {
    while let due = nextDue, due <= limit {
      tapeTime = max(tapeTime, due)
      if let accounts = accountsDue, accounts <= due { meetAccountsDeadlines(at: due) } else { closeCandles(at: due) }
      await settle()
    }
  }

  private func meetAccountsDeadlines(at time: Timestamp) {
    for index in runtimes.indices {
      let id = runtimes[index].id
      for report in runtimes[index].paper?.advance(to: time) ?? [] { enqueue(id, .report(report)) }
      if let due = runtimes[index].engine.nextDue, due <= time { enqueue(id, .timer) }
    }
  }

  /// In a replayed day: time passes without a price, up to `time`.
  package func advance(to time: Timestamp) async {
    await meetDeadlines(until: time)
    tapeTime = max(tapeTime, time)
  }

  /// Under the wall clock: wakes the loop at the next deadline.
  func scheduleWallTimer() {
    guard case .wall = setup.clock, !isStopping else { return }
    let midnight = Timestamp(day: now.istDay.advanced(by: 1), time: TimeOfDay(0, 0))
    let due = min(nextDue ?? midnight, midnight)
    guard due != wallDue else { return }
    wallDue = due
    wallTimer?.cancel()
    let wait = max(due - now, .zero).nanoseconds
    wallTimer = Task { [weak self] in
      do { try await Task.sleep(for: .nanoseconds(wait), tolerance: .zero) } catch { return }
      await self?.wallDeadlinePassed()
    }
  }

  private func wallDeadlinePassed() {
    let time = now
    wallDue = nil
    if let day, time.istDay > day.day { openDay(time.istDay) }
    meetAccountsDeadlines(at: time)
    drain()
    closeCandles(at: time)
    drain()
  }

  /// The recorded day is over: remaining deadlines are met up to the last close, day orders expire.
  package func endDay() async {
    guard let day else { return }
    let close = listedClasses.compactMap { day.close(of: $0) }.max() ?? tapeTime
    await advance(to: close)
    for index in runtimes.indices {
      let id = runtimes[index].id
      for report in runtimes[index].paper?.endSessions(at: close) ?? [] { enqueue(id, .report(report)) }
    }
    await settle()
    progress = 1
    refreshStatus()
    hub.announce(.dayEnded)
  }

  /// Takes another calendar into use: an exchange may declare a holiday on the day before.
  package func use(_ calendar: TradingCalendar) {
    self.calendar = calendar
    openDay(now.istDay)
    drain()
  }

  package func setProgress(_ value: Double) {
    progress = value
    refreshStatus()
    hub.announce(.statusChanged)
  }
}
