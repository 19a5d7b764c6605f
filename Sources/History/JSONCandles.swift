/// Candles as the brokers' interfaces answer them, made into lines of a table: `candles` of lists (Zerodha, Upstox,
/// Fyers, Angel One), records with names (Breeze), or a list for each column (Dhan, TradingView's feeds).
struct JSONCandles {
  /// A header and a line for each candle.
  private(set) var table: [UInt8] = []

  init(_ bytes: [UInt8], file: String) throws(HistoryError) {
    var reader = JSONReader(bytes)
    guard let root = reader.document() else {
      throw HistoryError(
        file: file, problem: "the JSON text cannot be read from byte \(reader.place + 1) on",
        fix: "Download or copy it again, or give a CSV file.")
    }
    guard write(root, bytes, depth: 0) else {
      throw HistoryError(
        file: file, problem: "the JSON text holds no candles",
        fix: "Give the broker's answer with lists of time, open, high, low, close and volume, or a CSV file.")
    }
  }

  static let maximumBytes = 256 << 20

  /// Writes the first candles found at `value` or inside it.
  private mutating func write(_ value: JSONReader.Value, _ bytes: [UInt8], depth: Int) -> Bool {
    switch value {
    case .list(let items):
      if case .list(let row)? = items.first, row.count >= 5 { return writeLists(items, bytes) }
      if case .object(let fields)? = items.first, Self.hasPrices(fields) { return writeRecords(items, bytes) }
      return false
    case .object(let fields):
      if writeColumns(fields, bytes) { return true }
      guard depth < 4 else { return false }
      for field in fields where write(field.value, bytes, depth: depth + 1) { return true }
      return false
    case .text, .plain: return false
    }
  }

  private mutating func writeLists(_ rows: [JSONReader.Value], _ bytes: [UInt8]) -> Bool {
    let names = ["timestamp", "open", "high", "low", "close", "volume", "oi"]
    guard case .list(let first)? = rows.first else { return false }
    line((0..<first.count).map { Array((names.indices.contains($0) ? names[$0] : "column \($0 + 1)").utf8) })
    for row in rows {
      guard case .list(let cells) = row else { return false }
      line(cells.map { $0.cell(bytes) })
    }
    return true
  }

  private mutating func writeRecords(_ rows: [JSONReader.Value], _ bytes: [UInt8]) -> Bool {
    guard case .object(let first)? = rows.first else { return false }
    let names = first.map(\.name)
    line(names.map { Array($0.utf8) })
    for row in rows {
      guard case .object(let fields) = row else { return false }
      line(names.map { name in fields.first { $0.name == name }?.value.cell(bytes) ?? [] })
    }
    return true
  }

  private mutating func writeColumns(_ fields: [(name: String, value: JSONReader.Value)], _ bytes: [UInt8]) -> Bool {
    var columns: [(name: String, cells: [JSONReader.Value])] = []
    for field in fields {
      if case .list(let cells) = field.value, !cells.isEmpty { columns.append((field.name, cells)) }
    }
    let count = columns.first?.cells.count ?? 0
    columns.removeAll { $0.cells.count != count }
    guard Self.hasPrices(columns.map { ($0.name, .plain(0..<0)) }) else { return false }
    line(columns.map { Array(($0.name == "t" ? "timestamp" : $0.name).utf8) })
    for row in 0..<count { line(columns.map { $0.cells[row].cell(bytes) }) }
    return true
  }

  private static func hasPrices(_ fields: [(name: String, value: JSONReader.Value)]) -> Bool {
    let roles = ColumnRole.roles(of: fields.map(\.name))
    return roles.contains(.open) && roles.contains(.close)
  }

  private mutating func line(_ cells: [[UInt8]]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { table.append(.comma) }
      if cell.contains(.comma) { table.append(.quote) }
      table += cell.filter { $0 != .quote && $0 >= .space }
      if cell.contains(.comma) { table.append(.quote) }
    }
    table.append(.newline)
  }
}

/// Takes JSON text apart, as far as candles need it: numbers and words stay as they are written.
struct JSONReader {
  indirect enum Value {
    /// A place in the text, without the quotes.
    case text(Range<Int>)
    /// A number, `true`, `false` or `null`.
    case plain(Range<Int>)
    case list([Value])
    case object([(name: String, value: Value)])

    func cell(_ bytes: [UInt8]) -> [UInt8] {
      switch self {
      case .text(let range), .plain(let range): Array(bytes[range])
      case .list, .object: []
      }
    }
  }

  private let bytes: [UInt8]
  private(set) var place = 0
  private static let deepest = 12

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Nil when the text is no JSON; ``place`` is then where it stopped to be.
  mutating func document() -> Value? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    guard let value = value(depth: 0) else { return nil }
    skipBlanks()
    return place == bytes.count ? value : nil
  }

  private mutating func value(depth: Int) -> Value? {
    skipBlanks()
    guard depth < Self.deepest, place < bytes.count else { return nil }
    switch bytes[place] {
    case UInt8(ascii: "{"): return object(depth)
    case UInt8(ascii: "["): return list(depth)
    case .quote: return text().map { .text($0) }
    default: return plain()
    }
  }

  private mutating func object(_ depth: Int) -> Value? {
    place += 1
    var fields: [(name: String, value: Value)] = []
    if take(UInt8(ascii: "}")) { return .object(fields) }
    repeat {
      skipBlanks()
      guard let name = text(), take(UInt8(ascii: ":")), let value = value(depth: depth + 1) else { return nil }
      fields.append((String(decoding: bytes[name], as: UTF8.self), value))
    } while take(.comma)
    return take(UInt8(ascii: "}")) ? .object(fields) : nil
  }

  private mutating func list(_ depth: Int) -> Value? {
    place += 1
    var items: [Value] = []
    if take(UInt8(ascii: "]")) { return .list(items) }
    repeat {
      guard let item = value(depth: depth + 1) else { return nil }
      items.append(item)
    } while take(.comma)
    return take(UInt8(ascii: "]")) ? .list(items) : nil
  }

  private mutating func text() -> Range<Int>? {
    guard place < bytes.count, bytes[place] == .quote else { return nil }
    let start = place + 1
    var at = start
    while at < bytes.count, bytes[at] != .quote { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
    guard at < bytes.count else { return nil }
    place = at + 1
    return start..<at
  }

  private mutating func plain() -> Value? {
    let start = place
    while place < bytes.count, bytes[place].isDigit || bytes[place].isLetter || "+-.".utf8.contains(bytes[place]) {
      place += 1
    }
    return place > start ? .plain(start..<place) : nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private mutating func skipBlanks() {
    while place < bytes.count, bytes[place] <= .space { place += 1 }
  }
}
