import DeskSimulation
import Foundation
import Storage
import TestSupport
import Testing

@Suite("The virtual disk loses what a real one may lose, and nothing else")
struct VirtualDiskTests {
  let disk = VirtualDisk()

  private func path(_ name: String) -> String { disk.root.appending(path: name).path }

  private func write(_ name: String, _ bytes: [UInt8], syncing: Bool = false) throws {
    let file = try disk.open(path(name), for: .appending)
    try file.append(bytes)
    if syncing { try file.sync() }
  }

  private func contents(_ name: String) throws -> [UInt8]? {
    guard disk.exists(path(name)) else { return nil }
    let file = try disk.open(path(name), for: .reading)
    return try file.read(at: 0, count: Int(try file.size))
  }

  @Test("what was written and not synced is gone with some seeds, there with others, torn with others")
  func unsynced() throws {
    let sector = 512
    var outcomes: Set<String> = []
    for seed in 1...100 as ClosedRange<UInt64> {
      disk.reset()
      try write("a", [UInt8](repeating: 1, count: 4 * sector), syncing: true)
      try disk.syncFolder(disk.root.path)
      try write("a", [UInt8](repeating: 2, count: 4 * sector))
      var random = Seeded(seed)
      disk.restart(after: .powerLoss, using: &random)
      let found = try #require(try contents("a"))
      #expect(found.prefix(4 * sector).allSatisfy { $0 == 1 })
      let kept = Set(found.dropFirst(4 * sector))
      outcomes.insert(found.count == 4 * sector ? "gone" : kept == [2] ? "there" : kept == [0] ? "zeros" : "torn")
    }
    #expect(outcomes == ["gone", "there", "zeros", "torn"])
  }

  @Test("a name that was not synced may vanish, though its contents were; synced, it stays")
  func names() throws {
    var found = 0
    for seed in 1...50 as ClosedRange<UInt64> {
      disk.reset()
      try write("a", [1], syncing: true)
      try disk.syncFolder(disk.root.path)
      try write("b", [2], syncing: true)
      var random = Seeded(seed)
      disk.restart(after: .powerLoss, using: &random)
      #expect(try contents("a") == [1])
      if try contents("b") == [2] { found += 1 }
    }
    #expect(found > 0 && found < 50)
  }

  @Test("a picture shows as much of a write as had arrived then, and the disk goes on", arguments: [0, 1, 3])
  func picture(_ sectors: Int) throws {
    try write("a", [1], syncing: true)
    disk.photographing { $0.kind == .write ? sectors : nil }
    try write("b", [UInt8](repeating: 2, count: 4 * 512))
    disk.photographing(nil)
    try write("a", [3])
    #expect(try contents("a") == [1, 3] && contents("b")?.count == 4 * 512)
    let pictures = disk.takePictures()
    #expect(pictures.count == 1 && disk.takePictures().isEmpty)
    let then = VirtualDisk(try #require(pictures.first))
    let file = try then.open(then.root.appending(path: "b").path, for: .reading)
    #expect(try file.size == sectors * 512)
    #expect(then.size(of: then.root.appending(path: "a").path) == 1)
  }

  @Test("a new name that was not synced may be taken back: the file is under one of the two")
  func rename() throws {
    var names: Set<[String]> = []
    for seed in 1...50 as ClosedRange<UInt64> {
      disk.reset()
      try write("a", [1], syncing: true)
      try disk.syncFolder(disk.root.path)
      try disk.rename(path("a"), to: path("b"))
      var random = Seeded(seed)
      disk.restart(after: .powerLoss, using: &random)
      names.insert(try disk.names(in: disk.root.path) as [String])
    }
    #expect(names == [["a"], ["b"]])
  }

  @Test("the death of the process loses nothing that was written")
  func processDeath() throws {
    try write("a", [1, 2, 3])
    disk.die()
    #expect(storageError { try write("a", [4]) }?.kind == .io)
    disk.restart()
    #expect(try contents("a") == [1, 2, 3])
  }

  @Test("a write is torn where it is told", arguments: [0, 1, 2, 3, 9])
  func torn(_ sectors: Int) throws {
    try write("a", [UInt8](repeating: 1, count: 100))
    disk.failing { $0.kind == .write ? .death(sectors: sectors) : nil }
    #expect(storageError { try write("a", [UInt8](repeating: 2, count: 1000)) }?.kind == .io)
    #expect(storageError { _ = try contents("a") } == nil, "the dead disk has no file to look at")
    disk.failing(nil)
    disk.restart()
    #expect(try contents("a")?.count == (sectors == 0 ? 100 : min(sectors * 512, 1100)))
  }

  @Test("files of an earlier start, and its paths, are refused and touch nothing")
  func stale() throws {
    let oldPath = path("a")
    let old = try disk.open(oldPath, for: .appending)
    try old.append([1])
    disk.restart()
    let before = disk.operations
    #expect(storageError { try old.append([2]) }?.kind == .io)
    #expect(storageError { try old.sync() }?.kind == .io)
    #expect(storageError { _ = try old.read(at: 0, count: 1) }?.kind == .io)
    #expect(storageError { _ = try disk.open(oldPath, for: .appending) }?.kind == .io)
    #expect(!disk.exists(oldPath))
    #expect(disk.operations == before)
    #expect(try contents("a") == [1])
  }

  @Test("after a failed sync a later one is worth nothing until the next start")
  func failedSync() throws {
    let file = try disk.open(path("a"), for: .appending)
    try file.sync()
    try disk.syncFolder(disk.root.path)
    try file.append([1])
    disk.failing { $0.kind == .sync ? .ioError() : nil }
    #expect(storageError { try file.sync() }?.kind == .io)
    disk.failing(nil)
    try file.sync()
    var losses = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      let copy = disk.fork()
      var random = Seeded(seed)
      copy.restart(after: .powerLoss, using: &random)
      if copy.size(of: copy.root.appending(path: "a").path) == 0 { losses += 1 }
    }
    #expect(losses > 0)
    disk.restart()
    let again = try disk.open(path("a"), for: .appending)
    try again.sync()
    var random = Seeded(1)
    disk.restart(after: .powerLoss, using: &random)
    #expect(try contents("a") == [1])
  }

  @Test("a fork and its origin go their own ways")
  func fork() throws {
    try write("a", [1])
    let copy = disk.fork()
    try write("a", [2])
    let copied = try copy.open(copy.root.appending(path: "a").path, for: .appending)
    try copied.append([3])
    #expect(try contents("a") == [1, 2])
    #expect(try copied.read(at: 0, count: 9) == [1, 3])
  }

  @Test("operations are numbered, named and counted")
  func counting() throws {
    let seen = Seen()
    disk.failing { seen.note($0) }
    try disk.makeFolder(path("tape"))
    try disk.makeFolder(path("tape"))
    try write("tape/a", [1], syncing: true)
    try disk.rename(path("tape/a"), to: path("tape/b"))
    try disk.syncFolder(path("tape"))
    try disk.remove(path("tape/b"))
    try disk.remove(path("tape/b"))
    #expect(
      seen.operations.map(\.kind) == [.makeFolder, .create, .write, .sync, .rename, .syncFolder, .remove])
    #expect(
      seen.operations.map(\.path) == ["tape", "tape/a", "tape/a", "tape/a", "tape/b", "tape", "tape/b"])
    #expect(seen.operations.map(\.number) == Array(1...7))
    #expect(disk.counts[.makeFolder] == 1)
    #expect(disk.counts[.truncate] == 0)
    #expect(disk.operations == 7)
  }

  @Test("missing files and folders are named as on a real disk")
  func missing() throws {
    #expect(storageError { _ = try disk.open(path("a"), for: .reading) }?.kind == .missing)
    #expect(storageError { _ = try disk.open(path("none/a"), for: .appending) }?.kind == .missing)
    #expect(storageError { try disk.rename(path("a"), to: path("b")) }?.kind == .missing)
    #expect(storageError { try disk.syncFolder(path("none")) }?.kind == .missing)
    #expect(storageError { _ = try disk.names(in: path("none")) }?.kind == .missing)
    #expect(disk.size(of: path("a")) == nil)
  }

  @Test("paths of the machine go to its own disk beside a virtual one")
  func otherPaths() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "virtual-disk-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // a leftover harms nobody
    let file = folder.appending(path: "sarathi.sqlite")
    let journal = try Journal(file, engineVersion: "1")
    try journal.commit(JournalOnDisk.batch(1))
    try journal.close()
    #expect(FileManager.default.fileExists(atPath: file.path))
    #expect(disk.operations == 0)
  }
}
