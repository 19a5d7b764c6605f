package import Foundation
package import Market

/// One day of recorded prices: `time,symbol,price,cum_volume`, sorted by time, times of day in India.
package struct TickFile: Sendable {
  package struct Row: Hashable, Sendable {
    package var time: TimeOfDay
    /// Index into ``symbols``.
    package var symbol: Int
    package var price: Price
    package var volume: Int64
  }

  /// In order of first appearance.
  package private(set) var symbols: [String] = []
  package private(set) var rows: [Row] = []

  package init(_ url: URL) throws { try self.init(bytes: GzipFile.read(url), name: url.lastPathComponent) }

  package init(bytes: [UInt8], name: String) throws {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)[...]
    guard let header = lines.popFirst() else { throw DeskError("\(name) is empty") }
    guard String(decoding: header, as: UTF8.self) == "time,symbol,price,cum_volume" else {
      throw DeskError("\(name), line 1: the header must be time,symbol,price,cum_volume")
    }
    rows.reserveCapacity(lines.count)
    var indexes: [ArraySlice<UInt8>: Int] = [:]
    for (offset, line) in lines.enumerated() {
      let row = try Self.parse(line, line: offset + 2, name) { field in
        if let known = indexes[field] { return known }
        symbols.append(String(decoding: field, as: UTF8.self))
        indexes[field] = symbols.count - 1
        return symbols.count - 1
      }
      if let last = rows.last, row.time < last.time {
        throw DeskError("\(name), line \(offset + 2), column time: \(row.time) comes after \(last.time); sort the file")
      }
      rows.append(row)
    }
  }

  private static func parse(
    _ line: ArraySlice<UInt8>, line number: Int, _ name: String, symbol: (ArraySlice<UInt8>) -> Int
  ) throws -> Row {
    let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    func bad(_ column: String, _ field: ArraySlice<UInt8>) -> DeskError {
      DeskError(
        "\(name), line \(number), column \(column): '\(String(decoding: field.prefix(40), as: UTF8.self))' is no \(column)"
      )
    }
    guard fields.count == 4 else {
      throw DeskError("\(name), line \(number): 4 columns expected, \(fields.count) found")
    }
    guard let time = TimeOfDay(parsing: String(decoding: fields[0], as: UTF8.self)) else {
      throw bad("time", fields[0])
    }
    guard !fields[1].isEmpty else { throw bad("symbol", fields[1]) }
    guard let raw = Decimal4.parse(fields[2]), Price(raw: raw).isPlausible else { throw bad("price", fields[2]) }
    guard let volume = Int64(String(decoding: fields[3], as: UTF8.self)), volume >= 0 else {
      throw bad("cum_volume", fields[3])
    }
    return Row(time: time, symbol: symbol(fields[1]), price: Price(raw: raw), volume: volume)
  }

  /// The rows as ticks of `day`; `instruments` are in the order of ``symbols``.
  package func ticks(on day: TradingDay, instruments: [InstrumentID]) -> [Tick] {
    rows.map {
      Tick(
        instrument: instruments[$0.symbol], price: $0.price, volume: $0.volume,
        time: Timestamp(day: day, time: $0.time))
    }
  }
}
