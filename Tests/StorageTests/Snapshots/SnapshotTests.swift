import Foundation
import Storage
import Testing
import Trading

@Suite("The newest sound snapshot is found")
struct SnapshotTests {
  let folder: TemporaryFolder
  let store: SnapshotStore
  let account = AccountID(7)

  init() throws {
    folder = try TemporaryFolder()
    store = SnapshotStore(folder.url)
  }

  private func snapshot(_ sequence: Int64, bytes: Int = 1000) -> Snapshot {
    Snapshot(
      account: account, sequence: sequence, chain: [1, 2, UInt8(truncatingIfNeeded: sequence)],
      engineVersion: "build 7",
      state: (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* Int(sequence)) })
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file("7").path).sorted()
  }

  private func file(_ sequence: Int64) throws -> URL {
    let name = try #require(try names().first { $0.hasSuffix("\(sequence).snapshot") })
    return folder.file("7").appending(path: name)
  }

  @Test("what was saved is loaded", arguments: [0, 1, 100_000])
  func roundTrip(_ bytes: Int) throws {
    try store.save(snapshot(10, bytes: bytes))
    let found = try store.newest(of: account)
    #expect(found.snapshot == snapshot(10, bytes: bytes))
    #expect(found.skipped.isEmpty)
  }

  @Test("before the first there is none")
  func none() throws {
    #expect(try store.newest(of: account).snapshot == nil)
  }

  @Test("three are kept, by number and not by text")
  func keptCount() throws {
    for sequence: Int64 in [9, 10, 100, 1000, 20_000] { try store.save(snapshot(sequence)) }
    #expect(try names().count == 3)
    #expect(try store.newest(of: account).snapshot?.sequence == 20_000)
  }

  @Test("one that may not be taken is passed over for the one before, and why is said")
  func refused() throws {
    for sequence: Int64 in [100, 1000, 20_000] { try store.save(snapshot(sequence)) }
    let found = try store.newest(of: account) { $0.sequence > 999 ? "it is too new." : nil }
    #expect(found.snapshot?.sequence == 100)
    #expect(found.skipped.map(\.problem) == Array(repeating: "the snapshot is passed over: it is too new.", count: 2))
  }

  @Test(
    "any flipped bit is passed over for the one before, and said", arguments: [0, 8, 12, 16, 24, 33, 50, 600, 1090])
  func flipped(_ place: Int) throws {
    try store.save(snapshot(1))
    try store.save(snapshot(2))
    var bytes = try Data(contentsOf: try file(2))
    bytes[min(place, bytes.count - 1)] ^= 1
    try bytes.write(to: try file(2))
    let found = try store.newest(of: account)
    #expect(found.snapshot == snapshot(1))
    #expect(found.skipped.map(\.kind) == [.damaged])
  }

  @Test("a file cut off at any length is passed over")
  func cut() throws {
    try store.save(snapshot(1, bytes: 10))
    try store.save(snapshot(2, bytes: 10))
    let url = try file(2)
    let bytes = try Data(contentsOf: url)
    for count in 0..<bytes.count {
      try Data(bytes.prefix(count)).write(to: url)
      #expect(try store.newest(of: account).snapshot?.sequence == 1, "\(count) bytes")
    }
  }

  @Test("a temporary file of a crash is not taken for a snapshot")
  func temporary() throws {
    try store.save(snapshot(1))
    try Data("half".utf8).write(to: folder.file("7").appending(path: "0000000000000000002.snapshot.part"))
    let found = try store.newest(of: account)
    #expect(found.snapshot?.sequence == 1)
    #expect(found.skipped.isEmpty)
  }
}
