import Engine
import Foundation
import Market
import Storage
import TestSupport
import Testing
import Trading

@Suite("Rows that are not derived from the journal have a chain of their own")
struct SealTests {
  private let time = Timestamp(nanoseconds: 1_622_519_150_000_000_000)

  private func filled() throws -> JournalFixture {
    let fixture = try JournalFixture()
    let journal = try fixture.open()
    var link = Link(
      id: LinkID(1), name: "Trend", accounts: [AccountID(1)], sizing: .rupees(Money(rupees: 100_000)),
      exitPlan: ExitPlan(stop: .distance(.basisPoints(100))))
    let account = AccountSettings(id: AccountID(1), name: "Paper", capital: Money(rupees: 1_000_000))
    try journal.registerInstruments([(InstrumentID(0), .equity("SBIN")), (InstrumentID(1), .equity("TCS"))])
    try journal.commit(
      CommitBatch(
        [],
        storeRows: [
          .account(account, at: time), .link(link, secret: "a-secret-of-the-test", at: time),
          .setting(key: "a", value: "1", at: time),
          .dayReport(AccountID(1), .paper, TradingDay(daysSince1970: 18_779), body: "{}", at: time),
        ]))
    link.name = "Trend 2"
    try journal.commit(CommitBatch([], storeRows: [.link(link, secret: nil, at: time)]))
    try journal.registerInstruments([(InstrumentID(1), .equity("TCS")), (InstrumentID(2), .equity("INFY"))])
    try journal.close()
    return fixture
  }

  @Test("what was written, changed and written again is sound")
  func sound() throws {
    let findings = try filled().verify().findings
    #expect(findings.isEmpty, "\(findings)")
  }

  static let changes: [(String, String)] = [
    ("update links set body = replace(body, '1000000000', '9000000000')", "links: row 1"),
    ("update links set secret_hash = 'x'", "links: row 1"), ("update links set name = 'Trend'", "links: row 1"),
    ("update links set removed = 1", "links: row 1"), ("delete from links", "links: row 1 is missing"),
    ("insert into links select 2, name, body, secret_hash, secret_hint, created, removed from links", "links: row 2"),
    ("update accounts set body = replace(body, '1', '2')", "accounts: row 1"),
    ("update settings set value = '2'", "settings: row a"), ("delete from settings", "settings: row a is missing"),
    ("update day_reports set body = '{ }'", "day_reports: row 1/18779"),
    ("update instruments set symbol = 'SBI' where id = 0", "instruments: rows 0/1"),
    ("delete from instruments where id = 2", "instruments: rows 2/2"),
    (
      "insert into instruments select 3, exchange, 'X', kind, 'X', expiry, strike from instruments where id = 0",
      "instruments: there are 4"
    ),
    ("delete from store_chain where number = 2", "store_chain: entry 3"),
    ("update store_chain set digest = zeroblob(32) where number = 1", "store_chain: entry 1"),
    ("delete from store_chain", "links: row 1 was not written"),
  ]

  @Test("a row changed, added or taken away is named by verification", arguments: changes)
  func changed(_ change: (String, String)) throws {
    let fixture = try filled()
    try fixture.tamper(change.0)
    let findings = try fixture.verify().findings
    #expect(findings.contains { $0.problem.hasPrefix(change.1) }, "\(change.0): \(findings)")
  }

  @Test("at a start, changed links are named")
  func atStart() throws {
    let fixture = try filled()
    #expect(try fixture.open().changedRows() == [])
    try fixture.tamper("update links set body = replace(body, '1000000000', '9000000000')")
    #expect(try fixture.open().changedRows() == ["links 1"])
  }
}
