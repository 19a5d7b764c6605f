import Market

/// The usual layout of a bar file, if a file has it: time first, then open, high, low, close, and volume or nothing.
struct PlainLayout {
  let separator: UInt8
  let hasVolume: Bool
  let secondsEast: Int64
  /// Bytes of the time and of the separator behind it.
  let timeLength: Int
  private let joint: UInt8
  /// `00:00:00` with everything behind it that no clock needs masked out.
  private let hasSeconds: Bool
  /// The zone and the separator behind the clock, up to eight bytes.
  private let suffix: UInt64
  private let suffixMask: UInt64

  /// - Parameter time: the first row's.
  init?(_ head: TableHead, time: UnsafeRawBufferPointer) {
    let prices: [ColumnRole?] = [.time, .open, .high, .low, .close]
    guard head.roles == prices || head.roles == prices + [.volume] else { return nil }
    guard let shape = TimeText.read(time)?.shape, shape.date == .yearFirst, shape.hasClock, time.count >= 16 else {
      return nil
    }
    let clockLength = time.count > 16 && time[16] == UInt8(ascii: ":") ? 8 : 5
    let zoneLength = time.count - 11 - clockLength
    guard (0...6).contains(zoneLength), !time[(11 + clockLength)...].contains(UInt8(ascii: ".")) else { return nil }
    separator = head.separator
    hasVolume = head.roles.count == 6
    secondsEast = shape.zone.secondsEast
    timeLength = time.count + 1
    joint = time[10]
    hasSeconds = clockLength == 8
    let ending = time[(11 + clockLength)...] + [head.separator]
    suffix = ending.enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
    suffixMask = (1 << UInt64(8 * ending.count)) - 1
    guard day(time.baseAddress) != nil else { return nil }
  }

  /// The date of `YYYY-MM-DD` and the joint behind it.
  func day(_ line: UnsafeRawPointer?) -> TradingDay? {
    guard let line, (line + 4).byte == UInt8(ascii: "-"), (line + 7).byte == UInt8(ascii: "-"),
      (line + 10).byte == joint
    else { return nil }
    let digits = [0, 1, 2, 3, 5, 6, 8, 9].map { (line + $0).byte }
    guard digits.allSatisfy(\.isDigit) else { return nil }
    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
    let year = number(0..<4)
    guard year < 2106 else { return nil }
    return TradingDay(year: year, month: number(4..<6), day: number(6..<8))
  }

  /// Seconds since midnight of `HH:MM:SS` or `HH:MM` with the zone and the separator behind it.
  @inline(__always)
  func clock(_ at: UnsafeRawPointer) -> Int64? {
    let word = at.word ^ 0x3030_3A30_303A_3030
    let mask: UInt64 = hasSeconds ? .max : 0x0000_00FF_FFFF_FFFF
    let time = word & mask
    let ending = (at + (hasSeconds ? 8 : 5)).word & suffixMask
    // Digits are 0 to 9, colons 0.
    let marks = ((time &+ 0x7676_7F76_767F_7676) | time) & 0x8080_8080_8080_8080
    guard marks == 0, ending == suffix else { return nil }
    // Tens times ten plus ones, for hours, minutes and seconds at once, in bytes 1, 4 and 7.
    let pairs = (time &* 10) &+ (time >> 8)
    let hour = Int64(pairs & 0xFF)
    let minute = Int64((pairs >> 24) & 0xFF)
    let second = Int64((pairs >> 48) & 0xFF)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return hour &* 3600 &+ minute &* 60 &+ second
  }
}
