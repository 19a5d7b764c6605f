import Foundation

extension Disk where Self == SystemDisk {
  /// The disk of this machine.
  package static var system: SystemDisk { SystemDisk() }
}

/// Files of the operating system.
package struct SystemDisk: Disk {
  package init() {}

  package func open(_ path: String, for access: DiskAccess) throws(StorageError) -> any DiskFile {
    try SystemFile(path, access)
  }

  package func rename(_ path: String, to newPath: String) throws(StorageError) {
    guard Foundation.rename(path, newPath) == 0 else { throw SystemCall.error(newPath, "renaming") }
  }

  package func remove(_ path: String) throws(StorageError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw SystemCall.error(path, "removing") }
  }

  package func makeFolder(_ path: String) throws(StorageError) { try SystemCall.makeFolder(path) }
  package func syncFolder(_ path: String) throws(StorageError) { try SystemCall.syncFolder(path) }

  package func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
  }

  package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  package func size(of path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : nil
  }
}

/// An open file of the operating system.
private final class SystemFile: DiskFile {
  private let path: String
  private let descriptor: Int32

  init(_ path: String, _ access: DiskAccess) throws(StorageError) {
    self.path = path
    let flags =
      switch access {
      case .reading: O_RDONLY
      case .appending: O_RDWR | O_CREAT | O_APPEND
      case .replacing: O_RDWR | O_CREAT | O_APPEND | O_TRUNC
      }
    // Whoever may write into the folder could make a name lead elsewhere.
    descriptor = try SystemCall.open(path, flags | O_NOFOLLOW)
  }

  deinit { _ = Foundation.close(descriptor) }

  func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
    try SystemCall.read(descriptor, at: offset, count: count, path: path)
  }

  func append(_ bytes: [UInt8]) throws(StorageError) { try SystemCall.write(bytes, to: descriptor, path: path) }

  var size: Int64 {
    get throws(StorageError) { try SystemCall.size(descriptor, path: path) }
  }

  func truncate(to size: Int64) throws(StorageError) { try SystemCall.truncate(descriptor, to: size, path: path) }
  func sync() throws(StorageError) { try SystemCall.sync(descriptor, path: path) }
  func syncData() throws(StorageError) { try SystemCall.syncData(descriptor, path: path) }
}
