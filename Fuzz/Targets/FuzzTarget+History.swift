import Foundation
import Market

@testable import History

extension FuzzTarget {
  /// A file of bars, plain or gzip. The fast way through it and the thorough one agree.
  static let bars = FuzzTarget("bars", maximumBytes: 8192) { bytes in
    try ScratchFile.csv.write(bytes)
    let buffer = ReadBuffer()
    let fast = try outcome(bytes) { () throws(HistoryError) in
      try BarFileReader(url: ScratchFile.csv.url, buffer: buffer).read()
    }
    let thorough = try outcome(bytes) { () throws(HistoryError) in
      try BarFileReader(url: ScratchFile.csv.url, buffer: buffer, prefersPlainLines: false).read()
    }
    switch (fast, thorough) {
    case (.failure(let one), .failure(let other)): try require(one == other, "refused as \(one), and as \(other)")
    case (.success(let one), .success(let other)):
      try require(one.report == other.report, "\(one.report) and \(other.report)")
      try require(one.series.map(rows) == other.series.map(rows), "both ways read the same rows")
      for series in one.series { try requireSound(series) }
    default: throw FuzzFinding(description: "fast: \(fast), thorough: \(thorough)")
    }
  }

  /// A file of prices, plain or gzip, of any accepted layout.
  static let ticks = FuzzTarget("ticks", maximumBytes: 8192) { bytes in
    try ScratchFile.csv.write(bytes)
    let result = try outcome(bytes) { () throws(HistoryError) in
      try TickFileReader(url: ScratchFile.csv.url, buffer: ReadBuffer()).read()
    }
    guard case .success(let file) = result else { return }
    for series in file.series {
      try require(zip(series.entries, series.entries.dropFirst()).allSatisfy { $0.time <= $1.time }, "times ascend")
      try require(series.entries.allSatisfy { $0.price.isPlausible && $0.volume >= 0 }, "prices are plausible")
    }
  }

  /// A recorded day, as the demo has it.
  static let tickFile = FuzzTarget("tick-file", maximumBytes: 8192) { bytes in
    let result = try outcome(bytes) { () throws(HistoryError) in try TickFile(bytes: bytes, name: "day.csv") }
    guard case .success(let file) = result else { return }
    let ids = file.symbols.indices.map { InstrumentID(Int32($0)) }
    let ticks = file.ticks(on: TradingDay(daysSince1970: 18_779), instruments: ids)
    try require(ticks.count == file.rows.count, "every row is a tick")
    try require(zip(ticks, ticks.dropFirst()).allSatisfy { $0.time <= $1.time }, "times ascend")
    try require(ticks.allSatisfy { $0.price.isPlausible && $0.volume >= 0 }, "prices are plausible")
  }

  private static func outcome<Value>(
    _ bytes: [UInt8], _ read: () throws(HistoryError) -> Value
  ) throws(FuzzFinding) -> Result<Value, HistoryError> {
    let error: HistoryError
    do throws(HistoryError) { return .success(try read()) } catch let refusal { error = refusal }
    // An unpacked file has lines of its own.
    let isGzip = bytes.starts(with: [0x1F, 0x8B])
    let lines = isGzip ? Int.max : bytes.count { $0 == UInt8(ascii: "\n") } + 1
    try require((0...lines).contains(error.line), "line \(error.line) of \(lines): \(error)")
    try require(!error.problem.isEmpty && !error.fix.isEmpty, "it says what is wrong and what to do: \(error)")
    try require(error.text.count <= HistoryError.maximumText, "what is shown of a file is short")
    return .failure(error)
  }

  private static func rows(_ series: BarSeries) -> [[Int64]] {
    let columns = series.columns
    return (0..<series.count).map { index in
      [
        Int64(columns.seconds.elements[index]), Int64(columns.open.elements[index]),
        Int64(columns.high.elements[index]), Int64(columns.low.elements[index]),
        Int64(columns.close.elements[index]), columns.volume.elements[index],
      ]
    }
  }

  private static func requireSound(_ series: BarSeries) throws(FuzzFinding) {
    try require(series.interval > .zero, "\(series.symbol) has a bar length")
    var last: Int64 = -1
    for row in rows(series) {
      try require(row[0] > last, "times of \(series.symbol) ascend")
      last = row[0]
      try require(
        row[3] > 0 && row[3] <= min(row[1], row[4]) && max(row[1], row[4]) <= row[2] && row[5] >= 0,
        "the bar \(row) of \(series.symbol) holds together")
    }
  }
}
