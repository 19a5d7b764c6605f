import Foundation

/// A small disk of its own: a file system in memory, mounted for one test.
final class Mount {
  struct Refused: Error {
    var words: String
  }

  let url: URL

  init(mebibytes: Int) throws {
    url = FileManager.default.temporaryDirectory.appending(path: "sarathi-disk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    do {
      try Self.call("mount", ["-t", "tmpfs", "-o", "size=\(mebibytes)m,mode=700", "sarathi-test", url.path])
    } catch {
      rmdir(url.path)
      throw error
    }
  }

  deinit {
    try? Self.call("umount", ["--lazy", url.path])  // it may be gone already
    rmdir(url.path)
  }

  /// Changes its size or makes it read-only: `size=64m`, `ro`.
  func remount(_ options: String) throws {
    try Self.call("mount", ["-o", "remount,\(options)", url.path])
  }

  /// Fills it up to so many free bytes.
  func fill(leaving bytes: Int64) throws {
    var status = statvfs()
    guard statvfs(url.path, &status) == 0 else { throw Refused(words: "statvfs") }
    let free = Int64(status.f_bavail) * Int64(status.f_frsize)
    let file = url.appending(path: "filler")
    guard free > bytes, FileManager.default.createFile(atPath: file.path, contents: nil) else { return }
    let handle = try FileHandle(forWritingTo: file)
    try handle.write(contentsOf: Data(count: Int(free - bytes)))
    try handle.close()
  }

  /// Whether this process may mount: root in the build server, hardly anyone elsewhere.
  static let isPermitted = (try? Mount(mebibytes: 1)) != nil

  private static func call(_ tool: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let words = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Refused(words: String(decoding: words, as: UTF8.self)) }
  }
}
