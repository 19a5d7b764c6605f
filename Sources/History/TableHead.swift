/// How the columns of a price file are laid out: from its header, or guessed from the first row of a file without.
struct TableHead {
  var separator: UInt8
  /// As the file has them; "column 3" without a header.
  var names: [String]
  var roles: [ColumnRole?]
  var hasHeader: Bool
  /// Where the first row begins in the file, and the number of its line.
  var firstRow: Int
  var firstLine: Int
  /// Of all rows, when the header names it.
  private(set) var symbol: String?
  /// Those columns there are of what makes up a contract.
  private(set) var contractRoles: [ColumnRole] = []

  /// - Parameters:
  ///   - block: the first lines of the file.
  ///   - file: for errors.
  ///   - headerLine: the number of the first line.
  init(_ block: UnsafeRawBufferPointer, file: String, headerLine: Int = 1) throws(HistoryError) {
    try Self.refuseBinary(block, file)
    var line = headerLine
    var start = Self.byteOrderMark(block)
    var end = Self.lineEnd(block, start)
    while end < block.count, Self.isBlank(block[start..<end]) {
      start = end + 1
      end = Self.lineEnd(block, start)
      line += 1
    }
    guard end < block.count else {
      throw HistoryError(file: file, problem: "the file is empty", fix: "Download or copy it again.")
    }
    separator = Self.separator(in: block[start..<end])
    var cells = Self.cells(block[start..<end], separator)
    if let stack = try StackedHeader(cells, below: Self.lines(block, from: end + 1, separator), file, line) {
      cells = stack.names
      symbol = stack.symbol
      for _ in 0..<stack.linesBelow {
        end = Self.lineEnd(block, end + 1)
        line += 1
      }
    }
    roles = ColumnRole.roles(of: cells)
    hasHeader = roles.contains { $0 != nil }
    names = hasHeader ? cells : cells.indices.map { "column \($0 + 1)" }
    firstRow = hasHeader ? end + 1 : start
    firstLine = hasHeader ? line + 1 : line
    if !hasHeader { roles = try PlainColumns.roles(cells, file: file, line: line) }
    contractRoles = ColumnRole.ofContract.filter { roles.contains($0) }
    try check(file, line)
  }

  func column(of role: ColumnRole) -> Int? { roles.firstIndex(of: role) }

  func name(of role: ColumnRole) -> String { column(of: role).map { names[$0] } ?? "" }

  var holdsBars: Bool { column(of: .open) != nil }

  /// Names of the columns nothing is read from.
  var ignored: [String] { zip(names, roles).compactMap { $1 == nil && !$0.isEmpty ? $0 : nil } }

  private func check(_ file: String, _ line: Int) throws(HistoryError) {
    func missing(_ role: ColumnRole) -> HistoryError {
      let known = role == .time ? ColumnRole.date.names + role.names : role.names
      return HistoryError(
        file: file, line: line, text: names.joined(separator: ","), problem: "there is no column \(known[0])",
        fix: "Add it under one of these names: \(known.joined(separator: ", ")).")
    }
    guard column(of: .time) != nil else { throw missing(.time) }
    guard column(of: .close) != nil else { throw missing(.close) }
    let prices: [ColumnRole] = [.open, .high, .low]
    let found = prices.filter { column(of: $0) != nil }
    if !found.isEmpty, let role = prices.first(where: { column(of: $0) == nil }) { throw missing(role) }
  }

  /// The order of dates that the name of their column says: AmiBroker's `Date_MDY`.
  var namedOrder: DateOrder? {
    switch ColumnRole.normalized(name(of: column(of: .date) == nil ? .time : .date)) {
    case "date_mdy": .monthFirst
    case "date_dmy": .dayFirst
    default: nil
    }
  }

  // MARK: Looking at bytes

  private static func refuseBinary(_ block: UnsafeRawBufferPointer, _ file: String) throws(HistoryError) {
    if let foreign = ForeignFile(block, name: file) {
      throw HistoryError(file: file, problem: "this is \(foreign.kind), not text", fix: foreign.fix)
    }
    let isUTF16 = block.count > 1 && (block[0] == 0xFF && block[1] == 0xFE || block[0] == 0xFE && block[1] == 0xFF)
    // What is binary shows early; a stray zero later is refused with its cell.
    guard isUTF16 || block.prefix(4096).contains(0) else { return }
    throw HistoryError(
      file: file, problem: isUTF16 ? "the text is UTF-16" : "this is no text",
      fix: isUTF16 ? "Save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")." : "Name a CSV file, plain or gzip.")
  }

  private static func byteOrderMark(_ block: UnsafeRawBufferPointer) -> Int {
    block.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  private static func lineEnd(_ block: UnsafeRawBufferPointer, _ start: Int) -> Int {
    guard start < block.count else { return block.count }
    return block[start...].firstIndex(of: .newline) ?? block.count
  }

  private static func isBlank(_ line: Slice<UnsafeRawBufferPointer>) -> Bool { line.allSatisfy { $0 <= .space } }

  /// The candidate that occurs most often outside quotes; a comma when none does.
  private static func separator(in line: Slice<UnsafeRawBufferPointer>) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in line {
      if byte == .quote { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    var best = (byte: UInt8.comma, count: 0)
    for byte in [UInt8.comma, UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")] {
      let count = counts[byte, default: 0]
      if count > best.count { best = (byte, count) }
    }
    return best.byte
  }

  private static func cells(_ line: Slice<UnsafeRawBufferPointer>, _ separator: UInt8) -> [String] {
    var cells: [[UInt8]] = [[]]
    var isQuoted = false
    for byte in line {
      if byte == .quote {
        isQuoted.toggle()
      } else if byte == separator, !isQuoted {
        cells.append([])
      } else {
        cells[cells.count - 1].append(byte)
      }
    }
    return cells.map { String(decoding: $0, as: UTF8.self).trimmed }
  }

  /// The cells of two more lines.
  private static func lines(_ block: UnsafeRawBufferPointer, from start: Int, _ separator: UInt8) -> [[String]] {
    var lines: [[String]] = []
    var start = start
    while lines.count < 2, start < block.count {
      let end = lineEnd(block, start)
      lines.append(cells(block[start..<end], separator))
      start = end + 1
    }
    return lines
  }
}

extension String {
  /// Without blanks, tabs and carriage returns around it.
  var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
