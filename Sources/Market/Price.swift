/// A price per share or per unit, in 1/10 000 rupee.
///
/// The unit covers the finest tick of the Indian exchanges (currency derivatives, ₹0.0025). A `Price` may be zero or
/// negative only as the result of arithmetic; what comes from outside is checked with ``isPlausible``.
///
/// Constants here and in the other numbers are computed: a stored one costs a check at each use from another module.
package struct Price: Hashable, Comparable, Sendable, Codable {
  /// Ten-thousandths of a rupee.
  package var raw: Int64

  package static var unitsPerRupee: Int64 { 10_000 }
  package static var zero: Price { Price(raw: 0) }
  /// ₹10 lakh: above any instrument quoted in India. Together with ``Quantity/maximum`` it keeps a product inside
  /// `Int64`.
  package static var maximum: Price { Price(raw: 1_000_000 * unitsPerRupee) }

  package init(raw: Int64) { self.raw = raw }
  package init(rupees: Int64, paise: Int64 = 0) {
    raw = rupees * Self.unitsPerRupee + paise * (Self.unitsPerRupee / 100)
  }

  /// Positive and not above ``maximum``: a price that may size, cap or trigger something.
  package var isPlausible: Bool { raw > 0 && raw <= Self.maximum.raw }

  package static func < (a: Price, b: Price) -> Bool { a.raw < b.raw }
  package static func + (a: Price, b: Price) -> Price { Price(raw: a.raw + b.raw) }
  package static func - (a: Price, b: Price) -> Price { Price(raw: a.raw - b.raw) }
  package static prefix func - (a: Price) -> Price { Price(raw: -a.raw) }
  /// Value of `quantity` units at this price.
  package static func * (price: Price, quantity: Quantity) -> Money {
    Money(raw: price.raw * quantity.units)
  }

  /// Where a price that is not on the tick goes.
  package enum TickRounding: Sendable {
    case down, up, nearest
  }

  package func isOnTick(_ tick: Price) -> Bool { tick.raw > 0 && raw % tick.raw == 0 }

  package func rounded(to tick: Price, _ rounding: TickRounding) -> Price {
    guard tick.raw > 0 else { return self }
    let remainder = raw % tick.raw
    let below = raw - (remainder < 0 ? remainder + tick.raw : remainder)
    switch rounding {
    case .down: return Price(raw: below)
    case .up: return Price(raw: below == raw ? raw : below + tick.raw)
    case .nearest: return Price(raw: (raw - below) * 2 >= tick.raw ? below + tick.raw : below)
    }
  }

  /// This price times `basisPoints` / 10 000 (one basis point is 0.01 %), rounded toward zero.
  package func scaled(basisPoints: Int64) -> Price {
    Price(raw: Int64(Int128(raw) * Int128(basisPoints) / 10_000))
  }
}

extension Price: CustomStringConvertible {
  /// As on a screen: two decimals, four where the price needs them.
  package var description: String { Decimal4.text(raw, minimumDecimals: 2) }

  /// Reads a plain decimal such as `2150`, `2150.5` or `-0.0025`: no exponent, no separators, at most four decimals.
  package init?(parsing text: some StringProtocol) {
    guard let raw = Decimal4.parse(text.utf8) else { return nil }
    self.raw = raw
  }
}
