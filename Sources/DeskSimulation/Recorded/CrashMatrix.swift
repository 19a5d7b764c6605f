package import Desk
import Engine
import Market
import Simulation
import Synchronization
import Trading

/// A recorded day, ended at each of its moments and taken up again: the report must not show it.
///
/// The undisturbed day is played once, and at each moment that is asked for, what is on its disk is given to a process
/// of its own that starts there and plays to the end. So each crash costs the rest of the day only.
package struct CrashMatrix: Sendable {
  /// How the process ends.
  package enum Ending: String, Hashable, Sendable, CaseIterable {
    case death
    /// What was not synced is there or not.
    case powerLoss
    /// The process dies, and once more soon after its start.
    case twice
    /// The process dies, and again and again for the rest of the day.
    case often
  }

  /// One crash of the matrix.
  package struct Crash: Hashable, Sendable, CustomStringConvertible {
    /// Counted over the undisturbed day, from 0.
    package var moment: Int
    /// What kind of moment that is, and the desk's time then.
    package var place: String
    package var ending: Ending
    /// After how many moments each further life ended.
    package var lives: [Int] = []

    package var description: String {
      "moment \(moment) (\(place)), \(ending.rawValue)"
        + (lives.isEmpty ? "" : ", then after \(lives.map(String.init).joined(separator: ", ")) moments")
    }
  }

  /// A crash after which the day ended otherwise.
  package struct Finding: Sendable, CustomStringConvertible {
    package var crash: Crash
    package var differences: [String]
    package var description: String { ([crash.description] + differences.map { "  " + $0 }).joined(separator: "\n") }
  }

  package struct Outcome: Sendable {
    package var moments = 0
    package var crashes = 0
    package var findings: [Finding] = []
    package init() {}
  }

  private let day: RecordedDay
  /// Each how many-th moment is tried, beginning with which.
  private let every: Int
  private let offset: Int
  private let endings: [Ending]
  private let seed: UInt64

  package init(
    _ day: RecordedDay, every: Int = 1, offset: Int = 0, endings: [Ending] = Ending.allCases, seed: UInt64 = 1
  ) {
    self.day = day
    self.every = every
    self.offset = offset
    self.endings = endings
    self.seed = seed
  }

  /// The day as it goes when nothing disturbs it.
  package func undisturbed() throws -> [DayReport] { try end(on: VirtualDisk(), life: 1).reports }

  /// - Parameter found: told of each finding when it is made.
  package func run(found: (Finding) -> Void = { _ in }) throws -> Outcome {
    let expected = try end(on: VirtualDisk(), life: 1)
    let disk = VirtualDisk()
    let life = try RecordedLife(day, on: disk, life: 1)
    var outcome = Outcome()
    try withoutActuallyEscaping(found) { found in
      life.passing = { moment in
        for (place, picture) in pictures(at: moment, of: disk) {
          if outcome.moments % every == offset % every {
            crash(at: "\(place) \(life.loop.now.istTime)", picture, expected, &outcome, found)
          }
          outcome.moments += 1
        }
        return true
      }
      let reports = try life.play()
      precondition(reports == expected.reports, "the undisturbed day is the same every time")
      life.passing = nil
      life.loop.close()
    }
    return outcome
  }

  private func crash(
    at place: String, _ picture: () -> VirtualDisk, _ expected: RecordedDayEnd, _ outcome: inout Outcome,
    _ found: (Finding) -> Void
  ) {
    for ending in endings {
      var crash = Crash(moment: outcome.moments, place: place, ending: ending)
      let differences = differences(after: &crash, on: picture(), expected)
      outcome.crashes += 1
      guard !differences.isEmpty else { continue }
      let finding = Finding(crash: crash, differences: differences)
      outcome.findings.append(finding)
      found(finding)
    }
  }

  // MARK: Pictures

  /// What the disk looks like at a moment, and before it in the middle of the commit that has just ended.
  private func pictures(
    at moment: RecordedLife.Moment, of disk: VirtualDisk
  ) -> [(place: String, disk: () -> VirtualDisk)] {
    var pictures: [(String, () -> VirtualDisk)] = [(moment.rawValue, { disk.fork() })]
    switch moment {
    case .beforeCommit:
      // Which of a commit's operations it is, and how much of it has arrived, is drawn.
      let operations = disk.operations
      let left = SplitMix64.hash(seed, Int64(operations), 1) % 12
      let sectors = Int(SplitMix64.hash(seed, Int64(operations), 2) % 5)
      disk.photographing { $0.number <= operations + 1 + Int(left) ? sectors : nil }
    case .afterCommit:
      disk.photographing(nil)
      if let last = disk.takePictures().last {
        pictures.insert(("in a commit (\(last.operation.kind))", { VirtualDisk(last) }), at: 0)
      }
    case .beforeAnswer: break
    }
    return pictures
  }

  // MARK: After a crash

  private func differences(
    after crash: inout Crash, on disk: VirtualDisk, _ expected: RecordedDayEnd
  ) -> [String] {
    var chance = SplitMix64(seed: SplitMix64.hash(seed, Int64(crash.moment), Int64(crash.ending.number)))
    disk.restart(after: crash.ending == .powerLoss ? .powerLoss : .process, using: &chance)
    do {
      return try end(on: disk, further: &crash, using: &chance).differences(from: expected)
    } catch {
      return ["the day cannot be taken up again: \(error)"]
    }
  }

  /// Takes the day up again, as often as it is ended once more.
  private func end(
    on disk: VirtualDisk, further crash: inout Crash, using chance: inout SplitMix64
  ) throws -> RecordedDayEnd {
    var disk = disk
    while true {
      let moments = crash.ending.next(after: crash.lives.count, using: &chance)
      let number = UInt32(crash.lives.count + 2)
      guard let moments else { return try end(on: disk, life: number) }
      var left = moments
      var next: VirtualDisk?
      do {
        let life = try RecordedLife(day, on: disk, life: number)
        life.passing = { [disk] _ in
          left -= 1
          if left < 0 { next = disk.fork() }
          return left >= 0
        }
        return try RecordedDayEnd(of: life, on: disk)
      } catch is RecordedLife.Ended {
        guard let next else { preconditionFailure("a life that was ended left its disk") }
        next.restart()
        crash.lives.append(moments)
        disk = next
      }
    }
  }

  private func end(on disk: VirtualDisk, life number: UInt32) throws -> RecordedDayEnd {
    try RecordedDayEnd(of: RecordedLife(day, on: disk, life: number), on: disk)
  }
}

extension CrashMatrix.Ending {
  fileprivate var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// After how many moments a further life ends; nil when it may play to the end.
  fileprivate func next(after lives: Int, using chance: inout some RandomNumberGenerator) -> Int? {
    switch self {
    case .death, .powerLoss: nil
    case .twice: lives == 0 ? Int.random(in: 0..<40, using: &chance) : nil
    // Some lives are shorter than a start; a hundred of them are enough.
    case .often: lives < 100 ? Int.random(in: 0..<300, using: &chance) : nil
    }
  }
}
