import Engine
import Foundation
import GRDB
import Market
import Trading

/// What can be put into a column: integers as `bigint`, text, bytes.
protocol ColumnValue {
  var column: DatabaseValue { get }
}

extension Int64: ColumnValue { var column: DatabaseValue { databaseValue } }
extension Int32: ColumnValue { var column: DatabaseValue { Int64(self).databaseValue } }
extension Int: ColumnValue { var column: DatabaseValue { Int64(self).databaseValue } }
extension UInt32: ColumnValue { var column: DatabaseValue { Int64(self).databaseValue } }
/// Kept by its bits, since a `bigint` is signed.
extension UInt64: ColumnValue { var column: DatabaseValue { Int64(bitPattern: self).databaseValue } }
/// Neither database keeps a zero character inside text; it is shown as the replacement character.
extension String: ColumnValue {
  var column: DatabaseValue {
    let text = utf8.contains(0) ? String(map { $0 == "\0" ? "\u{FFFD}" : $0 }) : self
    return text.databaseValue
  }
}
extension [UInt8]: ColumnValue { var column: DatabaseValue { Data(self).databaseValue } }

extension Optional: ColumnValue where Wrapped: ColumnValue {
  var column: DatabaseValue { self?.column ?? .null }
}

extension Price: ColumnValue { var column: DatabaseValue { raw.databaseValue } }
extension Money: ColumnValue { var column: DatabaseValue { raw.databaseValue } }
extension Quantity: ColumnValue { var column: DatabaseValue { units.databaseValue } }
extension Timestamp: ColumnValue { var column: DatabaseValue { nanoseconds.databaseValue } }
extension TradingDay: ColumnValue { var column: DatabaseValue { daysSince1970.column } }
extension InstrumentID: ColumnValue { var column: DatabaseValue { index.column } }
extension AccountID: ColumnValue { var column: DatabaseValue { number.column } }
extension LinkID: ColumnValue { var column: DatabaseValue { number.column } }
extension OrderNumber: ColumnValue { var column: DatabaseValue { index.column } }
extension PositionID: ColumnValue { var column: DatabaseValue { index.column } }
