/// A small CSV file with a header, read whole: for our own data files, where clear errors matter more than speed.
/// Lines beginning with `#` are comments. Columns may stand in any order; unknown ones are ignored.
struct DataTable {
  let file: String
  private(set) var rows: [Row] = []

  struct Row {
    let file: String
    let line: Int
    fileprivate let cells: [String]
    fileprivate let columns: [String]
  }

  init(parsing bytes: [UInt8], file: String, columns: [String]) throws(DataFileError) {
    self.file = file
    var reader = CSVReader(bytes, allowsComments: true)
    guard try Self.advance(&reader, file) else {
      throw DataFileError(
        file: file, line: 0, problem: "the file is empty",
        fix: "Begin it with the header line \(columns.joined(separator: ",")).")
    }
    let header = (0..<reader.fieldCount).map { reader.text($0) }
    var positions: [Int] = []
    for column in columns {
      guard let position = header.firstIndex(of: column) else {
        throw DataFileError(
          file: file, line: reader.line, column: column, problem: "the header lacks this column",
          fix: "The header is \(columns.joined(separator: ",")).")
      }
      positions.append(position)
    }
    while try Self.advance(&reader, file) {
      guard reader.fieldCount == header.count else {
        throw DataFileError(
          file: file, line: reader.line, text: reader.text(0),
          problem: "\(reader.fieldCount) fields where the header has \(header.count)",
          fix: "Give every column a field, empty if need be, and quote a note that has a comma.")
      }
      rows.append(Row(file: file, line: reader.line, cells: positions.map { reader.text($0) }, columns: columns))
    }
  }

  private static func advance(_ reader: inout CSVReader, _ file: String) throws(DataFileError) -> Bool {
    do {
      return try reader.next()
    } catch {
      throw error.error(file: file, line: reader.line)
    }
  }
}

extension DataTable.Row {
  /// The text of a column; empty when the cell is.
  subscript(column: String) -> String {
    guard let position = columns.firstIndex(of: column) else { return "" }
    return cells[position]
  }

  func error(_ column: String, _ problem: String, fix: String) -> DataFileError {
    DataFileError(file: file, line: line, column: column, text: self[column], problem: problem, fix: fix)
  }

  func day(_ column: String) throws(DataFileError) -> TradingDay {
    guard let day = TradingDay(parsing: self[column]) else {
      throw error(column, "not a date", fix: "Write it as 2026-08-03.")
    }
    return day
  }

  func time(_ column: String) throws(DataFileError) -> TimeOfDay {
    guard let time = TimeOfDay(parsing: self[column]) else {
      throw error(column, "not a time", fix: "Write it as 09:15, in Indian time.")
    }
    return time
  }

  /// The value among `choices` with this text.
  func choice<Value>(_ column: String, _ choices: [(String, Value)]) throws(DataFileError) -> Value {
    let text = self[column]
    guard let match = choices.first(where: { $0.0 == text }) else {
      throw error(column, "not a known value", fix: "Use one of: \(choices.map(\.0).joined(separator: ", ")).")
    }
    return match.1
  }
}
