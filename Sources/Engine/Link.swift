package import Market
package import Trading

/// Which contract an underlying's signal means.
package struct OptionRule: Hashable, Sendable, Codable {
  package enum Moneyness: Hashable, Sendable, Codable {
    case atTheMoney
    /// This many listed strikes in, or out of, the money.
    case inTheMoney(Int)
    case outOfTheMoney(Int)
  }
  package enum Expiry: String, Hashable, Sendable, Codable {
    case thisWeek, nextWeek, thisMonth
  }
  package var moneyness: Moneyness
  package var expiry: Expiry
  /// Contracts with fewer days left than this are passed over.
  package var minimumDaysToExpiry: Int

  package init(moneyness: Moneyness = .atTheMoney, expiry: Expiry = .thisWeek, minimumDaysToExpiry: Int = 0) {
    self.moneyness = moneyness
    self.expiry = expiry
    self.minimumDaysToExpiry = minimumDaysToExpiry
  }
}

/// What happens to a link's positions as the session of their class ends.
package enum ClosePolicy: Hashable, Sendable, Codable {
  /// Closed this long before the close.
  case squareOff(before: Interval)
  /// One minute before the close: in profit, it stays if the product allows; else it is closed. (The "15:29 rule".)
  case keepIfProfitable
  /// Stays; only for products that may.
  case carry
}

/// Strategy name, sizing, exit plan and permissions behind one webhook URL.
package struct Link: Hashable, Sendable, Codable {
  package var id: LinkID
  package var name: String
  package var accounts: [AccountID]
  package var isEnabled = true
  package var product: Product = .mis
  package var sizing: Sizing
  package var exitPlan: ExitPlan
  /// Which option BUY_CALL, BUY_PUT, SELL_CALL and SELL_PUT trade on the underlying that a signal names. BUY and SHORT do
  /// not read it.
  package var optionRule: OptionRule?
  package var closePolicy: ClosePolicy = .squareOff(before: Product.squareOffLead)
  /// Entries only within these clock times; the session's own bounds apply in any case.
  package var entryFrom = TimeOfDay(9, 15)
  package var entryUntil = TimeOfDay(15, 0)
  /// How old a signal may be when it raises exposure.
  package var maximumAge: Interval = .seconds(30)
  /// How long an identity without its own time is remembered.
  package var duplicateWindow: Interval = .seconds(20)
  package var mayShort = false
  package var mayWriteOptions = false
  /// A stop that an alert names may be further away than the link's own.
  package var mayWidenStop = false
  /// How far from the last price an alert's limit may be, in basis points of it.
  package var limitDistance: Int64 = 2_000
  /// A BUY while short (SHORT while long) closes, and then enters the other way.
  package var reverses = false
  /// The strategy whose alerts it takes; alerts that name another one are not acted on. Nil: all are its own.
  package var strategy: String?
  /// How long an unfilled entry stays in the market.
  package var entryLifetime: Interval = .seconds(60)

  package init(id: LinkID, name: String, accounts: [AccountID], sizing: Sizing, exitPlan: ExitPlan = .none) {
    self.id = id
    self.name = name
    self.accounts = accounts
    self.sizing = sizing
    self.exitPlan = exitPlan
  }
}

/// One login at one broker, or paper.
package struct AccountSettings: Hashable, Sendable, Codable {
  package enum Mode: String, Hashable, Sendable, Codable {
    case paper, live
  }
  package var id: AccountID
  package var name: String
  package var mode: Mode
  package var capital: Money
  package var limits: RiskLimits
  package var capabilities: BrokerCapabilities
  /// Brokerage plan by which charges accrue.
  package var chargePlan: String
  /// Close everything when the day's loss limit is reached, not only stop entries.
  package var squareOffOnLossLimit = false
  /// How far from the last price a market order may fill, in basis points.
  package var marketProtection: Int64 = 100

  package init(
    id: AccountID, name: String, mode: Mode = .paper, capital: Money, limits: RiskLimits = RiskLimits(),
    capabilities: BrokerCapabilities = .paper, chargePlan: String = "zerodha"
  ) {
    self.id = id
    self.name = name
    self.mode = mode
    self.capital = capital
    self.limits = limits
    self.capabilities = capabilities
    self.chargePlan = chargePlan
  }
}
