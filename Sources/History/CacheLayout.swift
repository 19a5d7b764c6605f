import Foundation

/// Where things are in a cache file: the header, then six columns, each at a multiple of ``CacheHeader/alignment``.
struct CacheLayout {
  private let headerLength: Int
  private let rows: Int

  init(_ header: CacheHeader) {
    headerLength = header.bytes.count
    rows = header.rows
  }

  /// Bytes of an element of each column.
  private static let widths = [4, 4, 4, 4, 4, 8]

  /// Where each column begins, and where the last ends.
  private var offsets: [Int] {
    var offsets = [Self.aligned(headerLength)]
    for width in Self.widths { offsets.append(Self.aligned(offsets[offsets.count - 1] + rows * width)) }
    return offsets
  }

  private static func aligned(_ offset: Int) -> Int {
    (offset + CacheHeader.alignment - 1) / CacheHeader.alignment * CacheHeader.alignment
  }

  // MARK: Reading

  /// The series over the mapped columns; nil when the file is cut off or a column damaged.
  func map(_ mapping: MappedFile, _ header: CacheHeader) -> BarFile? {
    let bytes = mapping.bytes
    let offsets = offsets
    guard offsets[offsets.count - 1] == bytes.count else { return nil }
    func column<Element>(_ index: Int, _ type: Element.Type) -> Column<Element> {
      let stretch = UnsafeRawBufferPointer(rebasing: bytes[offsets[index]..<offsets[index] + rows * Self.widths[index]])
      return Column(stretch.bindMemory(to: type), owner: mapping)
    }
    let all = BarColumns(
      seconds: column(0, UInt32.self), open: column(1, Int32.self), high: column(2, Int32.self),
      low: column(3, Int32.self), close: column(4, Int32.self), volume: column(5, Int64.self))
    let series = series(all, header)
    guard CacheColumns(series.map(\.columns)).checksums == header.checksums else { return nil }
    return BarFile(series: series, report: header.report, hasSymbols: header.hasSymbols)
  }

  private func series(_ all: BarColumns, _ header: CacheHeader) -> [BarSeries] {
    var start = 0
    return header.series.map { one in
      defer { start += one.rows }
      return BarSeries(
        symbol: one.symbol, interval: header.interval, priceUnit: header.priceUnit, hasVolume: one.hasVolume,
        columns: all.slice(start..<start + one.rows))
    }
  }

  // MARK: Writing

  /// - Returns: whether all of it was written; otherwise `errno` says why.
  func write(_ header: CacheHeader, _ columns: CacheColumns, to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var parts = columns.parts.makeIterator()
    guard header.bytes.withUnsafeBytes({ Self.write($0, descriptor, at: 0) }) else { return false }
    for offset in offsets.dropLast() {
      var position = offset
      for part in parts.next() ?? [] {
        guard Self.write(part, descriptor, at: position) else { return false }
        position += part.count
      }
    }
    return ftruncate(descriptor, off_t(offsets[offsets.count - 1])) == 0
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32, at offset: Int) -> Bool {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }
}
