import CZlib
package import Foundation

/// Reads a file whole, unpacking it when it is gzip.
package enum GzipFile {
  /// A day of ticks is a few megabytes; what unpacks to more than this is not read.
  package static let maximumBytes = 2 << 30

  package static func read(_ url: URL) throws -> [UInt8] {
    guard let file = gzopen(url.path, "rb") else {
      throw DeskError("\(url.path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { gzclose(file) }
    gzbuffer(file, 1 << 18)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = gzread(file, &chunk, UInt32(chunk.count))
      guard count >= 0 else { throw DeskError("\(url.path) is damaged: it does not unpack") }
      guard count > 0 else { break }
      bytes.append(contentsOf: chunk[..<Int(count)])
      guard bytes.count <= maximumBytes else { throw DeskError("\(url.path) unpacks to more than 2 GiB") }
    }
    // A gzip file that was cut off unpacks without an error up to the cut.
    guard gzeof(file) == 1, gzclearedError(file) else { throw DeskError("\(url.path) is damaged: it ends too early") }
    return bytes
  }

  private static func gzclearedError(_ file: gzFile) -> Bool {
    var code: Int32 = 0
    _ = gzerror(file, &code)
    return code == Z_OK || code == Z_STREAM_END
  }
}
