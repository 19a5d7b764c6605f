/// A number as spreadsheets, data frames and vendors write it: thousands grouped, an exponent, letters behind it.
struct DecimalText {
  /// The value is `digits` × 10^`exponent`.
  private var digits: Int64 = 0
  private var exponent = 0
  /// Digits beyond what is kept were not all zero.
  private var isCut = false
  private(set) var isNegative = false
  private(set) var hasGroups = false
  private(set) var hasPoint = false
  /// What stands behind the number, in lower case: `m`, `cr`.
  private(set) var unit = ""

  /// Nil when the cell does not begin with a number, or groups are not of three digits (of two, in lakhs and crores).
  init?(_ cell: UnsafeRawBufferPointer) {
    var at = cell.starts(with: [0xE2, 0x82, 0xB9]) ? 3 : 0
    while at < cell.count, cell[at] == .space { at += 1 }
    if at < cell.count, cell[at] == UInt8(ascii: "-") || cell[at] == UInt8(ascii: "+") {
      isNegative = cell[at] == UInt8(ascii: "-")
      at += 1
    }
    guard let whole = readWhole(cell, &at) else { return nil }
    var count = whole
    if at < cell.count, cell[at] == .point {
      hasPoint = true
      at += 1
      while at < cell.count, cell[at].isDigit {
        add(cell[at], isFraction: true)
        count += 1
        at += 1
      }
    }
    guard count > 0, readExponent(cell, &at) else { return nil }
    while at < cell.count, cell[at] == .space { at += 1 }
    guard cell.count - at <= 8 else { return nil }
    unit = String(decoding: cell[at...], as: UTF8.self).lowercased()
  }

  /// Digits before the point, with or without commas.
  private mutating func readWhole(_ cell: UnsafeRawBufferPointer, _ at: inout Int) -> Int? {
    var groups: [Int] = [0]
    while at < cell.count {
      if cell[at] == .comma {
        groups.append(0)
      } else if cell[at].isDigit {
        add(cell[at], isFraction: false)
        groups[groups.count - 1] += 1
      } else {
        break
      }
      at += 1
    }
    guard groups.count > 1 else { return groups[0] }
    hasGroups = true
    let middle = Set(groups.dropFirst().dropLast())
    guard (1...3).contains(groups[0]), groups.last == 3, middle.isSubset(of: [3]) || middle == [2] else { return nil }
    return groups.reduce(0, +)
  }

  private mutating func readExponent(_ cell: UnsafeRawBufferPointer, _ at: inout Int) -> Bool {
    guard at + 1 < cell.count, cell[at] | 0x20 == UInt8(ascii: "e") else { return true }
    var place = at + 1
    let isBelow = cell[place] == UInt8(ascii: "-")
    if isBelow || cell[place] == UInt8(ascii: "+") { place += 1 }
    let start = place
    var value = 0
    while place < cell.count, place - start < 4, cell[place].isDigit {
      value = value * 10 + Int(cell[place] - UInt8(ascii: "0"))
      place += 1
    }
    guard place > start else { return false }
    exponent += isBelow ? -value : value
    at = place
    return true
  }

  private mutating func add(_ digit: UInt8, isFraction: Bool) {
    let value = Int64(digit - UInt8(ascii: "0"))
    guard digits < Self.most else {
      if value != 0 { isCut = true }
      if !isFraction { exponent += 1 }
      return
    }
    digits = digits * 10 + value
    if isFraction { exponent -= 1 }
  }

  private static let most: Int64 = 10_000_000_000_000_000

  var isZero: Bool { digits == 0 && !isCut }

  /// The number × 10^`power`, without its sign, halves rounded up; nil when 64 bits do not hold it.
  func scaled(by power: Int) -> (value: Int64, isRounded: Bool)? {
    var value = digits
    var places = exponent + power
    guard value != 0 else { return (0, isCut) }
    while places > 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
      places -= 1
    }
    guard places < 0 else { return (value, isCut) }
    guard places >= -18 else { return (0, true) }
    let divisor = (places..<0).reduce(Int64(1)) { product, _ in product * 10 }
    let rest = value % divisor
    return (value / divisor + (rest >= divisor - rest ? 1 : 0), isCut || rest != 0)
  }
}

extension UInt8 {
  static let comma = UInt8(ascii: ",")
  static let point = UInt8(ascii: ".")
}

extension UnsafeRawBufferPointer {
  /// Whether a cell says that there is no value: empty, a dash, or one of the words for it.
  var isMissing: Bool {
    guard count > 0 else { return true }
    guard count <= 5 else { return false }
    let text = String(decoding: self, as: UTF8.self).lowercased()
    return ["-", "--", "null", "nan", "na", "n/a", "#n/a", "none", "nil", "<na>"].contains(text)
  }
}
