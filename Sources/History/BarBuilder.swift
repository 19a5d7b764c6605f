/// A bar on its way into columns.
struct BarRow: Equatable {
  var seconds: UInt32
  var open: Int32
  var high: Int32
  var low: Int32
  var close: Int32
  var volume: Int64
}

/// The growing columns of one symbol.
final class BarBuilder {
  let symbol: String
  /// Line of the last row, for errors.
  var lastLine = 0
  /// What is wrong with the symbol's rows; then none of them is in use.
  var refusal: HistoryError?
  /// Of each row; only kept when rows have to be sorted.
  private(set) var lines: [UInt32] = []
  var count = 0
  private(set) var capacity: Int

  let seconds: ColumnMemory<UInt32>
  let open: ColumnMemory<Int32>
  let high: ColumnMemory<Int32>
  let low: ColumnMemory<Int32>
  let close: ColumnMemory<Int32>
  let volume: ColumnMemory<Int64>

  init(symbol: String, capacity: Int) {
    self.symbol = symbol
    self.capacity = max(capacity, 16)
    seconds = ColumnMemory(capacity: self.capacity)
    open = ColumnMemory(capacity: self.capacity)
    high = ColumnMemory(capacity: self.capacity)
    low = ColumnMemory(capacity: self.capacity)
    close = ColumnMemory(capacity: self.capacity)
    volume = ColumnMemory(capacity: self.capacity)
  }

  /// Time of the last row, or -1.
  var lastSeconds: Int64 { count == 0 ? -1 : Int64(seconds.elements[count - 1]) }

  subscript(index: Int) -> BarRow {
    BarRow(
      seconds: seconds.elements[index], open: open.elements[index], high: high.elements[index],
      low: low.elements[index], close: close.elements[index], volume: volume.elements[index])
  }

  func append(_ row: BarRow, line: Int) {
    if count == capacity { grow() }
    write(row, at: count)
    count += 1
    lastLine = line
  }

  func append(_ row: BarRow, keeping line: Int) {
    append(row, line: line)
    lines.append(UInt32(clamping: line))
  }

  func write(_ row: BarRow, at index: Int) {
    seconds.elements[index] = row.seconds
    open.elements[index] = row.open
    high.elements[index] = row.high
    low.elements[index] = row.low
    close.elements[index] = row.close
    volume.elements[index] = row.volume
  }

  func grow() {
    capacity += capacity / 2 + 1024
    seconds.resize(to: capacity)
    open.resize(to: capacity)
    high.resize(to: capacity)
    low.resize(to: capacity)
    close.resize(to: capacity)
    volume.resize(to: capacity)
  }

  /// The columns as they are now; nothing may be added afterwards.
  func columns() -> BarColumns {
    BarColumns(
      seconds: seconds.column(count: count), open: open.column(count: count), high: high.column(count: count),
      low: low.column(count: count), close: close.column(count: count), volume: volume.column(count: count))
  }
}
