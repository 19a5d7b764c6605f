import Foundation
import GRDB
import Market
import Trading

/// Reads the columns of a row from left to right. What is not of the expected kind is an error with table and column:
/// a damaged file never traps.
struct Columns {
  private let row: Row
  private let table: String
  private var index = 0

  struct Mismatch: Error, CustomStringConvertible {
    var table: String
    var column: String
    var expected: String
    var description: String { "column \(column) of \(table) does not hold \(expected)" }
  }

  init(_ row: Row, table: String) {
    self.row = row
    self.table = table
  }

  private mutating func next() -> DatabaseValue.Storage {
    defer { index += 1 }
    let value: DatabaseValue = row[index]
    return value.storage
  }

  func mismatch(_ expected: String) -> Mismatch {
    let names = Array(row.columnNames)
    let place = index - 1
    return Mismatch(table: table, column: names.indices.contains(place) ? names[place] : "\(place)", expected: expected)
  }

  mutating func integerOrNil() throws -> Int64? {
    switch next() {
    case .int64(let value): return value
    case .null: return nil
    default: throw mismatch("an integer")
    }
  }

  mutating func integer() throws -> Int64 {
    guard let value = try integerOrNil() else { throw mismatch("an integer") }
    return value
  }

  /// An integer that must fit a narrower type.
  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws -> Number {
    guard let value = Number(exactly: try integer()) else { throw mismatch("a number of \(Number.bitWidth) bits") }
    return value
  }

  mutating func numberOrNil<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws -> Number? {
    guard let value = try integerOrNil() else { return nil }
    guard let number = Number(exactly: value) else { throw mismatch("a number of \(Number.bitWidth) bits") }
    return number
  }

  mutating func bits() throws -> UInt64 { UInt64(bitPattern: try integer()) }

  mutating func textOrNil() throws -> String? {
    switch next() {
    case .string(let value): return value
    case .null: return nil
    default: throw mismatch("text")
    }
  }

  mutating func text() throws -> String {
    guard let value = try textOrNil() else { throw mismatch("text") }
    return value
  }

  mutating func bytesOrNil() throws -> [UInt8]? {
    switch next() {
    case .blob(let data): return [UInt8](data)
    case .null: return nil
    default: throw mismatch("bytes")
    }
  }

  mutating func bytes() throws -> [UInt8] {
    guard let value = try bytesOrNil() else { throw mismatch("bytes") }
    return value
  }

  mutating func choice<Choice: RawRepresentable<String>>(_ type: Choice.Type = Choice.self) throws -> Choice {
    let name = try text()
    guard let value = Choice(rawValue: name) else { throw mismatch("a known \(Choice.self) (\"\(name)\")") }
    return value
  }

  mutating func choiceOrNil<Choice: RawRepresentable<String>>(_ type: Choice.Type = Choice.self) throws -> Choice? {
    guard let name = try textOrNil() else { return nil }
    guard let value = Choice(rawValue: name) else { throw mismatch("a known \(Choice.self) (\"\(name)\")") }
    return value
  }
}

extension Columns {
  mutating func price() throws -> Price { Price(raw: try integer()) }
  mutating func priceOrNil() throws -> Price? { try integerOrNil().map(Price.init(raw:)) }
  mutating func money() throws -> Money { Money(raw: try integer()) }
  mutating func quantity() throws -> Quantity { Quantity(try integer()) }
  mutating func time() throws -> Timestamp { Timestamp(nanoseconds: try integer()) }
  mutating func timeOrNil() throws -> Timestamp? { try integerOrNil().map(Timestamp.init(nanoseconds:)) }
  mutating func dayOrNil() throws -> TradingDay? { try numberOrNil().map(TradingDay.init(daysSince1970:)) }
  mutating func account() throws -> AccountID { AccountID(try number()) }
  mutating func link() throws -> LinkID { LinkID(try number()) }
  mutating func instrument() throws -> InstrumentID { InstrumentID(try number()) }
  mutating func instrumentOrNil() throws -> InstrumentID? { try numberOrNil().map { InstrumentID($0) } }
  mutating func position() throws -> PositionID { PositionID(try number()) }
  mutating func order() throws -> OrderNumber { OrderNumber(try number()) }
}
