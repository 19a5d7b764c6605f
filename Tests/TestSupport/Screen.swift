package import Market

// Prices, money, quantities and days are written in tests as a trader reads them on a screen. A literal that is none
// becomes an impossible value and fails the test.

extension Price: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self = Price(parsing: text) ?? Price(raw: .min) }
}

extension Money: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self = Money(parsing: text) ?? Money(raw: .min) }
}

extension Quantity: ExpressibleByIntegerLiteral {
  public init(integerLiteral units: Int64) { self.init(units) }
}

extension TradingDay: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self = TradingDay(parsing: text) ?? TradingDay(daysSince1970: 0) }
}
