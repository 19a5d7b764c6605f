import Foundation
import Market

/// Keeps the columns of files that were read, so that the next time they need only be mapped.
///
/// A cache file belongs to one source file and counts only while that is unchanged. It is written beside its final name
/// and renamed, so that a reader sees it whole or not at all. Losing it loses nothing.
struct ColumnCache {
  let folder: URL
  /// The order of dates that was given: a file read in another order is another.
  var dates: DateOrder?

  /// What was kept of `url`; nil when there is nothing, the source has changed since, or the cache file is damaged.
  func load(_ url: URL) -> BarFile? {
    guard let mapping = MappedFile(place(of: url)), let header = CacheHeader(mapping.bytes),
      header.source == key(url), header.stamp == SourceStamp(url.path)
    else { return nil }
    var file = CacheLayout(header).map(mapping, header)
    file?.report.file = Self.absolutePath(url)
    return file
  }

  /// Keeps what was read of `url`.
  ///
  /// - Parameter stamp: taken before reading: a change meanwhile then shows the next time.
  /// - Returns: nil, or why it could not be kept: that never stops a run.
  func store(_ file: BarFile, of url: URL, stamp: SourceStamp) -> String? {
    let columns = CacheColumns(file.series.map(\.columns))
    let header = CacheHeader(source: key(url), stamp: stamp, file, checksums: columns.checksums)
    let place = place(of: url)
    let draft = "\(place).\(getpid())-\(UInt32.random(in: .min ... .max))"
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      return "not kept in the cache: \(error.localizedDescription)"
    }
    guard CacheLayout(header).write(header, columns, to: draft), rename(draft, place) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(draft)
      return "not kept in the cache folder \(folder.path): \(reason)"
    }
    return nil
  }

  /// The name says whose it is to a person; the number keeps files of one name in several folders apart.
  func place(of url: URL) -> String {
    let number = Array(key(url).utf8).withUnsafeBytes(Checksum.of)
    let digits = String(number, radix: 16)
    let padding = String(repeating: "0", count: 16 - digits.count)
    return folder.appending(path: "\(url.lastPathComponent.prefix(80))-\(padding)\(digits).bars").path
  }

  private func key(_ url: URL) -> String {
    Self.absolutePath(url) + (dates.map { ", dates \($0.words)" } ?? "")
  }

  private static func absolutePath(_ url: URL) -> String { url.absoluteURL.standardizedFileURL.path }
}
