import Market
import Storage
import Testing
import Trading

@Suite("Refused alerts are kept")
struct RefusedAlertTests {
  private let morning = Timestamp(nanoseconds: 1_622_519_150_000_000_000)

  private func alert(_ number: Int, daysLater: Int64 = 0) -> RefusedAlert {
    RefusedAlert(
      link: LinkID(1), field: "quantity", seen: "\(number)", problem: "is not a number", fix: "Send whole units.",
      time: morning + .hours(24 * daysLater) + .seconds(Int64(number)))
  }

  private func write(_ alerts: [RefusedAlert], _ fixture: JournalFixture) throws {
    let journal = try fixture.open()
    for alert in alerts { try journal.commit(CommitBatch([], storeRows: [.refusedAlert(alert)])) }
    try journal.close()
  }

  @Test("the newest first, by day, under seal")
  func kept() throws {
    let fixture = try JournalFixture()
    try write([alert(1), alert(2), alert(3, daysLater: 1)], fixture)
    let reader = try DeskReader(fixture.file)
    #expect(try reader.refusedAlerts().map(\.alert) == [alert(3, daysLater: 1), alert(2), alert(1)])
    #expect(try reader.refusedAlerts(on: morning.istDay).map(\.number) == [2, 1])
    #expect(try reader.refusedAlerts(limit: 1).count == 1)
    #expect(try fixture.verify().isSound)
    try fixture.tamper("update refused_alerts set problem = 'is fine' where number = 2")
    #expect(try fixture.verify().findings.map(\.problem) == ["refused_alerts: row 2 is not what was written"])
  }

  @Test("of one day no more than two hundred, so that a sender cannot fill the disk")
  func bounded() throws {
    let fixture = try JournalFixture()
    try write((0..<210).map { alert($0) } + [alert(1, daysLater: 1)], fixture)
    let reader = try DeskReader(fixture.file)
    #expect(try reader.refusedAlerts(on: morning.istDay, limit: 1000).count == 200)
    #expect(try reader.refusedAlerts(limit: 1).map(\.number) == [201], "the next day begins anew")
    #expect(try fixture.verify().isSound)
  }
}
