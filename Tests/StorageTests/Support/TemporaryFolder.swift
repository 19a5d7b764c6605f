import Foundation
import Storage

/// A folder of its own for one test; removed with it.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "storage-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    // A leftover folder in /tmp harms nobody.
    try? FileManager.default.removeItem(at: url)
  }

  func file(_ name: String) -> URL { url.appending(path: name) }
}

/// A small file system mounted for one test: full or read-only disks cannot be played otherwise. Needs root.
final class SmallDisk {
  let url: URL

  /// Nil where mounting is not allowed.
  init?(megabytes: Int) throws {
    url = FileManager.default.temporaryDirectory.appending(path: "small-disk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    guard Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", url.path) else { return nil }
  }

  deinit {
    _ = Self.run("umount", "-l", url.path)
    try? FileManager.default.removeItem(at: url)
  }

  func makeReadOnly() -> Bool { Self.run("mount", "-o", "remount,ro", url.path) }

  /// Takes all space but `spare` bytes.
  func fill(leaving spare: Int) throws {
    let file = url.appending(path: "filler")
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    let handle = try FileHandle(forWritingTo: file)
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: url.path)
    let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue ?? 0
    try handle.write(contentsOf: Data(count: max(free - spare, 0)))
    try handle.close()
  }

  /// Whether this machine lets us mount at all.
  static let isAvailable: Bool = {
    guard geteuid() == 0 else { return false }
    return (try? SmallDisk(megabytes: 1)).flatMap { $0 } != nil
  }()

  private static func run(_ command: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
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
