import Foundation
import GRDB
import Market
import Storage
import TestSupport
import Trading

@testable import Engine

/// A journal in a folder of its own, with helpers that speak of entries.
struct JournalFixture {
  let folder: TemporaryFolder
  var file: URL { folder.file("sarathi.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  func open(version: String = "1", busyTimeout: Duration = .seconds(10)) throws(StorageError) -> Journal {
    try Journal(file, engineVersion: version, busyTimeout: busyTimeout)
  }

  /// A closed journal of `count` entries in each of two streams, with everything in the main file.
  static func filled(_ count: Int = 6, seed: UInt64 = 1) throws -> JournalFixture {
    let fixture = try JournalFixture()
    let journal = try fixture.open()
    var random = SeededGenerator(seed: seed)
    for index in 0..<count {
      try journal.commit(CommitBatch([.sample(1, index, &random), .sample(2, index, &random)]))
    }
    try journal.checkpoint()
    try journal.close()
    return fixture
  }

  /// Changes the database behind the journal's back.
  func tamper(_ sql: String) throws {
    let queue = try DatabaseQueue(path: file.path)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  func verify() throws -> Verification {
    let reader = try DeskReader(file)
    return try reader.verify()
  }
}

extension CommitEntry {
  static func sample(_ account: Int32, _ index: Int, _ random: inout SeededGenerator) -> CommitEntry {
    CommitEntry(
      account: AccountID(account), mode: .paper,
      time: Timestamp(nanoseconds: 1_622_519_150_000_000_000 + Int64(index)), tapeNumber: UInt32(index),
      event: random.event(), quotes: random.quotes(), effectsDigest: random.next())
  }

  static func command(_ account: Int32, _ command: Command = .pause, records: [Engine.Record] = []) -> CommitEntry {
    CommitEntry(
      account: AccountID(account), mode: .paper, time: Timestamp(nanoseconds: 1_622_519_150_000_000_000),
      tapeNumber: 7, event: .command(command, by: "test"), effectsDigest: 9, records: records)
  }
}
