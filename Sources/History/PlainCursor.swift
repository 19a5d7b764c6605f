/// Reads numbers out of a line eight bytes at a time.
///
/// After anything out of the ordinary ``isGood`` is false and the numbers mean nothing; the cursor has then moved at
/// most a few bytes a number, so it stays inside the slack behind a block.
struct PlainCursor {
  private var at: UnsafeRawPointer
  private let separator: UInt64
  /// Zero as long as every number ended where it should.
  private var trouble: UInt64 = 0

  @inline(__always)
  init(_ start: UnsafeRawPointer, separator: UInt64) {
    at = start
    self.separator = separator
  }

  @inline(__always)
  var isGood: Bool { trouble == 0 }

  /// Paise, of a number such as `1000`, `1000.5` or `1000.05` with a separator behind it.
  @inline(__always)
  mutating func price() -> Int64 {
    let value = lastPrice()
    trouble |= UInt64(at.byte) ^ separator
    at += 1
    return value
  }

  /// A price with anything behind it.
  @inline(__always)
  mutating func lastPrice() -> Int64 {
    let word = at.word ^ Digits.zeros
    let wholeBits = Digits.bitsBeforeNonDigit(word)
    // Eight digits before the point, or none, are not ordinary.
    guard wholeBits < 64, wholeBits > 0 else { return fail() }
    guard (word >> UInt64(wholeBits)) & 0xFF == Digits.point else {
      at += wholeBits / 8
      return Digits.value(word, bits: wholeBits) &* 100
    }
    // The decimals close up to the digits before the point.
    let mask: UInt64 = (1 &<< UInt64(wholeBits)) &- 1
    let closed = (word & mask) | (((at + 1).word ^ Digits.zeros) & ~mask)
    let bits = Digits.bitsBeforeNonDigit(closed)
    at += bits / 8 + 1
    let value = Digits.value(closed, bits: bits)
    switch bits - wholeBits {
    case 16: return value
    case 8: return value &* 10
    default: return fail()
    }
  }

  /// A whole number of up to seven digits, with anything behind it.
  @inline(__always)
  mutating func quantity() -> Int64 {
    let word = at.word ^ Digits.zeros
    let bits = Digits.bitsBeforeNonDigit(word)
    guard bits < 64, bits > 0 else { return fail() }
    at += bits / 8
    return Digits.value(word, bits: bits)
  }

  /// The beginning of the next line; nil when this one does not end here.
  @inline(__always)
  func lineEnd() -> UnsafeRawPointer? {
    if at.byte == .newline { return at + 1 }
    return at.byte == .carriageReturn && (at + 1).byte == .newline ? at + 2 : nil
  }

  @inline(__always)
  private mutating func fail() -> Int64 {
    trouble = 1
    return 0
  }
}

/// Arithmetic on eight digits in one word; the first digit is in the lowest byte.
enum Digits {
  /// Eight times `0`: XOR with it makes digits 0 to 9.
  static let zeros: UInt64 = 0x3030_3030_3030_3030
  /// A point after that XOR.
  static let point = UInt64(UInt8(ascii: ".") ^ UInt8(ascii: "0"))

  /// Eight for each digit before the first byte that is none; 64 when all are digits.
  @inline(__always)
  static func bitsBeforeNonDigit(_ word: UInt64) -> Int {
    // Adding 0x76 carries a byte above 9 into its highest bit. Bytes behind the first such may be wrong; nobody asks.
    let marks = ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
    return marks.trailingZeroBitCount & ~7
  }

  /// The number in the lowest `bits`, 8 to 64.
  @inline(__always)
  static func value(_ word: UInt64, bits: Int) -> Int64 {
    // Zeros in front, then pairs, then both halves of four by one multiplication each.
    var digits = word &<< UInt64(64 &- bits)
    digits = (digits &* 10) &+ (digits >> 8)
    let high = (digits & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let low = ((digits >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return Int64(truncatingIfNeeded: (high &+ low) >> 32)
  }
}
