package import Market
package import Trading

/// How a backtest trades: what a link and an account say on the desk, and how history fills orders.
package struct BacktestPlan: Hashable, Sendable, Codable {
  package var capital: Money = Money(rupees: 1_000_000)
  package var sizing: Sizing = .quantity(Quantity(1))
  package var exitPlan: ExitPlan = .none
  package var product: Product = .mis
  /// Positions close at this time of the day; nil: they may stay over night, if the product allows. Entries end there.
  package var squareOff: TimeOfDay? = TimeOfDay(15, 15)
  package var entryFrom = TimeOfDay(0, 0)
  package var entryUntil = TimeOfDay(23, 59, 59)
  /// An entry that has not filled by then is withdrawn.
  package var entryLifetime: Interval = .seconds(60)
  package var mayShort = true
  /// Shares held for delivery are never sold short.
  package var allowsShort: Bool { mayShort && product != .cnc }
  /// An opposite wish closes and then enters the other way.
  package var reverses = true
  package var fill: FillRule = .nextOpen
  package var slippage: Slippage = .none
  package var costs: Costs = .plan("zerodha")
  /// At least this many bars pass before wishes count, whatever the strategy asks.
  package var warmUp = 0
  /// Entries need margin, as the broker would ask (an estimate).
  package var checksMargin = true
  package var maximumOpenPositions: Int?
  package var maximumTradesPerDay: Int?

  package init() {}

  /// When and at which price an order of a candle backtest fills, and in which order prices came inside a candle.
  package enum FillRule: String, Hashable, Sendable, Codable, CaseIterable {
    /// At the next candle's open. Inside a candle the worst comes first: stops are met before targets.
    case nextOpen = "next-open"
    /// At the close of the deciding candle: optimistic, since nobody can act on a price that is gone.
    case sameClose = "same-close"
    /// At the next candle's open. Inside a candle: open, the nearer of high and low, the other, close.
    case ohlcPath = "ohlc-path"
    /// At the next tick.
    case ticks
  }

  /// How much worse than the price an order at the market fills.
  package enum Slippage: Hashable, Sendable, Codable {
    case none
    case ticks(Int64)
    case basisPoints(Int64)
  }

  package enum Costs: Hashable, Sendable, Codable {
    /// Every levy by date, and the brokerage of this plan.
    case plan(String)
    /// A share of each fill's value: 300 000 is 0.03 %.
    case perBillion(Int64)
    case none
  }
}
