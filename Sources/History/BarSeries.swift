package import Market

/// Candles of one instrument in columns, ascending in time, without duplicates: what files are read into.
///
/// Prices are kept in 32 bits as multiples of ``priceUnit`` (a paisa, or 1/10 000 rupee when the file needs it), times
/// in seconds. A value may be shared between threads: nothing changes after it was made.
package struct BarSeries: Sendable {
  /// The symbol as the file or the person names it: `NIFTY`, `RELIANCE`.
  package let symbol: String
  /// Length of a bar; a day or more for daily data.
  package let interval: Interval
  /// Units of 1/10 000 rupee in one step of a price column: 100 or 1.
  package let priceUnit: Int64
  /// Whether the file had volumes; when it had, a bar without volume is a carried price, not a trade.
  package let hasVolume: Bool
  package let columns: BarColumns

  package init(symbol: String, interval: Interval, priceUnit: Int64, hasVolume: Bool, columns: BarColumns) {
    self.symbol = symbol
    self.interval = interval
    self.priceUnit = priceUnit
    self.hasVolume = hasVolume
    self.columns = columns
  }

  package var count: Int { columns.count }
  package var isEmpty: Bool { columns.count == 0 }

  /// When the bar begins.
  @inline(__always)
  package func start(_ index: Int) -> Timestamp { Timestamp(unixSeconds: Int64(columns.seconds[index])) }

  package func candle(_ index: Int) -> Candle {
    let start = start(index)
    return Candle(
      start: start, end: start + interval, open: price(columns.open[index]), high: price(columns.high[index]),
      low: price(columns.low[index]), close: price(columns.close[index]), volume: columns.volume[index])
  }

  /// How many steps of a price column make a rupee.
  @inline(__always)
  package var stepsPerRupee: Double { Double(Price.unitsPerRupee / priceUnit) }

  @inline(__always)
  package func price(_ step: Int32) -> Price { Price(raw: Int64(step) * priceUnit) }

  /// The same bars, fewer of them. Shares the memory.
  package subscript(range: Range<Int>) -> BarSeries {
    BarSeries(
      symbol: symbol, interval: interval, priceUnit: priceUnit, hasVolume: hasVolume, columns: columns.slice(range))
  }

  /// Bars of this length or more are one a day.
  package static let shortestDaily = Interval.hours(6)

  package var isDaily: Bool { interval >= Self.shortestDaily }

  /// The first bar from `first` on that begins at `time` or later, looked for in growing steps: it is usually near.
  package func index(from time: Timestamp, after first: Int) -> Int {
    var low = first
    var step = 512
    while low + step < count, start(low + step) < time {
      low += step
      step *= 2
    }
    return index(from: time, in: low..<min(low + step, count))
  }

  /// Index of the first bar that begins at `time` or later.
  package func index(from time: Timestamp) -> Int { index(from: time, in: 0..<count) }

  private func index(from time: Timestamp, in range: Range<Int>) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if start(middle) < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The memory of a series: allocated, or a mapped cache file. It lives as long as anything looks at it.
package struct BarColumns: Sendable {
  /// Seconds since 1970 at which each bar begins.
  package let seconds: Column<UInt32>
  package let open: Column<Int32>
  package let high: Column<Int32>
  package let low: Column<Int32>
  package let close: Column<Int32>
  package let volume: Column<Int64>

  package var count: Int { seconds.count }

  package init(
    seconds: Column<UInt32>, open: Column<Int32>, high: Column<Int32>, low: Column<Int32>, close: Column<Int32>,
    volume: Column<Int64>
  ) {
    self.seconds = seconds
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }

  func slice(_ range: Range<Int>) -> BarColumns {
    BarColumns(
      seconds: seconds.slice(range), open: open.slice(range), high: high.slice(range), low: low.slice(range),
      close: close.slice(range), volume: volume.slice(range))
  }
}

/// A read-only array of trivial values whose memory something else keeps alive.
///
/// `@unchecked Sendable`: the memory is never written after a column over it exists.
package struct Column<Element: BitwiseCopyable>: @unchecked Sendable {
  package let elements: UnsafeBufferPointer<Element>
  private let owner: AnyObject

  /// - Parameter owner: keeps `elements` valid and unchanged while it lives.
  package init(_ elements: UnsafeBufferPointer<Element>, owner: AnyObject) {
    self.elements = elements
    self.owner = owner
  }

  package init(_ array: [Element]) {
    let memory = OwnedMemory(array)
    self.init(UnsafeBufferPointer(memory.elements), owner: memory)
  }

  package var count: Int { elements.count }

  @inline(__always)
  package subscript(index: Int) -> Element { elements[index] }

  func slice(_ range: Range<Int>) -> Column { Column(UnsafeBufferPointer(rebasing: elements[range]), owner: owner) }
}

private final class OwnedMemory<Element: BitwiseCopyable> {
  let elements: UnsafeMutableBufferPointer<Element>

  init(_ array: [Element]) {
    elements = .allocate(capacity: array.count)
    _ = elements.initialize(from: array)
  }

  deinit { elements.deallocate() }
}
