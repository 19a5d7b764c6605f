import Market

/// A price as it stands in a cell: plain decimal text, or what ``DecimalText`` reads.
enum PriceText {
  enum Reading {
    /// Ten-thousandths of a rupee, positive; `isRounded` when there were more decimals than that.
    case price(Int64, isRounded: Bool)
    /// What is wrong, as the end of a sentence.
    case bad(String)
  }

  static func read(_ cell: UnsafeRawBufferPointer) -> Reading {
    guard cell.count > 0 else { return .bad("the cell is empty") }
    var at = cell[0] == UInt8(ascii: "+") || cell[0] == UInt8(ascii: "-") ? 1 : 0
    var digits = 0
    var value: Int64 = 0
    while at < cell.count, cell[at].isDigit {
      value = value &* 10 &+ Int64(cell[at] &- UInt8(ascii: "0"))
      guard value <= Price.maximum.raw else { return .bad("the price is above \(Price.maximum)") }
      digits += 1
      at += 1
    }
    var fraction = Fraction()
    if at < cell.count, cell[at] == UInt8(ascii: ".") {
      at += 1
      while at < cell.count, cell[at].isDigit {
        fraction.add(cell[at] &- UInt8(ascii: "0"))
        digits += 1
        at += 1
      }
    }
    guard digits > 0, at == cell.count else { return unusual(cell) }
    let raw = value * Price.unitsPerRupee + fraction.tenThousandths
    guard raw != 0 else { return .bad("the price is zero") }
    guard cell[0] != UInt8(ascii: "-") else { return .bad("the price is below zero") }
    guard raw <= Price.maximum.raw else { return .bad("the price is above \(Price.maximum)") }
    return .price(raw, isRounded: fraction.isRounded)
  }

  /// With thousands grouped, an exponent or a sign of the rupee.
  private static func unusual(_ cell: UnsafeRawBufferPointer) -> Reading {
    guard let number = DecimalText(cell), number.unit.isEmpty else { return .bad("this is no price") }
    guard !number.isZero else { return .bad("the price is zero") }
    guard !number.isNegative else { return .bad("the price is below zero") }
    guard let (raw, isRounded) = number.scaled(by: 4), raw <= Price.maximum.raw else {
      return .bad("the price is above \(Price.maximum)")
    }
    return raw == 0 ? .bad("the price is zero") : .price(raw, isRounded: isRounded)
  }

  /// Decimals, rounded to four with halves going up.
  private struct Fraction {
    private var count = 0
    private var value: Int64 = 0
    private var rounding: Int64 = 0
    private(set) var isRounded = false

    mutating func add(_ digit: UInt8) {
      if count < 4 { value = value * 10 + Int64(digit) }
      if count == 4 { rounding = digit >= 5 ? 1 : 0 }
      if count >= 4, digit != 0 { isRounded = true }
      count += 1
    }

    var tenThousandths: Int64 {
      switch count {
      case 0: 0
      case 1: value * 1000
      case 2: value * 100
      case 3: value * 10
      default: value + rounding
      }
    }
  }
}

/// A quantity as it stands in a cell: a whole number, perhaps with `.0` behind it; or what ``DecimalText`` reads, with a
/// letter for thousands and more, such as `68.18K`.
enum QuantityText {
  /// Above any quantity ever traded; sums of a day stay far inside 64 bits.
  static let maximum: Int64 = 1_000_000_000_000_000

  static func read(_ cell: UnsafeRawBufferPointer) -> Int64? {
    var at = 0
    var value: Int64 = 0
    while at < cell.count, cell[at].isDigit {
      value = value * 10 + Int64(cell[at] &- UInt8(ascii: "0"))
      guard value <= maximum else { return nil }
      at += 1
    }
    if at > 0, at < cell.count, cell[at] == UInt8(ascii: ".") {
      at += 1
      while at < cell.count, cell[at] == UInt8(ascii: "0") { at += 1 }
    }
    return at > 0 && at == cell.count ? value : unusual(cell)
  }

  /// A shortened quantity has lost its last digits already; any other must be whole.
  private static func unusual(_ cell: UnsafeRawBufferPointer) -> Int64? {
    guard let number = DecimalText(cell), !number.isNegative || number.isZero, let power = powers[number.unit],
      let (value, isRounded) = number.scaled(by: power), value <= maximum, !isRounded || power > 0
    else { return nil }
    return value
  }

  private static let powers: [String: Int] = [
    "": 0, "k": 3, "th": 3, "l": 5, "lac": 5, "lacs": 5, "lakh": 5, "lakhs": 5, "m": 6, "mn": 6, "mln": 6, "million": 6,
    "cr": 7, "crore": 7, "crores": 7, "b": 9, "bn": 9, "billion": 9,
  ]
}
