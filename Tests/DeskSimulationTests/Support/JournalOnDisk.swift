import DeskSimulation
import Engine
import Foundation
import Market
import Storage
import TestSupport
import Testing
import Trading

/// A journal on a virtual disk that counts what it was told is safe.
final class JournalOnDisk {
  let disk: VirtualDisk
  private(set) var journal: Journal?
  /// Commits that returned.
  private(set) var returned: Int64 = 0
  /// A commit failed: it may be on disk or not.
  private(set) var isUnderWay = false
  private(set) var errors: [StorageError] = []

  static let account = AccountID(1)

  init(_ disk: VirtualDisk, returned: Int64 = 0) {
    self.disk = disk
    self.returned = returned
  }

  var file: URL { disk.root.appending(path: "sarathi.sqlite") }

  /// What record `number` holds: some of one page, some of several.
  static func event(_ number: Int64) -> Event {
    .command(.pause, by: String(repeating: "commit \(number) ", count: number % 3 == 0 ? 900 : 1))
  }

  static func batch(_ number: Int64) -> CommitBatch {
    CommitBatch([
      CommitEntry(
        account: account, mode: .paper, time: Timestamp(nanoseconds: 1_622_519_150_000_000_000 + number),
        tapeNumber: UInt32(number), event: event(number), effectsDigest: UInt64(number))
    ])
  }

  func open() {
    attempt { journal = try Journal(file, on: disk, engineVersion: "1") }
  }

  func commit() {
    guard let journal else { return }
    attempt {
      isUnderWay = true
      try journal.commit(Self.batch(returned + 1))
      returned += 1
      isUnderWay = false
    }
  }

  func checkpoint() { attempt { try journal?.checkpoint() } }

  func close() {
    attempt { try journal?.close() }
    journal = nil
  }

  /// After a restart: the journal holds exactly the commits that returned, or the one under way too, and goes on.
  func checkAfterRestart(_ comment: Comment) throws {
    let again = try Journal(file, on: disk, engineVersion: "1")
    let head = again.head(of: Self.account)
    #expect(head == returned || isUnderWay && head == returned + 1, comment)
    #expect(try again.verify().isSound, comment)
    let entries = try again.entries(of: Self.account, after: 0, limit: 1000)
    #expect(entries.map(\.input.event) == (0..<head).map { Self.event($0 + 1) }, comment)
    #expect(try again.commit(Self.batch(head + 1)) == [head + 1], comment)
    try again.close()
    returned = head + 1
    isUnderWay = false
    journal = nil
    errors = []
  }

  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch {
      if let error = error as? StorageError { errors.append(error) } else { Issue.record(error) }
    }
  }
}

/// Runs `body` and returns the storage error it throws.
func storageError(_ body: () throws -> Void) -> StorageError? {
  do {
    try body()
    return nil
  } catch {
    return error as? StorageError
  }
}
