import CZlib
package import Foundation

/// Reads a file whole, unpacking it when it is gzip.
package enum GzipFile {
  /// A day of ticks is a few megabytes; what unpacks to more than this is not read.
  package static let maximumBytes = 2 << 30

  package static func read(_ url: URL) throws(HistoryError) -> [UInt8] {
    var status = stat()
    // Opening a pipe would wait for somebody to write.
    if stat(url.path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw HistoryError(file: url.path, problem: "this is no regular file", fix: "Name a file.")
    }
    guard let file = gzopen(url.path, "rb") else {
      throw HistoryError(
        file: url.path, problem: "cannot be opened: \(String(cString: strerror(errno)))",
        fix: "Check the path and the right to read it.")
    }
    defer { gzclose(file) }
    gzbuffer(file, 1 << 18)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = gzread(file, &chunk, UInt32(chunk.count))
      guard count >= 0 else { throw damaged(url.path, "it does not unpack") }
      guard count > 0 else { break }
      bytes.append(contentsOf: chunk[..<Int(count)])
      guard bytes.count <= maximumBytes else {
        throw HistoryError(file: url.path, problem: "unpacks to more than 2 GiB", fix: "Split it into smaller files.")
      }
    }
    guard gzeof(file) == 1, isIntact(file) else { throw damaged(url.path, "it ends too early") }
    return bytes
  }

  /// A gzip file that was cut off unpacks without an error up to the cut; only this tells.
  static func isIntact(_ file: gzFile) -> Bool {
    var code: Int32 = 0
    _ = gzerror(file, &code)
    return code == Z_OK || code == Z_STREAM_END
  }

  static func damaged(_ path: String, _ how: String) -> HistoryError {
    HistoryError(file: path, problem: "damaged: \(how)", fix: "Download or copy the file again.")
  }
}
