import CZlib
import Foundation

/// The contents of a plain or gzip file, from front to back in pieces.
final class FileBytes {
  let path: String
  let size: Int
  let isGzip: Bool
  private let descriptor: Int32
  private let gzip: gzFile?
  private var delivered = 0
  /// The table that was made of candles in JSON; nil for a file that is a table itself.
  private var table: [UInt8]?
  var isJSON: Bool { table != nil }

  init(_ url: URL) throws(HistoryError) {
    path = url.path
    // Opening a pipe would wait for somebody to write.
    descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw HistoryError(
        file: path, problem: "cannot be opened: \(String(cString: strerror(errno)))",
        fix: "Check the path and the right to read it.")
    }
    do throws(HistoryError) {
      size = try Self.size(descriptor, path)
      isGzip = Self.startsAsGzip(descriptor)
      gzip = isGzip ? try Self.unpacking(descriptor, path) : nil
    } catch {
      Foundation.close(descriptor)
      throw error
    }
    if try startsAsJSON() { table = try JSONCandles(wholeText(), file: path).table }
  }

  deinit {
    if let gzip { gzclose(gzip) }
    Foundation.close(descriptor)
  }

  /// How much of the file on disk has been taken, 0 to 1.
  var progress: Double {
    guard size > 0 else { return 1 }
    return min(1, Double(gzip.map { Int(gzoffset($0)) } ?? delivered) / Double(size))
  }

  /// Fills `buffer` from its start; fewer bytes than it holds only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(HistoryError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let got = try read(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      guard got > 0 else { break }
      filled += got
      delivered += got
    }
    guard delivered <= GzipFile.maximumBytes else { throw tooLarge }
    return filled
  }

  private func startsAsJSON() throws(HistoryError) -> Bool {
    var first: UInt8 = 0
    var place: off_t = 0
    guard !isGzip else { return path.hasSuffix(".json.gz") }
    // A byte order mark and blanks may stand before it.
    while pread(descriptor, &first, 1, place) == 1, first <= .space || [0xEF, 0xBB, 0xBF].contains(first), place < 64 {
      place += 1
    }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  private func wholeText() throws(HistoryError) -> [UInt8] {
    var text: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 8)
    defer { chunk.deallocate() }
    while true {
      let got = try read(chunk)
      guard got > 0 else { break }
      text += chunk[..<got]
      guard text.count <= JSONCandles.maximumBytes else {
        throw HistoryError(
          file: path, problem: "holds more than 256 MiB of JSON", fix: "Split it, or make it a CSV file.")
      }
    }
    delivered = 0
    return text
  }

  // MARK: Where a person looks

  /// In JSON there are candles, not lines.
  func placed(_ error: HistoryError) -> HistoryError {
    guard isJSON, error.line > 0 else { return error }
    var error = error
    error.problem = "candle \(error.line): \(error.problem)"
    error.line = 0
    return error
  }

  func placed(_ file: BarFile) -> BarFile {
    guard isJSON else { return file }
    var file = file
    file.report.notes = file.report.notes.map { note in
      note.split(separator: "(first: line ", maxSplits: 1).joined(separator: "(first: candle ")
    }
    file.refused = file.refused.map { BarFile.Refused(symbol: $0.symbol, error: placed($0.error)) }
    return file
  }

  private func read(_ target: UnsafeMutableRawBufferPointer) throws(HistoryError) -> Int {
    if let table {
      let count = min(target.count, table.count - delivered)
      target.copyBytes(from: table[delivered..<delivered + count])
      return count
    }
    if let gzip { return try unpack(gzip, target) }
    while true {
      let got = Foundation.read(descriptor, target.baseAddress, target.count)
      if got >= 0 { return got }
      guard errno == EINTR else {
        throw HistoryError(
          file: path, problem: "reading failed: \(String(cString: strerror(errno)))", fix: "Look at the disk.")
      }
    }
  }

  private func unpack(_ file: gzFile, _ target: UnsafeMutableRawBufferPointer) throws(HistoryError) -> Int {
    let got = gzread(file, target.baseAddress, UInt32(target.count))
    guard got >= 0 else { throw GzipFile.damaged(path, "it does not unpack") }
    if got < target.count, gzeof(file) != 1 || !GzipFile.isIntact(file) {
      throw GzipFile.damaged(path, "it ends too early")
    }
    return Int(got)
  }

  private var tooLarge: HistoryError {
    HistoryError(file: path, problem: "holds more than 2 GiB of text", fix: "Split it into smaller files.")
  }

  private static func size(_ descriptor: Int32, _ path: String) throws(HistoryError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw HistoryError(file: path, problem: "this is no regular file", fix: "Name a CSV file or a folder of them.")
    }
    guard status.st_size <= GzipFile.maximumBytes else {
      throw HistoryError(file: path, problem: "is larger than 2 GiB", fix: "Split it into smaller files.")
    }
    return Int(status.st_size)
  }

  private static func startsAsGzip(_ descriptor: Int32) -> Bool {
    var magic: (UInt8, UInt8) = (0, 0)
    return pread(descriptor, &magic, 2, 0) == 2 && magic == (0x1F, 0x8B)
  }

  private static func unpacking(_ descriptor: Int32, _ path: String) throws(HistoryError) -> gzFile {
    // zlib closes the descriptor it is given.
    let copy = dup(descriptor)
    guard copy >= 0, let file = gzdopen(copy, "rb") else {
      if copy >= 0 { Foundation.close(copy) }
      throw HistoryError(file: path, problem: "cannot be unpacked: out of memory", fix: "Close other programs.")
    }
    gzbuffer(file, 1 << 16)
    return file
  }
}
