package import Engine
package import Market
import Storage

/// A recorded day, which is the clock: it stands still until all that a price or a deadline caused is done.
extension Desk {
  /// Starts or resumes a recorded day. Ticks that were seen before the process ended are not acted on again: they bring
  /// prices, exchange and guards to where they were; only the last of them is looked at once more, since it may not have
  /// been finished.
  ///
  /// - Returns: how many of `ticks` are done.
  package func startReplay(of day: TradingDay, ticks: [Tick], instruments: [ResolvedInstrument]) async throws -> Int {
    let resumed = try loop.startReplay(of: day, ticks: ticks, instruments: instruments)
    await settle()
    if resumed.done > 0 { await play(DeskLoop.Passage(again: ticks[resumed.done - 1], resumed.lastVerdict)) }
    loop.refreshStatus()
    return resumed.done
  }

  /// Takes ticks of a recorded day: deadlines that fall before a tick are met before it, and each tick's consequences
  /// are committed and answered before the next. Returns when all is quiet.
  package func replay(_ ticks: ArraySlice<Tick>) async {
    for tick in ticks { await play(DeskLoop.Passage(tick)) }
  }

  private func play(_ passage: DeskLoop.Passage) async {
    var passage = passage
    while orDie(try loop.step(&passage)) {
      if !loop.isIdle { await settle() }
    }
  }

  /// Meets every deadline up to `limit` in order; the clock stands at each while it is met.
  private func meetDeadlines(until limit: Timestamp) async {
    while loop.meetNextDeadline(until: limit) { await settle() }
  }

  /// Time passes without a price, up to `time`.
  package func advance(to time: Timestamp) async {
    await meetDeadlines(until: time)
    loop.passTime(to: time)
  }

  /// The recorded day is over: remaining deadlines are met up to the last close, day orders expire.
  package func endDay() async {
    guard let close = loop.lastClose else { return }
    await advance(to: close)
    loop.endSessions(at: close)
    await settle()
    setProgress(1)
    loop.hub.announce(.dayEnded)
  }

  package func setProgress(_ value: Double) {
    loop.progress = value
    loop.refreshStatus()
    loop.hub.announce(.statusChanged)
  }
}
