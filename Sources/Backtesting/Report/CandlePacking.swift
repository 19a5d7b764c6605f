import Foundation

/// Candles as text, small: differences as variable-length numbers, in base 64.
///
/// For each bar: seconds since the bar before, open less the close before, close less open, high above both, low below
/// both. Each number is doubled (negative ones: doubled, negated, less one), then written seven bits a byte, the lowest
/// first, with the top bit set on all but its last byte. `report.js` reads it.
enum CandlePacking {
  static func text(_ bars: [ChartBar]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(bars.count * 8)
    var seconds: Int64 = 0
    var close: Int64 = 0
    for bar in bars {
      append(Int64(bar.seconds) - seconds, to: &bytes)
      append(Int64(bar.open) - close, to: &bytes)
      append(Int64(bar.close) - Int64(bar.open), to: &bytes)
      append(Int64(bar.high) - Int64(max(bar.open, bar.close)), to: &bytes)
      append(Int64(min(bar.open, bar.close)) - Int64(bar.low), to: &bytes)
      seconds = Int64(bar.seconds)
      close = Int64(bar.close)
    }
    return Data(bytes).base64EncodedString()
  }

  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: (number << 1) ^ (number >> 63))
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
