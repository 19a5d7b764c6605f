/// An amount of rupees, in 1/10 000 rupee, so that price × quantity is exact.
package struct Money: Hashable, Comparable, Sendable, Codable {
  /// Ten-thousandths of a rupee.
  package var raw: Int64

  package static var zero: Money { Money(raw: 0) }

  package init(raw: Int64) { self.raw = raw }
  package init(rupees: Int64, paise: Int64 = 0) {
    raw = rupees * Price.unitsPerRupee + paise * (Price.unitsPerRupee / 100)
  }

  package static func < (a: Money, b: Money) -> Bool { a.raw < b.raw }
  package static func + (a: Money, b: Money) -> Money { Money(raw: a.raw + b.raw) }
  package static func - (a: Money, b: Money) -> Money { Money(raw: a.raw - b.raw) }
  package static func += (a: inout Money, b: Money) { a.raw += b.raw }
  package static func -= (a: inout Money, b: Money) { a.raw -= b.raw }
  package static prefix func - (a: Money) -> Money { Money(raw: -a.raw) }

  package var magnitude: Money { Money(raw: raw < 0 ? -raw : raw) }

  /// This amount times `numerator` / `denominator`, rounded half away from zero to 1/10 000 rupee.
  package func scaled(by numerator: Int64, over denominator: Int64) -> Money {
    Money(raw: Self.divideHalfUp(Int128(raw) * Int128(numerator), by: Int128(denominator)))
  }

  /// Rounded half up (away from zero) to a multiple of `unit`, e.g. a paisa or a rupee.
  package func rounded(to unit: Money) -> Money {
    Money(raw: Self.divideHalfUp(Int128(raw), by: Int128(unit.raw)) * unit.raw)
  }

  package static var paisa: Money { Money(rupees: 0, paise: 1) }
  package static var rupee: Money { Money(rupees: 1) }

  private static func divideHalfUp(_ value: Int128, by divisor: Int128) -> Int64 {
    // Nearly all amounts fit into 64 bits, where a division takes a fifth of the time.
    if let value = Int64(exactly: value), let divisor = Int64(exactly: divisor),
      value.magnitude < UInt64(Int64.max) / 2, divisor < Int64.max / 2
    {
      let half = divisor / 2
      return value >= 0 ? (value + half) / divisor : (value - half) / divisor
    }
    let half = divisor / 2
    return Int64(value >= 0 ? (value + half) / divisor : (value - half) / divisor)
  }
}

extension Money: CustomStringConvertible {
  /// Plain decimal rupees with at least two places, no separators: the form for files and interfaces.
  package var description: String { Decimal4.text(raw, minimumDecimals: 2) }

  package init?(parsing text: some StringProtocol) {
    guard let raw = Decimal4.parse(text.utf8) else { return nil }
    self.raw = raw
  }
}
