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

  package init(_ url: URL) throws(HistoryError) {
    try self.init(bytes: GzipFile.read(url), name: url.lastPathComponent)
  }

  package init(bytes: [UInt8], name: String) throws(HistoryError) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)[...]
    guard let header = lines.popFirst() else {
      throw HistoryError(file: name, problem: "the file is empty", fix: "Download or copy it again.")
    }
    guard String(decoding: header, as: UTF8.self) == Self.header else {
      throw HistoryError(
        file: name, line: 1, text: String(decoding: header, as: UTF8.self), problem: "the header is another one",
        fix: "It must be \(Self.header).")
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
        throw HistoryError(
          file: name, line: offset + 2, column: "time", problem: "\(row.time) comes after \(last.time)",
          fix: "Sort the file by time.")
      }
      rows.append(row)
    }
  }

  private static let header = "time,symbol,price,cum_volume"

  private static func parse(
    _ line: ArraySlice<UInt8>, line number: Int, _ name: String, symbol: (ArraySlice<UInt8>) -> Int
  ) throws(HistoryError) -> Row {
    let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    func bad(_ column: String, _ field: ArraySlice<UInt8>, _ fix: String) -> HistoryError {
      HistoryError(
        file: name, line: number, column: column, text: String(decoding: field, as: UTF8.self),
        problem: "this is no \(column)", fix: fix)
    }
    guard fields.count == 4 else {
      throw HistoryError(
        file: name, line: number, problem: "4 columns expected, \(fields.count) found", fix: "Complete the line.")
    }
    guard let time = TimeOfDay(parsing: String(decoding: fields[0], as: UTF8.self)) else {
      throw bad("time", fields[0], "Write HH:MM:SS.")
    }
    guard !fields[1].isEmpty else { throw bad("symbol", fields[1], "Name the instrument.") }
    guard let raw = Decimal4.parse(fields[2]), Price(raw: raw).isPlausible else {
      throw bad("price", fields[2], "Write rupees above 0 with at most four decimals.")
    }
    guard let volume = Int64(String(decoding: fields[3], as: UTF8.self)), volume >= 0 else {
      throw bad("cum_volume", fields[3], "Write the day's traded quantity so far.")
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
