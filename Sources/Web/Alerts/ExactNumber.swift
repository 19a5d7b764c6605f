/// Decimal text to an integer without going through binary floating point: `2.15e3` is exactly 2150.
enum ExactNumber {
  enum Fault: Error {
    /// Not `-123.45e6` in shape.
    case notANumber
    case tooLarge
  }

  /// The value of `text` times 10^`decimals`. Finer digits are rounded to the nearest, halves away from zero: senders
  /// compute in binary and write 1485.0494999999999 for 1485.0495.
  static func scaled(_ text: String, decimals: Int) throws(Fault) -> Int64 {
    guard text.utf8.count <= 64 else { throw .notANumber }
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    var digits = takeDigits(&rest)
    guard !digits.isEmpty else { throw .notANumber }
    var power = decimals
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      let fraction = takeDigits(&rest)
      guard !fraction.isEmpty else { throw .notANumber }
      digits += fraction
      power -= fraction.count
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      power += try exponent(&rest)
    }
    guard rest.isEmpty else { throw .notANumber }
    let magnitude = try integer(digits, power: power)
    return isNegative ? -magnitude : magnitude
  }

  private static func integer(_ digits: [UInt8], power: Int) throws(Fault) -> Int64 {
    var digits = Array(digits.drop { $0 == 0 })
    var power = power
    while digits.last == 0 {
      digits.removeLast()
      power += 1
    }
    var roundsUp = false
    if power < 0 {
      let kept = digits.count + power
      roundsUp = kept >= 0 && digits.dropFirst(kept).first.map { $0 >= 5 } ?? false
      digits = Array(digits.prefix(max(kept, 0)))
      power = 0
    }
    guard !digits.isEmpty else { return roundsUp ? 1 : 0 }
    guard digits.count + power <= 18 else { throw .tooLarge }
    var value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1) }
    for _ in 0..<power { value *= 10 }
    return roundsUp ? value + 1 : value
  }

  private static func exponent(_ rest: inout ArraySlice<UInt8>) throws(Fault) -> Int {
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let digits = takeDigits(&rest)
    guard (1...3).contains(digits.count) else { throw .notANumber }
    let value = digits.reduce(0) { $0 * 10 + Int($1) }
    return isNegative ? -value : value
  }

  private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
    var digits: [UInt8] = []
    while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      digits.append(byte - UInt8(ascii: "0"))
      rest = rest.dropFirst()
    }
    return digits
  }
}
