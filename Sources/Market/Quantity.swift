/// A count of shares or contract units. Positive in orders; signed in positions, where short is negative.
package struct Quantity: Hashable, Comparable, Sendable, Codable {
  package var units: Int64

  package static var zero: Quantity { Quantity(0) }
  /// Ten crore units: far above any order a desk sends. See ``Price/maximum``.
  package static var maximum: Quantity { Quantity(100_000_000) }

  package init(_ units: Int64) { self.units = units }
  /// `lots` whole lots of `lotSize` units.
  package init(lots: Int64, of lotSize: Quantity) { units = lots * lotSize.units }

  package static func < (a: Quantity, b: Quantity) -> Bool { a.units < b.units }
  package static func + (a: Quantity, b: Quantity) -> Quantity { Quantity(a.units + b.units) }
  package static func - (a: Quantity, b: Quantity) -> Quantity { Quantity(a.units - b.units) }
  package static func += (a: inout Quantity, b: Quantity) { a.units += b.units }
  package static func -= (a: inout Quantity, b: Quantity) { a.units -= b.units }
  package static prefix func - (a: Quantity) -> Quantity { Quantity(-a.units) }

  package var magnitude: Quantity { Quantity(units < 0 ? -units : units) }

  /// The smallest whole number of lots not below this quantity.
  package func roundedUp(toLot lotSize: Quantity) -> Quantity {
    let down = roundedDown(toLot: lotSize)
    return down == self ? self : down + lotSize
  }

  /// The largest whole number of lots not above this quantity.
  package func roundedDown(toLot lotSize: Quantity) -> Quantity {
    lotSize.units > 0 ? Quantity(units - units % lotSize.units) : self
  }
}

extension Quantity: CustomStringConvertible {
  package var description: String { String(units) }
}
