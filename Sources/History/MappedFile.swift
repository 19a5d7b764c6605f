import Foundation

/// A file mapped read-only into memory for as long as this value lives.
///
/// The program only ever replaces such files as a whole, so a mapping stays what it was.
final class MappedFile: @unchecked Sendable {
  // `@unchecked Sendable`: nothing changes after `init`.
  let bytes: UnsafeRawBufferPointer

  /// Nil when the file cannot be opened or is empty.
  init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return nil }
    let size = Int(status.st_size)
    guard let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else { return nil }
    bytes = UnsafeRawBufferPointer(start: memory, count: size)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
