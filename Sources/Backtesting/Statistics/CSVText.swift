import Market

/// Builds a comma-separated file field by field, in bytes: a run may have a hundred thousand trades.
struct CSVText {
  private var bytes: [UInt8] = []
  private var isLineStart = true
  /// Times of a list mostly share their day.
  private var day: (number: TradingDay, text: String)?

  init(header: [String]) {
    for name in header { add(name) }
    endLine()
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    isLineStart = true
  }

  /// Quoted only when it has to be.
  mutating func add(_ field: String) {
    let field = Self.plain(VisibleText.of(field))
    separate()
    guard field.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 < 0x20 }) else {
      bytes.append(contentsOf: field.utf8)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in field.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A spreadsheet takes text that begins like this for a formula; the apostrophe says that it is text.
  private static func plain(_ field: String) -> String {
    guard field.utf8.count > 1, let first = field.utf8.first, "=+-@".utf8.contains(first) else { return field }
    return "'" + field
  }

  mutating func add(_ number: some BinaryInteger) {
    separate()
    append(digits: Int64(number))
  }

  /// An amount or a price in 1/10 000 rupee: two decimals, four where it needs them.
  mutating func add(rupees raw: Int64) {
    separate()
    if raw < 0 { bytes.append(UInt8(ascii: "-")) }
    let magnitude = raw.magnitude
    append(digits: Int64(magnitude / 10_000))
    bytes.append(UInt8(ascii: "."))
    let fraction = magnitude % 10_000
    var places = fraction % 100 == 0 ? 2 : fraction % 10 == 0 ? 3 : 4
    var divisor: UInt64 = 1_000
    while places > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(fraction / divisor % 10))
      divisor /= 10
      places -= 1
    }
  }

  /// `2021-06-01T09:15:50+05:30`.
  mutating func add(_ time: Timestamp) {
    let today = time.istDay
    guard time.nanoseconds % Timestamp.nanosecondsPerSecond == 0 else { return add("\(time)") }
    if day?.number != today { day = (today, "\(today)T") }
    add(day?.text ?? "")
    let clock = time.istTime.seconds
    append(pair: clock / 3600)
    bytes.append(UInt8(ascii: ":"))
    append(pair: clock / 60 % 60)
    bytes.append(UInt8(ascii: ":"))
    append(pair: clock % 60)
    bytes.append(contentsOf: "+05:30".utf8)
  }

  private mutating func separate() {
    if !isLineStart { bytes.append(UInt8(ascii: ",")) }
    isLineStart = false
  }

  private mutating func append(pair: Int32) {
    bytes.append(UInt8(ascii: "0") + UInt8(pair / 10))
    bytes.append(UInt8(ascii: "0") + UInt8(pair % 10))
  }

  private mutating func append(digits number: Int64) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    var divisor: UInt64 = 1
    let magnitude = number.magnitude
    while magnitude / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(magnitude / divisor % 10))
      divisor /= 10
    }
  }
}

extension CSVText {
  /// Each kind in the order of the headers, and the total.
  mutating func add(_ charges: Charges) {
    let kinds = [
      charges.brokerage, charges.stt, charges.exchange, charges.sebi, charges.gst, charges.stamp, charges.dp,
      charges.rounding,
    ]
    for amount in kinds { add(rupees: amount.raw) }
    add(rupees: charges.total.raw)
  }
}
