import Foundation

/// By what a file is recognized as unchanged: size, time of change, and a checksum of its beginning and end.
struct SourceStamp: Equatable {
  var size: Int64
  /// Nanoseconds since 1970.
  var modified: Int64
  var ends: UInt64

  private static let endLength = 65_536

  /// Nil when the file cannot be looked at.
  init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    size = Int64(status.st_size)
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    modified = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    let length = Int(min(size, Int64(Self.endLength)))
    guard let first = Self.checksum(descriptor, 0, length),
      let last = Self.checksum(descriptor, Int(size) - length, length)
    else { return nil }
    ends = Checksum.joined(first, last)
  }

  init(size: Int64, modified: Int64, ends: UInt64) {
    self.size = size
    self.modified = modified
    self.ends = ends
  }

  private static func checksum(_ descriptor: Int32, _ offset: Int, _ length: Int) -> UInt64? {
    withUnsafeTemporaryAllocation(byteCount: max(1, length), alignment: 8) { buffer in
      guard pread(descriptor, buffer.baseAddress, length, off_t(offset)) == length else { return nil }
      return Checksum.of(UnsafeRawBufferPointer(rebasing: buffer[..<length]))
    }
  }
}
