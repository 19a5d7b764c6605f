package import Engine
package import Market
import ServiceLifecycle

/// Plays a recorded day into a desk whose clock is the tape, and holds it at each alert until that has been answered and
/// everything it caused is done.
package struct TapeReplayer: Sendable {
  /// Something that happens at a time of the recorded day.
  package struct Cue: Sendable {
    package var time: Timestamp
    package var perform: @Sendable () async throws -> Void
    package init(at time: Timestamp, perform: @escaping @Sendable () async throws -> Void) {
      self.time = time
      self.perform = perform
    }
  }

  private let desk: Desk
  private let day: TradingDay
  private let ticks: [Tick]
  private let instruments: [ResolvedInstrument]
  /// Sorted by time.
  private let cues: [Cue]
  /// Recorded seconds played in one second; nil plays as fast as it goes.
  private let speed: Double?

  package init(
    _ desk: Desk, day: TradingDay, ticks: [Tick], instruments: [ResolvedInstrument], cues: [Cue], speed: Double?
  ) {
    self.desk = desk
    self.day = day
    self.ticks = ticks
    self.instruments = instruments
    self.cues = cues.sorted { $0.time < $1.time }
    self.speed = speed
  }

  /// Starts, or resumes where the data folder ends. Returns after the end of the day, or early when cancelled or when the
  /// process is asked to stop.
  ///
  /// - Parameter started: called once the desk has recovered and is ready, before the first price.
  package func run(started: @Sendable () async throws -> Void) async throws {
    var done = try await desk.startReplay(of: day, ticks: ticks, instruments: instruments)
    try await started()
    let origin = ContinuousClock.now
    let originTime = ticks.isEmpty ? .distantPast : ticks[min(done, ticks.count - 1)].time
    for cue in cues {
      // A cue comes after every tick of its second or earlier.
      let place = partition(cue.time)
      guard place >= done else { continue }
      try await play(done..<place, origin, originTime)
      guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
      done = place
      await desk.advance(to: cue.time)
      try await cue.perform()
      await desk.settle()
    }
    try await play(done..<ticks.count, origin, originTime)
    guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
    await desk.endDay()
  }

  /// Index of the first tick after `time`.
  private func partition(_ time: Timestamp) -> Int {
    var low = 0
    var high = ticks.count
    while low < high {
      let middle = (low + high) / 2
      if ticks[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Plays ticks a recorded second at a time when paced, else in larger pieces.
  private func play(_ range: Range<Int>, _ origin: ContinuousClock.Instant, _ originTime: Timestamp) async throws {
    var start = range.lowerBound
    while start < range.upperBound {
      guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
      var end = speed == nil ? min(start + 2000, range.upperBound) : start + 1
      if let speed {
        let second = ticks[start].time
        while end < range.upperBound, ticks[end].time == second { end += 1 }
        let offset = Double((second - originTime).nanoseconds) / 1e9 / speed
        // A gap in the recording is not waited out.
        try await Task.sleep(until: origin + .seconds(offset), tolerance: .milliseconds(1))
      }
      await desk.replay(ticks[start..<end])
      await desk.setProgress(Double(end) / Double(max(ticks.count, 1)))
      start = end
    }
  }
}
