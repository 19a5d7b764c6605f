import Foundation

/// A file for readers that take no bytes. One a process and suffix; targets run one after the other.
final class ScratchFile: Sendable {
  static let shared = ScratchFile("bin")
  static let csv = ScratchFile("csv")

  let url: URL

  private init(_ suffix: String) {
    url = FileManager.default.temporaryDirectory.appending(path: "sarathi-fuzz-\(getpid()).\(suffix)")
  }

  func write(_ bytes: [UInt8]) throws {
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    defer { close(descriptor) }
    guard Foundation.write(descriptor, bytes, bytes.count) == bytes.count else { throw POSIXError(.EIO) }
  }

  /// Removes the files of this process.
  static func removeAll() {
    for file in [shared, csv] { unlink(file.url.path) }
  }
}

extension FuzzTarget {
  /// Deletes what the targets left in the temporary folder.
  package static func cleanUp() { ScratchFile.removeAll() }
}
