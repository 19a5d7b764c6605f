import Foundation
import Testing

@Suite("A clock that is wrong")
struct ClockTests {
  @Test(
    "in whatever zone the machine is, the day is the same",
    arguments: ["America/New_York", "UTC", "EST5EDT,M3.2.0,M11.1.0"])
  func zone(_ name: String) throws {
    let scratch = try Scratch(inMemory: true)
    let day = try ReferenceDay.run(scratch.data, environment: ["TZ": name])
    #expect(day.status == 0, "\(day.errors)")
    #expect(try day.output == ReferenceDay.report)
    // What the report says of a folder does not depend on who looks at it.
    let report = try Program.run(["report", "--json", "--data", scratch.data], environment: ["TZ": "Asia/Tokyo"])
    #expect(try report.output == ReferenceDay.report)
  }

  @Test(
    "stepping by an hour within the day: the age of an alert follows the clock, and every one is decided",
    .enabled(if: SteppingClock.isInstalled, "the package faketime is not installed"))
  func ages() async throws {
    let scratch = try Scratch()
    let secret = try ServedDesk.addLink(scratch)
    let clock = try SteppingClock(scratch)
    let noon = SteppingClock.offset(toHour: 12)
    let desk = try desk(scratch, clock, at: noon)
    defer { SteppingClock.tidy(desk.process.identifier) }
    let before = try await post(desk, secret, id: "before", at: noon)
    #expect(!before.contains("stale"), "\(before)")

    try clock.step(to: noon + 3600)
    let late = try await post(desk, secret, id: "ahead", at: noon)
    #expect(late.contains("stale"), "dated an hour ago: \(late)")
    let early = try await post(desk, secret, id: "now", at: noon + 3600)
    #expect(!early.contains("stale"), "dated by the clock as it is: \(early)")

    try clock.step(to: noon)
    let future = try await post(desk, secret, id: "behind", at: noon + 3600)
    #expect(future.contains("ahead of the desk's clock"), "\(future)")
    let again = try await post(desk, secret, id: "before", at: noon)
    #expect(again.contains("conflict") || again.contains("duplicate"), "decided once, whatever the clock did: \(again)")

    #expect(try await desk.get("/readyz").0 == 200)
    #expect(desk.stop())
    #expect(try Program.run(["journal", "verify", "--data", scratch.data]).status == 0)
    #expect(days(scratch) == 1)
  }

  @Test(
    "stepping by an hour over midnight, back and again: the day is opened at once, and once",
    .enabled(if: SteppingClock.isInstalled, "the package faketime is not installed"))
  func midnight() async throws {
    let scratch = try Scratch()
    let secret = try ServedDesk.addLink(scratch)
    let clock = try SteppingClock(scratch)
    let evening = SteppingClock.offset(toHour: 23.5)
    let desk = try desk(scratch, clock, at: evening)
    defer { SteppingClock.tidy(desk.process.identifier) }
    #expect(days(scratch) == 1)
    // 00:30: what was due at midnight is done now, not half an hour later.
    try clock.step(to: evening + 3600)
    try await waitUntil("the next day is open") { days(scratch) == 2 }
    for (round, offset) in [evening, evening + 3600].enumerated() {
      try clock.step(to: offset)
      #expect(try await post(desk, secret, id: "round \(round)", at: offset).contains("decision"))
      #expect(try await desk.get("/readyz").0 == 200)
    }
    #expect(desk.stop())
    #expect(days(scratch) == 2)
    #expect(try Program.run(["journal", "verify", "--data", scratch.data]).status == 0)
  }

  private func desk(_ scratch: Scratch, _ clock: SteppingClock, at offset: Int) throws -> ServedDesk {
    try clock.step(to: offset)
    let master = try SmallMaster.write(into: scratch)
    return try ServedDesk(
      scratch, environment: clock.environment.merging(master) { $1 }, through: SteppingClock.wrapper)
  }

  /// An alert dated by a clock that is `offset` seconds from the machine's.
  private func post(_ desk: ServedDesk, _ secret: String, id: String, at offset: Int) async throws -> String {
    let dated = Date().addingTimeInterval(Double(offset)).ISO8601Format()
    let (status, text) = try await desk.post(
      #"{"action":"BUY","ticker":"NSE:RELIANCE","id":"\#(id)","time":"\#(dated)"}"#, secret: secret)
    #expect(status == 200)
    return text
  }

  /// How many days were opened, by the journal.
  private func days(_ scratch: Scratch) -> Int {
    let shown = try? Program.run(["journal", "show", "--kind", "dayStarted", "--data", scratch.data])
    return shown.map { $0.output.split(separator: "\n").count } ?? 0
  }

  private func waitUntil(_ what: String, _ isSo: () -> Bool) async throws {
    let limit = ContinuousClock.now + .seconds(300)
    while !isSo() {
      try #require(ContinuousClock.now < limit, "not within five minutes: \(what)")
      await Task.yield()
    }
  }
}

/// The wall clock as one process sees it, set by a file; deadlines by the monotonic clock stay what they are.
struct SteppingClock {
  private let file: URL

  init(_ scratch: Scratch) throws { file = scratch.url.appending(path: "clock") }

  /// From the machine's clock to the next time it is that hour in India.
  static func offset(toHour hour: Double) -> Int {
    let day = 86_400.0
    let now = Date().timeIntervalSince1970 + 5.5 * 3600
    let offset = (now / day).rounded(.down) * day + hour * 3600 - now
    // A clock that is set back holds up every timer of a program under the library.
    return Int(offset < 0 ? offset + day : offset)
  }

  /// Seconds ahead of the machine's clock from now on.
  func step(to offset: Int) throws {
    try Data("\(offset < 0 ? "" : "+")\(offset)\n".utf8).write(to: file, options: .atomic)
  }

  var environment: [String: String] {
    [
      "LD_PRELOAD": Self.library ?? "", "FAKETIME_TIMESTAMP_FILE": file.path, "FAKETIME_NO_CACHE": "1",
      "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
    ]
  }

  /// The library changes the environment of the first program it is loaded into, and a Swift program finds its arguments by
  /// the place of its environment: so the first one is another, which replaces itself by ours.
  static let wrapper = "/usr/bin/env"

  /// Removes what the library leaves behind.
  static func tidy(_ process: Int32) {
    for name in ["faketime_shm_\(process)", "sem.faketime_sem_\(process)"] { unlink("/dev/shm/\(name)") }
  }

  static let isInstalled = library != nil

  /// Of the Debian package faketime; the folder is named after the processor.
  private static let library: String? = {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
    return folders.map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }.first {
      FileManager.default.fileExists(atPath: $0)
    }
  }()
}
