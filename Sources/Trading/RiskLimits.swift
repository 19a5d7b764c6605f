package import Market

/// The limits of an account. There is no "unlimited": a limit that is not wanted is set high, by a person.
package struct RiskLimits: Hashable, Sendable, Codable {
  /// Largest value of one order intent.
  package var orderValue: Money
  /// Largest value of one position, in-flight entries counted.
  package var positionValue: Money
  /// Largest quantity held of one instrument over all links, in-flight entries counted.
  package var instrumentQuantity: Quantity
  package var openPositions: Int
  /// Entries a day.
  package var tradesPerDay: Int
  /// Entry orders not yet final at one time.
  package var ordersInFlight: Int
  /// The day's loss (realised, unrealised and charges) that stops entries.
  package var dailyLoss: Money
  /// The same in basis points of the capital.
  package var dailyLossBasisPoints: Int64
  /// Fall from the day's best result that stops entries.
  package var drawdown: Money
  /// How old a price may be that sizes or prices an entry.
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
  /// Value of the position the order would raise, open and in flight.
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
