import Foundation
import Storage
import Testing
import Trading

@Suite("Starts are counted outside the journal")
struct StartLogTests {
  private let folder: TemporaryFolder
  private let data: DataFolder
  private let account = AccountID(1)

  init() throws {
    folder = try TemporaryFolder()
    data = try DataFolder(folder.file("data"), reserveBytes: 0)
  }

  private func log(version: String = "1", limit: Int = 3) -> StartLog {
    StartLog(data, version: version, limit: limit)
  }

  /// A start that traps when it applies `poison`, of records 1 to `newest`.
  private func crash(at poison: Int64, of newest: Int64 = 5000) throws -> StartLog.Stuck? {
    let log = log()
    if let stuck = try log.begin() { return stuck }
    var marked: Int64 = 0
    for sequence in 1...newest {
      if sequence > marked { marked = log.willApply(sequence, of: account) }
      if sequence == poison { return nil }
    }
    try log.settle()
    return nil
  }

  @Test(
    "after three that ended while the same record was applied the fourth is stuck, and names it",
    arguments: [1, 999, 1000, 1001, 2500, 5000])
  func record(_ poison: Int64) throws {
    for _ in 1...3 { #expect(try crash(at: poison) == nil) }
    let stuck = try crash(at: poison)
    #expect(
      stuck == StartLog.Stuck(failed: 3, stage: .records, suspect: .init(account: account, first: poison, last: poison))
    )
    // And so is every further one, without counting itself.
    #expect(try crash(at: poison) == stuck)
  }

  @Test("a start that came up, or ended in good order, ends the row")
  func settled() throws {
    for _ in 1...2 { #expect(try crash(at: 7) == nil) }
    #expect(try crash(at: -1) == nil)
    for _ in 1...3 { #expect(try crash(at: 7) == nil) }
    #expect(try crash(at: 7)?.failed == 3)
  }

  @Test("where it ended is told: before recovery, over a snapshot, or with the brokers")
  func stages() throws {
    func stage(_ body: (StartLog) -> Void) throws -> StartLog.Stuck? {
      try StartLog.forget(data)
      let first = log(limit: 1)
      #expect(try first.begin() == nil)
      body(first)
      return try log(limit: 1).begin()
    }
    #expect(try stage { _ in }?.stage == .opening)
    #expect(try stage { _ = $0.willReadSnapshot(of: account) }?.stage == .snapshot)
    #expect(try stage { _ = $0.willReadSnapshot(of: account) }?.suspect?.account == account)
    #expect(try stage { $0.willAskBrokers() }?.stage == .brokers)
  }

  @Test("a snapshot that ended a start is passed over by the next, another account's is not")
  func snapshot() throws {
    let first = log()
    #expect(try first.begin() == nil)
    #expect(first.willReadSnapshot(of: account))
    let second = log()
    #expect(try second.begin() == nil)
    #expect(!second.willReadSnapshot(of: account))
    #expect(second.willReadSnapshot(of: AccountID(2)))
  }

  @Test("another program, a person, and a file that says nothing begin anew")
  func anew() throws {
    for _ in 1...3 { #expect(try crash(at: 7) == nil) }
    #expect(try log(version: "2").begin() == nil)
    for _ in 1...4 { _ = try crash(at: 7) }
    #expect(try log().begin() != nil)
    try StartLog.forget(data)
    #expect(try log().begin() == nil)
    for text in ["", "{", "[]", #"{"version":"1","failed":-1}"#, "\u{0}\u{0}"] {
      try Data(text.utf8).write(to: data.url.appending(path: "START"))
      #expect(try log().begin() == nil, "\(text)")
    }
  }
}
