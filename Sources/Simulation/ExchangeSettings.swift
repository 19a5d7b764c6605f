package import Market
import Trading

/// How the simulated exchange and broker behave. Part of the account's settings: changing it changes future fills.
package struct ExchangeSettings: Hashable, Sendable, Codable {
  /// A request reaches the book this long after it is sent.
  package var latency: Interval
  /// Basis points of each tick's traded volume that our orders of one side may take together, 0…10 000.
  package var participation: Int64
  /// A market-type fill is 0…this many ticks worse than the tick; the draw is a hash of (seed, order, fill).
  package var slippageTicks: Int64
  /// A paper account's is its capital.
  package var startingCash: Money
  /// Margin of an intraday (MIS) share position is its value divided by this, 1…100.
  package var intradayLeverage: Int64

  package init(
    latency: Interval = .milliseconds(50), participation: Int64 = 1000, slippageTicks: Int64 = 0,
    startingCash: Money = Money(rupees: 1_000_000), intradayLeverage: Int64 = MarginEstimate.intradayLeverage
  ) {
    self.latency = latency
    self.participation = participation
    self.slippageTicks = slippageTicks
    self.startingCash = startingCash
    self.intradayLeverage = intradayLeverage
  }

  /// Every value inside its stated range. Settings are typed by people; the exchange computes with these.
  var clamped: ExchangeSettings {
    ExchangeSettings(
      latency: min(max(latency, .zero), .minutes(10)),
      participation: min(max(participation, 0), 10_000),
      slippageTicks: min(max(slippageTicks, 0), 1000),
      startingCash: min(max(startingCash, .zero), Self.maximumCash),
      intradayLeverage: min(max(intradayLeverage, 1), 100))
  }

  /// ₹1 lakh crore: keeps sums of money far inside `Int64`.
  package static let maximumCash = Money(rupees: 1_000_000_000_000)
}
