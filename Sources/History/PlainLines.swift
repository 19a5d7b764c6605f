import Market

/// Reads bars of the usual layout fast: `YYYY-MM-DD HH:MM:SS,open,high,low,close,volume` and its close relatives.
///
/// It takes a line only when everything about it is ordinary, and leaves all others to ``CheckedLines``, which judges
/// and explains. So a file reads the same with it and without.
struct PlainLines {
  private let layout: PlainLayout
  /// The bytes of the date that was read last, and its midnight in seconds since 1970.
  private var dateHead: UInt64 = 0
  private var dateTail: UInt64 = 0
  private var midnight: Int64 = 0

  init(_ layout: PlainLayout) { self.layout = layout }

  /// Takes lines from `start` on until one is not ordinary, the block ends, or the builder is full.
  ///
  /// - Parameter block: whole lines, with slack behind it.
  /// - Returns: where it stopped, the beginning of a line.
  mutating func take(_ block: UnsafeRawBufferPointer, from start: Int, into builder: BarBuilder) -> Int {
    guard let base = block.baseAddress else { return start }
    let rows = RowPointers(builder)
    let separator = UInt64(layout.separator)
    let hasVolume = layout.hasVolume
    let end = base + block.count
    var line = base + start
    var count = builder.count
    var last = builder.lastSeconds
    while line < end, count < rows.capacity {
      guard line.word == dateHead && (line + 3).word == dateTail || readDate(line) else { break }
      guard let clock = layout.clock(line + 11) else { break }
      let seconds = midnight &+ clock
      var cursor = PlainCursor(line + layout.timeLength, separator: separator)
      let open = cursor.price()
      let high = cursor.price()
      let low = cursor.price()
      let close = hasVolume ? cursor.price() : cursor.lastPrice()
      let volume = hasVolume ? cursor.quantity() : 0
      let isOrdinary =
        cursor.isGood && seconds > last && low > 0 && low <= min(open, close) && max(open, close) <= high
        && high <= Self.maximum
      guard isOrdinary, let next = cursor.lineEnd() else { break }
      rows.write(seconds, open, high, low, close, volume, at: count)
      last = seconds
      count += 1
      line = next
    }
    builder.count = count
    return line - base
  }

  private static let maximum = Price.maximum.raw / 100

  private mutating func readDate(_ line: UnsafeRawPointer) -> Bool {
    guard let date = layout.day(line) else { return false }
    dateHead = line.word
    dateTail = (line + 3).word
    midnight = Int64(date.daysSince1970) * TimeText.secondsPerDay - layout.secondsEast
    return midnight > 0
  }
}

/// Where the next row of a builder goes.
private struct RowPointers {
  let capacity: Int
  private let seconds: UnsafeMutablePointer<UInt32>
  private let open: UnsafeMutablePointer<Int32>
  private let high: UnsafeMutablePointer<Int32>
  private let low: UnsafeMutablePointer<Int32>
  private let close: UnsafeMutablePointer<Int32>
  private let volume: UnsafeMutablePointer<Int64>

  init(_ builder: BarBuilder) {
    capacity = builder.capacity
    seconds = builder.seconds.elements
    open = builder.open.elements
    high = builder.high.elements
    low = builder.low.elements
    close = builder.close.elements
    volume = builder.volume.elements
  }

  @inline(__always)
  func write(
    _ seconds: Int64, _ open: Int64, _ high: Int64, _ low: Int64, _ close: Int64, _ volume: Int64, at index: Int
  ) {
    self.seconds[index] = UInt32(truncatingIfNeeded: seconds)
    self.open[index] = Int32(truncatingIfNeeded: open)
    self.high[index] = Int32(truncatingIfNeeded: high)
    self.low[index] = Int32(truncatingIfNeeded: low)
    self.close[index] = Int32(truncatingIfNeeded: close)
    self.volume[index] = volume
  }
}

extension UnsafeRawPointer {
  /// The eight bytes here, the first in the lowest bits.
  @inline(__always)
  var word: UInt64 { UInt64(littleEndian: loadUnaligned(as: UInt64.self)) }

  @inline(__always)
  var byte: UInt8 { load(as: UInt8.self) }
}
