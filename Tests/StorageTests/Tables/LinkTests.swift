import Engine
import Foundation
import Market
import Storage
import TestSupport
import Testing
import Trading

@Suite("Links and accounts are kept; secrets are not")
struct LinkTests {
  let fixture: JournalFixture
  let journal: Journal
  let time = Timestamp(unixSeconds: 1_622_519_150)

  init() throws {
    fixture = try JournalFixture()
    journal = try fixture.open()
  }

  private func link(_ name: String) -> Link {
    Link(id: LinkID(1), name: name, accounts: [AccountID(1)], sizing: .lots(2))
  }

  @Test("a link keeps its secret's digest over changes, until a new secret is given")
  func secret() throws {
    let first = "canary-secret-0001-abcd"
    try journal.commit(CommitBatch(storeRows: [.link(link("A"), secret: first, at: time)]))
    try journal.commit(CommitBatch(storeRows: [.link(link("B"), secret: nil, at: time + .seconds(9))]))
    let row = try #require(try journal.links().first)
    #expect(row.link == link("B"))
    #expect(row.secretHash == LinkRow.hash(ofSecret: first))
    #expect(row.secretHint == "abcd")
    #expect(row.created == time)
    try journal.commit(CommitBatch(storeRows: [.link(link("B"), secret: "another-secret-0002", at: time)]))
    #expect(try journal.links().first?.secretHash == LinkRow.hash(ofSecret: "another-secret-0002"))
  }

  @Test("the secret is in no file of the folder, and a short one gives no hint")
  func secretStaysOut() throws {
    let secret = "canary-7f3e9a-canary"
    try journal.commit(CommitBatch(storeRows: [.link(link("A"), secret: secret, at: time)]))
    for name in try FileManager.default.contentsOfDirectory(atPath: fixture.folder.url.path) {
      let bytes = try Data(contentsOf: fixture.folder.file(name))
      #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
    }
    try journal.commit(CommitBatch(storeRows: [.link(link("A"), secret: "short", at: time)]))
    #expect(try journal.links().first?.secretHint == "")
  }

  @Test("the digest is plain SHA-256")
  func digest() {
    #expect(LinkRow.hash(ofSecret: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("a removed link keeps its row; adding it again brings it back")
  func removal() throws {
    let reader = try DeskReader(fixture.file)
    try journal.commit(CommitBatch(storeRows: [.link(link("A"), secret: nil, at: time)]))
    try journal.commit(CommitBatch(storeRows: [.linkRemoved(LinkID(1), at: time + .seconds(1))]))
    #expect(try reader.links().isEmpty)
    #expect(try reader.links(includingRemoved: true).first?.removed == time + .seconds(1))
    try journal.commit(CommitBatch(storeRows: [.link(link("A"), secret: nil, at: time + .seconds(2))]))
    #expect(try reader.links().first?.removed == nil)
  }

  @Test("any link and any account survive the way through the file", arguments: [UInt64(1), 2, 3])
  func anyValues(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<20 {
      let link = random.linkSettings()
      let account = random.accountSettings()
      try journal.commit(
        CommitBatch(storeRows: [.link(link, secret: nil, at: time), .account(account, at: time)]))
      #expect(try journal.links().contains { $0.link == link }, "seed \(seed)")
      #expect(try journal.accounts().contains(account), "seed \(seed)")
    }
  }

  @Test("an instrument's number and symbol never change their meaning")
  func instruments() throws {
    let first: [(InstrumentID, Instrument)] = [
      (InstrumentID(0), .equity("RELIANCE")), (InstrumentID(1), .equity("TCS")),
    ]
    try journal.registerInstruments(first)
    try journal.registerInstruments(first)
    let other: [(InstrumentID, Instrument)] = [(InstrumentID(2), .equity("INFY")), (InstrumentID(1), .equity("SBIN"))]
    #expect(storageError { try journal.registerInstruments(other) }?.kind == .conflict)
    #expect(storageError { try journal.registerInstruments([(InstrumentID(3), .equity("TCS"))]) }?.kind == .conflict)
    #expect(try journal.instruments().map(\.1.symbol) == ["RELIANCE", "TCS"])
    #expect(try journal.instruments().map(\.0.index) == [0, 1])
  }
}
