/// One rate: flat rupees plus a share of the value, within bounds.
package struct ChargeRate: Hashable, Sendable {
  /// Rupees per 100 crore (10⁹) rupees: 0.00307 % is 30 700.
  package var perBillion: Int64
  package var flat: Money
  package var minimum: Money
  package var cap: Money?

  package static var zero: ChargeRate { ChargeRate() }
  static var billion: Int64 { 1_000_000_000 }

  package init(perBillion: Int64 = 0, flat: Money = .zero, minimum: Money = .zero, cap: Money? = nil) {
    self.perBillion = perBillion
    self.flat = flat
    self.minimum = minimum
    self.cap = cap
  }

  /// The charge on `value` ≥ 0, to 1/10 000 rupee. Nothing traded, nothing charged.
  package func amount(on value: Money) -> Money {
    guard value > .zero else { return .zero }
    let amount = max(flat + value.scaled(by: perBillion, over: Self.billion), minimum)
    return cap.map { min(amount, $0) } ?? amount
  }
}

/// A sum of values times rates, exact, so that a note is rounded once.
struct ExactCharge {
  /// In 1/10 000 rupee × 10⁻⁹.
  private var raw: Int128 = 0

  mutating func add(_ rate: ChargeRate, on value: Money) { raw += Int128(value.raw) * Int128(rate.perBillion) }

  /// Half up to a multiple of `unit`. Charges are never negative.
  func rounded(to unit: Money) -> Money {
    let divisor = Int128(ChargeRate.billion) * Int128(unit.raw)
    return Money(raw: Int64((raw + divisor / 2) / divisor) * unit.raw)
  }
}
