/// Decimal text with up to four places, the form in which prices and money enter and leave.
package enum Decimal4 {
  /// Digits of an integer in ten-thousandths, with trailing zeros cut down to `minimumDecimals`.
  package static func text(_ raw: Int64, minimumDecimals: Int) -> String {
    let magnitude = raw.magnitude
    var fraction = String(magnitude % 10_000)
    fraction = String(repeating: "0", count: 4 - fraction.count) + fraction
    while fraction.count > minimumDecimals, fraction.hasSuffix("0") { fraction.removeLast() }
    let whole = (raw < 0 ? "-" : "") + String(magnitude / 10_000)
    return fraction.isEmpty ? whole : whole + "." + fraction
  }

  /// Ten-thousandths from plain decimal text; nil if it is anything else, has more than four significant decimals, or
  /// does not fit.
  package static func parse(_ bytes: some Sequence<UInt8>) -> Int64? {
    var value: Int64 = 0
    var negative = false
    var digits = 0
    var decimals = -1
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where index == 0: negative = true
      case UInt8(ascii: "+") where index == 0: break
      case UInt8(ascii: ".") where decimals < 0: decimals = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if decimals >= 4 {
          guard byte == UInt8(ascii: "0") else { return nil }
          continue
        }
        if decimals >= 0 { decimals += 1 }
        let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflow2) = tenfold.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
        guard !overflow, !overflow2 else { return nil }
        value = sum
      default: return nil
      }
    }
    guard digits > 0 else { return nil }
    for _ in max(decimals, 0)..<4 {
      let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = tenfold
    }
    return negative ? -value : value
  }

  /// Groups the digits before the point as in India: the last three, then pairs. For text without a sign.
  package static func grouped(_ text: some StringProtocol) -> String {
    let point = text.firstIndex(of: ".") ?? text.endIndex
    let places = text.distance(from: text.startIndex, to: point)
    var grouped = ""
    for (index, digit) in text[..<point].enumerated() {
      let rest = places - index
      if index > 0, rest == 3 || (rest > 3 && rest % 2 == 1) { grouped += "," }
      grouped.append(digit)
    }
    return grouped + text[point...]
  }
}
