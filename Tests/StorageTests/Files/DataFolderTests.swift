import Foundation
import Market
import Storage
import Testing

@Suite("One desk has one data folder to itself")
struct DataFolderTests {
  let parent: TemporaryFolder
  var url: URL { parent.file("a/data") }

  init() throws { parent = try TemporaryFolder() }

  @Test("it is created for its owner alone, with room for everything")
  func created() throws {
    let folder = try DataFolder(url, reserveBytes: 1000)
    let mode = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    #expect(mode == 0o700)
    let journal = try Journal(folder.database, engineVersion: "1")
    try journal.close()
    let day = try #require(TradingDay(year: 2021, month: 6, day: 1))
    _ = try TapeWriter(folder.tape(of: day), day: day)
    _ = try TapeWriter(folder.tape(of: day.advanced(by: 1)), day: day.advanced(by: 1))
    #expect(folder.tape(of: day).lastPathComponent == "2021-06-01.tape")
    #expect(try folder.tapeDays() == [day, day.advanced(by: 1)])
  }

  @Test("a second desk is refused and told who has it, until the first ends")
  func locked() throws {
    do {
      let first = try DataFolder(url, reserveBytes: 0)
      let error = storageError { _ = try DataFolder(url, reserveBytes: 0) }
      #expect(error?.kind == .inUse(pid: getpid()))
      #expect(error?.description.contains("\(getpid())") == true)
      #expect(first.url == url)
    }
    #expect(storageError { _ = try DataFolder(url, reserveBytes: 0) } == nil)
  }

  @Test("looking takes no lock and creates nothing")
  func shared() throws {
    #expect(storageError { _ = try DataFolder(url, access: .shared) }?.kind == .missing)
    #expect(!FileManager.default.fileExists(atPath: url.path))
    let first = try DataFolder(url, reserveBytes: 0)
    #expect(try DataFolder(url, access: .shared).url == first.url)
  }

  @Test("a folder with other people's files, or a file, is refused")
  func foreign() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try Data().write(to: url.appending(path: "holiday.jpg"))
    let error = storageError { _ = try DataFolder(url) }
    #expect(error?.kind == .folder)
    #expect(error?.problem.contains("holiday.jpg") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: url.path) == ["holiday.jpg"])
    #expect(storageError { _ = try DataFolder(url.appending(path: "holiday.jpg")) }?.kind == .folder)
  }

  @Test("settings may be there before the first start")
  func settingsFirst() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try Data().write(to: url.appending(path: "sarathi.toml"))
    #expect(storageError { _ = try DataFolder(url, reserveBytes: 0) } == nil)
  }

  @Test("the reserve is taken at the start and can be given back")
  func reserve() throws {
    let reserve = url.appending(path: "RESERVE")
    do {
      let folder = try DataFolder(url, reserveBytes: 4096)
      #expect(try Data(contentsOf: reserve).count == 4096)
      try folder.releaseReserve()
      #expect(!FileManager.default.fileExists(atPath: reserve.path))
      try folder.releaseReserve()
    }
    _ = try DataFolder(url, reserveBytes: 4096)
    #expect(FileManager.default.fileExists(atPath: reserve.path))
  }

  private func rights(_ url: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
  }

  @Test("a folder that was open to others is closed, with what lies in it; settings keep their rights")
  func closed() throws {
    do { _ = try DataFolder(url, reserveBytes: 0) }
    let token = url.appending(path: "api-token")
    let settings = url.appending(path: "sarathi.toml")
    for file in [token, settings] { try Data("x".utf8).write(to: file) }
    for (path, mode) in [(url, 0o755), (url.appending(path: "tape"), 0o777), (token, 0o664), (settings, 0o644)] {
      #expect(chmod(path.path, mode_t(mode)) == 0)
    }
    do { #expect(try DataFolder(url, reserveBytes: 0).wasOpenToOthers) }
    #expect(try rights(url) == 0o700)
    #expect(try rights(url.appending(path: "tape")) == 0o700)
    #expect(try rights(token) == 0o600)
    #expect(try rights(settings) == 0o644)
    #expect(try !DataFolder(url, reserveBytes: 0).wasOpenToOthers)
  }

  @Test(
    "a symbolic link in it is refused by name, and what it leads to stays", arguments: ["LOCK", "tape", "snapshots"])
  func links(_ name: String) throws {
    do { _ = try DataFolder(url, reserveBytes: 0) }
    let outside = parent.file("outside")
    let isFolder = name != "LOCK"
    if isFolder {
      try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
    } else {
      try Data("precious".utf8).write(to: outside)
    }
    try FileManager.default.removeItem(at: url.appending(path: name))
    try FileManager.default.createSymbolicLink(at: url.appending(path: name), withDestinationURL: outside)
    let error = storageError { _ = try DataFolder(url, reserveBytes: 0) }
    #expect(error?.kind == .folder)
    #expect(error?.description.contains(name) == true, "\(String(describing: error))")
    if isFolder {
      #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path).isEmpty)
    } else {
      #expect(try Data(contentsOf: outside) == Data("precious".utf8))
    }
  }

  @Test("a lock file that was removed is taken again, so that no second desk starts")
  func lockRemoved() throws {
    let first = try DataFolder(url, reserveBytes: 0)
    #expect(try !first.keepLock())
    try FileManager.default.removeItem(at: url.appending(path: "LOCK"))
    #expect(try first.keepLock())
    #expect(try !first.keepLock())
    #expect(storageError { _ = try DataFolder(url, reserveBytes: 0) }?.kind == .inUse(pid: getpid()))
  }

  @Test("a lock that another desk has taken meanwhile is not taken from it")
  func lockLost() throws {
    let first = try DataFolder(url, reserveBytes: 0)
    try FileManager.default.removeItem(at: url.appending(path: "LOCK"))
    let second = try DataFolder(url, reserveBytes: 0)
    #expect(storageError { _ = try first.keepLock() }?.kind == .inUse(pid: getpid()))
    #expect(try !second.keepLock())
  }
}
