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

  @Test("stepping by an hour within the day: the age of an alert follows the clock, and every one is decided")
  func ages() async throws {
    let scratch = try Scratch()
    let secret = try ServedDesk.addLink(scratch)
    let clock = try SteppingClock(scratch)
    let noon = SteppingClock.offset(toHour: 12)
    let desk = try desk(scratch, clock, at: noon)
    let before = try await post(desk, secret, id: "before", at: noon)
    #expect(!before.contains("stale"), "\(before)")

    try clock.step(to: noon + 3600)
    let late = try await post(desk, secret, id: "ahead", at: noon)
    #expect(late.contains("stale"), "dated an hour ago: \(late)")
    let early = try await post(desk, secret, id: "now", at: noon + 3600)
    #expect(!early.contains("stale"), "dated by the clock as it is: \(early)")

    // Back again: the desk's own clock waits for it, so the old time counts still, and nothing is decided twice.
    try clock.step(to: noon)
    let kept = try await post(desk, secret, id: "kept", at: noon + 3600)
    #expect(!kept.contains("stale") && !kept.contains("ahead of the desk's clock"), "\(kept)")
    let behind = try await post(desk, secret, id: "behind", at: noon)
    #expect(behind.contains("stale"), "an hour old by the desk's clock: \(behind)")
    let again = try await post(desk, secret, id: "before", at: noon)
    #expect(again.contains("conflict") || again.contains("duplicate"), "decided once, whatever the clock did: \(again)")

    #expect(try await desk.get("/readyz").0 == 200)
    desk.process.send(SIGTERM)
    let end = desk.process.finish()
    #expect(end.status == 0)
    #expect(end.errors.contains("the machine's clock was set back by 3"), "told: \(end.errors)")
    #expect(try Program.run(["journal", "verify", "--data", scratch.data]).status == 0)
    #expect(days(scratch) == 1)
  }

  @Test("stepping by an hour over midnight, back and again: the day is opened at once, and once")
  func midnight() async throws {
    let scratch = try Scratch()
    let secret = try ServedDesk.addLink(scratch)
    let clock = try SteppingClock(scratch)
    let evening = SteppingClock.offset(toHour: 23.5)
    let desk = try desk(scratch, clock, at: evening)
    #expect(days(scratch) == 1)
    // 00:30: what was due at midnight is done now, not half an hour later.
    try clock.step(to: evening + 3600)
    try await waitUntil("the next day is open") { days(scratch) == 2 }
    for (round, offset) in [evening, evening + 3600].enumerated() {
      try clock.step(to: offset)
      // Dated by the desk's own clock, which does not go back.
      let answer = try await post(desk, secret, id: "round \(round)", at: evening + 3600)
      #expect(answer.contains("decision"), "\(answer)")
      #expect(try await desk.get("/readyz").0 == 200)
    }
    #expect(desk.stop())
    #expect(days(scratch) == 2)
    #expect(try Program.run(["journal", "verify", "--data", scratch.data]).status == 0)
  }

  private func desk(_ scratch: Scratch, _ clock: SteppingClock, at offset: Int) throws -> ServedDesk {
    try clock.step(to: offset)
    let master = try SmallMaster.write(into: scratch)
    return try ServedDesk(scratch, environment: clock.environment.merging(master) { $1 })
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
