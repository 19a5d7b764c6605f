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

  init(_ url: URL) throws(HistoryError) {
    path = url.path
    descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
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
    }
    delivered += filled
    guard delivered <= GzipFile.maximumBytes else { throw tooLarge }
    return filled
  }

  private func read(_ target: UnsafeMutableRawBufferPointer) throws(HistoryError) -> Int {
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
