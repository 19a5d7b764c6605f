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

  private let day: TradingDay
  private let ticks: [Tick]
  private let instruments: [ResolvedInstrument]
  /// Sorted by time.
  private let cues: [Cue]
  /// Recorded seconds played in one second; nil plays as fast as it goes.
  private let speed: Double?

  package init(
    day: TradingDay, ticks: [Tick], instruments: [ResolvedInstrument], cues: [Cue], speed: Double?
  ) {
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
  package func run(into desk: Desk, started: @Sendable () async throws -> Void) async throws {
    let done = try await desk.startReplay(of: day, ticks: ticks, instruments: instruments)
    try await started()
    var pace = speed.map { Pace(speed: $0) }
    for stretch in CuePlan(ticks: ticks, cues: cues.map(\.time)).stretches(after: done) {
      try await play(stretch.ticks, into: desk, &pace)
      guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
      guard let cue = stretch.cue.map({ cues[$0] }) else { break }
      await desk.advance(to: cue.time)
      try await cue.perform()
      await desk.settle()
    }
    await desk.endDay()
  }

  /// Plays ticks a recorded second at a time when paced, else in larger pieces.
  private func play(_ range: Range<Int>, into desk: Desk, _ pace: inout Pace?) async throws {
    var start = range.lowerBound
    while start < range.upperBound {
      guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
      var end = pace == nil ? min(start + 2000, range.upperBound) : start + 1
      if let due = pace?.due(ticks[start].time) {
        while end < range.upperBound, ticks[end].time == ticks[start].time { end += 1 }
        try await Task.sleep(until: due, tolerance: .milliseconds(1))
      }
      await desk.replay(ticks[start..<end])
      await desk.setProgress(Double(end) / Double(max(ticks.count, 1)))
      start = end
    }
  }
}

/// When a recorded second is due. A gap in the recording is not waited out.
private struct Pace {
  /// Recorded seconds played in one second.
  let speed: Double
  private var start: (instant: ContinuousClock.Instant, time: Timestamp)?
  private var last = Timestamp.distantPast
  private static let longestGap = Interval.seconds(10)

  init(speed: Double) { self.speed = speed }

  mutating func due(_ time: Timestamp) -> ContinuousClock.Instant {
    defer { last = time }
    guard let start, time - last <= Self.longestGap else {
      start = (.now, time)
      return .now
    }
    return start.instant + .seconds(Double((time - start.time).nanoseconds) / 1e9 / speed)
  }
}
