import Foundation
import Synchronization

/// Holds a folder's `LOCK` file until it is released, at the latest for as long as it lives. The operating system lets go
/// of it when the process ends, however that happens, so a lock is never left behind.
final class FolderLock: Sendable {
  /// Nil once released.
  private let descriptor: Mutex<Int32?>
  private let path: String

  init(_ path: String) throws(StorageError) {
    self.path = path
    descriptor = Mutex(try Self.take(path))
  }

  /// Takes the lock again when the file's name does not lead to it any more: else a second desk would find it free.
  ///
  /// - Returns: whether that was so.
  func keep() throws(StorageError) -> Bool {
    let held = descriptor.withLock { $0 }
    var (ours, named) = (stat(), stat())
    guard let held, fstat(held, &ours) == 0 else { return false }
    if lstat(path, &named) == 0, named.st_dev == ours.st_dev, named.st_ino == ours.st_ino { return false }
    let new = try Self.take(path)
    descriptor.withLock { $0 = new }
    _ = flock(held, LOCK_UN)
    _ = Foundation.close(held)
    return true
  }

  private static func take(_ path: String) throws(StorageError) -> Int32 {
    let descriptor = try SystemCall.open(path, O_RDWR | O_CREAT | O_NOFOLLOW)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = pid(in: descriptor, path: path)
      let isHeld = errno == EWOULDBLOCK
      let failure = SystemCall.error(path, "locking")
      _ = Foundation.close(descriptor)
      throw isHeld ? inUse(path, by: holder) : failure
    }
    do {
      try SystemCall.truncate(descriptor, to: 0, path: path)
      try SystemCall.write("\(getpid())\n".utf8, to: descriptor, path: path)
    } catch {
      _ = Foundation.close(descriptor)
      throw error
    }
    return descriptor
  }

  deinit { release() }

  func release() {
    descriptor.withLock { held in
      guard let descriptor = held else { return }
      held = nil
      // Closing alone would leave the lock with a child process that is just being started.
      _ = flock(descriptor, LOCK_UN)
      _ = Foundation.close(descriptor)
    }
  }

  private static func pid(in descriptor: Int32, path: String) -> Int32? {
    let before = errno
    defer { errno = before }
    // Only for the message: a lock without a readable number is still a lock.
    guard let bytes = try? SystemCall.read(descriptor, at: 0, count: 20, path: path) else { return nil }
    return Int32(String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber })
  }

  private static func inUse(_ path: String, by pid: Int32?) -> StorageError {
    StorageError(
      .inUse(pid: pid), file: path,
      problem: "another desk is using this data folder\(pid.map { " (process \($0))" } ?? "").",
      fix: "Stop that one first, or choose another data folder: two desks on one folder would trade twice.")
  }
}
