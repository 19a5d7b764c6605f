import Market
import Trading

extension BacktestPlan {
  /// What either driver's account may do: everything is at its maximum but what the plan says.
  var limits: RiskLimits {
    RiskLimits(
      orderValue: .highest, positionValue: .highest, instrumentQuantity: .maximum,
      openPositions: maximumOpenPositions ?? .max, tradesPerDay: maximumTradesPerDay ?? .max, ordersInFlight: .max,
      dailyLoss: .highest, dailyLossBasisPoints: 1_000_000, drawdown: .highest,
      priceAge: fill == .ticks ? RiskLimits().priceAge : Self.always)
  }

  /// Longer than any history.
  static let always = Interval.hours(24 * 365 * 20)
}

extension Money {
  /// Above anything an account holds, and far from overflow: ₹10 lakh crore.
  static let highest = Money(rupees: 10_000_000_000_000)
}
