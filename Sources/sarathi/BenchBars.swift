import Foundation
import Market
import Simulation

/// Price files of the reference workloads, made by integer arithmetic only: every language makes the same bytes.
///
/// One-minute bars of 375 a day, Monday to Friday from 2015-01-01; prices in ticks of 5 paise; a step of a price is the
/// number of ones in 32 random bits, less 16.
struct BenchBars {
  private var generator: SplitMix64
  /// In ticks.
  private var price: Int64
  private let start: Int64
  private var text: [UInt8] = []

  static let header = "timestamp,open,high,low,close,volume\n"
  private static let lowestPrice: Int64 = 2_000
  private static let barsPerDay = 375
  private static let firstMinute = 555

  init(seed: UInt64, startTicks: Int64) {
    generator = SplitMix64(seed: seed)
    price = startTicks
    start = startTicks
  }

  /// Writes the file of W1: one instrument.
  static func write(to file: URL, bars: Int = 900_000, seed: UInt64 = 1, startTicks: Int64 = 20_000) throws {
    var maker = BenchBars(seed: seed, startTicks: startTicks)
    try Data(maker.csv(bars)).write(to: file)
  }

  /// Writes the files of W3: many instruments.
  static func writeMany(to folder: URL, instruments: Int = 200, bars: Int = 5_000) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for k in 0..<instruments {
      let digits = String(k)
      let name = "I" + String(repeating: "0", count: max(3 - digits.count, 0)) + digits + ".csv"
      try write(
        to: folder.appending(path: name), bars: bars, seed: 1_000 + UInt64(k), startTicks: 4_000 + 400 * Int64(k % 100))
    }
  }

  mutating func csv(_ bars: Int) -> [UInt8] {
    text = Array(Self.header.utf8)
    text.reserveCapacity(bars * 64)
    var day = BenchDate()
    var made = 0
    while made < bars {
      if made > 0 { price = max(Self.lowestPrice, price + (Self.ones(generator.next()) - 32) * 4) }
      for minute in 0..<min(Self.barsPerDay, bars - made) { addBar(day.text, minute: Self.firstMinute + minute) }
      made += Self.barsPerDay
      day.advanceToNextWeekday()
    }
    return text
  }

  private mutating func addBar(_ day: [UInt8], minute: Int) {
    let (a, b, c) = (generator.next(), generator.next(), generator.next())
    let open = price + Int64(a & 3) - Int64((a >> 2) & 3)
    var (close, high, low) = (open, open, open)
    for word in [b & 0xFFFF_FFFF, b >> 32, c & 0xFFFF_FFFF, c >> 32] {
      close += Self.ones(word) - 16
      high = max(high, close)
      low = min(low, close)
    }
    // A weak pull towards where it began.
    let distance = close - start
    if Int64((a >> 4) % 200_000) < abs(distance) { close += distance > 0 ? -1 : 1 }
    close = max(close, Self.lowestPrice)
    high = max(high, close)
    low = min(low, close)
    append(day, minute, [open, high, low, close], volume: 10_000 + Int64((a >> 30) % 50_000))
    price = close
  }

  private mutating func append(_ day: [UInt8], _ minute: Int, _ prices: [Int64], volume: Int64) {
    text += day
    text.append(UInt8(ascii: " "))
    appendTwo(Int64(minute / 60))
    text.append(UInt8(ascii: ":"))
    appendTwo(Int64(minute % 60))
    text += Array(":00".utf8)
    for price in prices {
      text.append(UInt8(ascii: ","))
      text += Array(String(price * 5 / 100).utf8)
      text.append(UInt8(ascii: "."))
      appendTwo(price * 5 % 100)
    }
    text.append(UInt8(ascii: ","))
    text += Array(String(volume).utf8)
    text.append(UInt8(ascii: "\n"))
  }

  private mutating func appendTwo(_ number: Int64) {
    text.append(UInt8(ascii: "0") + UInt8(number / 10))
    text.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  private static func ones(_ word: UInt64) -> Int64 { Int64(word.nonzeroBitCount) }
}

/// The days of generated files.
private struct BenchDate {
  private var days: Int32 = 16_436  // 2015-01-01
  private(set) var text: [UInt8] = []

  init() { refresh() }

  mutating func advanceToNextWeekday() {
    repeat { days += 1 } while TradingDay(daysSince1970: days).weekday > 5
    refresh()
  }

  private mutating func refresh() { text = Array("\(TradingDay(daysSince1970: days))".utf8) }
}
