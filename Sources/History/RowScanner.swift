/// Cuts a line into cells and keeps those that matter.
final class RowScanner {
  private let separator: UInt8
  private let columnCount: Int
  /// For each column the place of its cell in `cells`; the last place is for what nobody wants.
  private let places: [Int]
  private let cells: UnsafeMutablePointer<UnsafeRawBufferPointer>
  private static let unwanted = ColumnRole.allCases.count

  init(_ head: TableHead) {
    separator = head.separator
    columnCount = head.roles.count
    places = head.roles.map { $0?.rawValue ?? Self.unwanted }
    cells = .allocate(capacity: Self.unwanted + 1)
    cells.initialize(repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: Self.unwanted + 1)
  }

  deinit { cells.deallocate() }

  /// Without blanks and quotes around it; valid until the next line is scanned and while the line is.
  subscript(role: ColumnRole) -> UnsafeRawBufferPointer { cells[role.rawValue] }

  /// - Returns: how many cells there are. Only when they are as many as the columns (or one empty more) may the cells
  ///   be looked at.
  func scan(_ line: UnsafeRawBufferPointer) -> Int {
    var count = 0
    var start = 0
    let end = line.count > 0 && line[line.count - 1] == .carriageReturn ? line.count - 1 : line.count
    while true {
      let stop = cellEnd(line, start, end)
      if count < columnCount { cells[places[count]] = trimmed(line, start, stop) }
      count += 1
      guard stop < end else { break }
      start = stop + 1
    }
    let hasEmptyCellBehind = count == columnCount + 1 && start == end
    return hasEmptyCellBehind ? columnCount : count
  }

  /// Where the next separator outside quotes stands.
  private func cellEnd(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int {
    var at = start
    if at < end, line[at] == .quote {
      at += 1
      while at < end, line[at] != .quote { at += 1 }
    }
    while at < end, line[at] != separator { at += 1 }
    return at
  }

  private func trimmed(_ line: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
    var start = start
    var end = end
    while start < end, line[start] == .space { start += 1 }
    while start < end, line[end - 1] == .space { end -= 1 }
    if end - start >= 2, line[start] == .quote, line[end - 1] == .quote {
      start += 1
      end -= 1
      while start < end, line[start] == .space { start += 1 }
      while start < end, line[end - 1] == .space { end -= 1 }
    }
    return UnsafeRawBufferPointer(rebasing: line[start..<end])
  }
}
