import Foundation
import History
import Market
import Testing

/// A folder of price files that goes away with the test.
final class PriceFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "prices-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, to name: String = "NIFTY.csv") throws -> URL { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws -> URL {
    let file = url.appending(path: name)
    try Data(bytes).write(to: file)
    return file
  }

  /// The only series of one file.
  func bars(_ text: String, in name: String = "NIFTY.csv", loader: HistoryLoader = HistoryLoader()) throws -> BarSeries
  {
    let loaded = try loader.bars([write(text, to: name)])
    return try #require(loaded.series.first)
  }

  /// What is wrong with a file, as a person reads it; nil when nothing is.
  func refusal(_ text: String, in name: String = "NIFTY.csv") throws -> String? {
    let file = try write(text, to: name)
    do throws(HistoryError) { _ = try HistoryLoader().bars([file]) } catch { return error.description }
    return nil
  }
}

extension BarSeries {
  var candles: [Candle] { (0..<count).map { candle($0) } }
}

/// Everything a loaded series says, so that two can be compared.
struct Loaded: Equatable {
  var symbol: String
  var interval: Interval
  var priceUnit: Int64
  var hasVolume: Bool
  var candles: [Candle]

  init(_ series: BarSeries) {
    symbol = series.symbol
    interval = series.interval
    priceUnit = series.priceUnit
    hasVolume = series.hasVolume
    candles = series.candles
  }
}

enum Gzip {
  /// A gzip file that holds `bytes` as they are.
  static func storing(_ bytes: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    var rest = bytes[...]
    repeat {
      let part = rest.prefix(0xFFFF)
      rest = rest.dropFirst(part.count)
      let length = UInt16(part.count)
      file.append(rest.isEmpty ? 1 : 0)
      file += littleEndian(length) + littleEndian(~length) + part
    } while !rest.isEmpty
    return file + littleEndian(checksum(bytes)) + littleEndian(UInt32(bytes.count))
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// The CRC-32 of RFC 1952.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
    }
  }
}
