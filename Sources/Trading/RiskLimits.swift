package import Market

/// The limits of an account, over all its links; another account has its own. They bind entries only, at the moment they
/// are decided: a signal that waits is asked again when its turn comes.
///
/// *In flight* is every entry order that may still fill: held back, sent, resting, or of unknown fate. A reached amount is
/// allowed, one unit above is not; counts and losses stop entries as soon as they are reached. What other people hold in
/// the same account is not counted. There is no "unlimited": a limit that is not wanted is set high, by a person.
package struct RiskLimits: Hashable, Sendable, Codable {
  /// Largest value of one entry, before it is cut into slices. A unit is worth the last price; with a limit price that,
  /// and for a sale the dearer of the two.
  package var orderValue: Money
  /// Largest value of one instrument, over all links and products: what is held at the last price, what is in flight, and
  /// the new entry.
  package var positionValue: Money
  /// Largest quantity of one instrument in units, over all links and products, counted alike.
  package var instrumentQuantity: Quantity
  /// Positions that are open or have an entry in flight, those being closed included. Two links in one instrument are two.
  package var openPositions: Int
  /// Entries a day, whatever became of them; slices of one are one.
  package var tradesPerDay: Int
  /// Entry orders in flight at one time; each slice is one.
  package var ordersInFlight: Int
  /// The day's loss that stops entries, those in the market too: realised today, unrealised of everything open, and
  /// charges. A position that was carried counts from its entry.
  package var dailyLoss: Money
  /// The same in basis points of the capital; the smaller of the two binds.
  package var dailyLossBasisPoints: Int64
  /// Fall from the day's best result, or from zero, that stops entries in the same way. The best is known to ₹10.
  package var drawdown: Money
  /// How old a price may be that sizes or prices an entry; and that of anything held, since the day's result follows from
  /// it.
  package var priceAge: Interval

  package init(
    orderValue: Money = Money(rupees: 500_000), positionValue: Money = Money(rupees: 500_000),
    instrumentQuantity: Quantity = Quantity(100_000), openPositions: Int = 5, tradesPerDay: Int = 40,
    ordersInFlight: Int = 10, dailyLoss: Money = Money(rupees: 20_000), dailyLossBasisPoints: Int64 = 300,
    drawdown: Money = Money(rupees: 25_000), priceAge: Interval = .seconds(15)
  ) {
    self.orderValue = orderValue
    self.positionValue = positionValue
    self.instrumentQuantity = instrumentQuantity
    self.openPositions = openPositions
    self.tradesPerDay = tradesPerDay
    self.ordersInFlight = ordersInFlight
    self.dailyLoss = dailyLoss
    self.dailyLossBasisPoints = dailyLossBasisPoints
    self.drawdown = drawdown
    self.priceAge = priceAge
  }

  /// The loss at which entries stop: the smaller of the rupee and the percent limit.
  package func lossLimit(capital: Money) -> Money {
    min(dailyLoss, capital.scaled(by: dailyLossBasisPoints, over: 10_000))
  }
}

/// What the account has at stake, open and in flight, at the moment risk is asked.
package struct Exposure: Hashable, Sendable {
  package var capital: Money
  /// Open positions plus entries in flight for positions not yet open.
  package var openPositions: Int
  package var tradesToday: Int
  package var ordersInFlight: Int
  /// Quantity of the proposed instrument, open and in flight, over all links.
  package var instrumentQuantity: Quantity
  /// Value of the proposed instrument, open and in flight, over all links.
  package var positionValue: Money
  /// Realised and unrealised result of the day after charges.
  package var dayResult: Money
  /// The best ``dayResult`` seen today, at least zero.
  package var dayPeak: Money
  /// Cash not bound by open positions or entries in flight.
  package var availableMargin: Money
  /// Margin the proposed order would bind.
  package var requiredMargin: Money

  package init(
    capital: Money, openPositions: Int = 0, tradesToday: Int = 0, ordersInFlight: Int = 0,
    instrumentQuantity: Quantity = .zero, positionValue: Money = .zero, dayResult: Money = .zero,
    dayPeak: Money = .zero, availableMargin: Money, requiredMargin: Money = .zero
  ) {
    self.capital = capital
    self.openPositions = openPositions
    self.tradesToday = tradesToday
    self.ordersInFlight = ordersInFlight
    self.instrumentQuantity = instrumentQuantity
    self.positionValue = positionValue
    self.dayResult = dayResult
    self.dayPeak = dayPeak
    self.availableMargin = availableMargin
    self.requiredMargin = requiredMargin
  }
}
