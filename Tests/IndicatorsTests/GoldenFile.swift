import Foundation
import Indicators
import Market

/// The bars and the values of TA-Lib's C core 0.8.1 over them, with 10 significant digits.
struct GoldenFile {
  let bars: [Bar]
  /// By column; nil where TA-Lib gives nothing.
  let values: [String: [Double?]]

  init(_ name: String = "talib_golden.csv") throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let names = rows[0].map(String.init)
    var columns = [String: [Double?]](minimumCapacity: names.count)
    for (index, name) in names.enumerated() {
      columns[name] = rows.dropFirst().map { Double($0[index]) }
    }
    bars = rows.dropFirst().enumerated().map { Self.bar($1.dropFirst().prefix(5).compactMap { Double($0) }, at: $0) }
    values = columns
  }

  private static func bar(_ numbers: [Double], at index: Int) -> Bar {
    let open = Timestamp(day: TradingDay(daysSince1970: 16_436), time: TimeOfDay(9, 15))
    let start = open + .minutes(Int64(index))
    return Bar(
      start: start, end: start + .minutes(1), open: numbers[0], high: numbers[1], low: numbers[2], close: numbers[3],
      volume: numbers[4])
  }
}
