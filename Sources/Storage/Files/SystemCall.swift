import Foundation

/// Calls of the operating system on files, with errors a person can read.
enum SystemCall {
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(StorageError) -> Int32 {
    let descriptor = retry { Foundation.open(path, flags | O_CLOEXEC, mode) }
    guard descriptor >= 0 else {
      guard errno == ELOOP, flags & O_NOFOLLOW != 0 else { throw error(path, "opening") }
      throw StorageError(
        .folder, file: path, problem: "this is a symbolic link, which is not followed.", fix: "Move it away.")
    }
    return descriptor
  }

  /// Writes all bytes at the end of what was written before.
  static func write(_ bytes: some Collection<UInt8>, to descriptor: Int32, path: String) throws(StorageError) {
    var failure: StorageError?
    let array = Array(bytes)
    array.withUnsafeBytes { buffer in
      var position = 0
      while position < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[position...])
        let written = retry { Foundation.write(descriptor, rest.baseAddress, rest.count) }
        guard written > 0 else {
          failure = error(path, "writing")
          return
        }
        position += written
      }
    }
    if let failure { throw failure }
  }

  /// Reads up to `count` bytes at `offset`; fewer only at the end of the file.
  static func read(_ descriptor: Int32, at offset: Int64, count: Int, path: String) throws(StorageError) -> [UInt8] {
    var failure: StorageError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let target = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
        let got = retry { pread(descriptor, target.baseAddress, target.count, off_t(offset) + off_t(filled)) }
        if got < 0 { failure = error(path, "reading") }
        guard got > 0 else { return }
        filled += got
      }
    }
    if let failure { throw failure }
    return bytes
  }

  static func size(_ descriptor: Int32, path: String) throws(StorageError) -> Int64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw error(path, "looking at") }
    return Int64(status.st_size)
  }

  static func truncate(_ descriptor: Int32, to size: Int64, path: String) throws(StorageError) {
    guard retry({ ftruncate(descriptor, off_t(size)) }) == 0 else { throw error(path, "shortening") }
  }

  /// Forces the file's contents and size to disk.
  static func syncData(_ descriptor: Int32, path: String) throws(StorageError) {
    #if canImport(Darwin)
      let result = retry { fcntl(descriptor, F_FULLFSYNC) }
    #else
      let result = retry { fdatasync(descriptor) }
    #endif
    guard result == 0 else { throw error(path, "syncing") }
  }

  static func sync(_ descriptor: Int32, path: String) throws(StorageError) {
    guard retry({ fsync(descriptor) }) == 0 else { throw error(path, "syncing") }
  }

  /// Makes the names in a folder durable: after creating, renaming or removing a file.
  static func syncFolder(_ path: String) throws(StorageError) {
    let descriptor = try open(path, O_RDONLY | O_DIRECTORY)
    defer { _ = Foundation.close(descriptor) }
    try sync(descriptor, path: path)
  }

  static func makeFolder(_ path: String) throws(StorageError) {
    if mkdir(path, 0o700) == 0 { return }
    guard errno == EEXIST else { throw error(path, "creating the folder") }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw StorageError(
        .folder, file: path, problem: "this is no folder; a symbolic link is not followed.",
        fix: "Move it away. To keep the data on another disk, put the whole data folder there.")
    }
  }

  private static func retry<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  static func error(_ path: String, _ action: String) -> StorageError {
    StorageError(code: errno, file: path, while: action)
  }
}
