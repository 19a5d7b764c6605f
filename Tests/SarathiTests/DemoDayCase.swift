import Backtesting
import Engine
import History
import Market
import Storage
import Strategies
import Testing
import Trading

@testable import sarathi

/// A strategy that trades RELIANCE on the demo day, in the words of the desk and of a backtest.
struct DemoDayCase: Sendable, CustomTestStringConvertible {
  var strategy: String
  var settings: [String]
  var quantity: Int64
  var exitPlan = ExitPlan.none

  var testDescription: String { "\(strategy) \(settings.joined(separator: " ")) \(quantity)" }

  static let symbol = "RELIANCE"
  private static let minute = Interval.minutes(1)
  private static let squareOff = TimeOfDay(15, 15)
  private static let morning = Timestamp(day: DemoDay.day, time: TimeOfDay(9, 0))

  static let all = [
    DemoDayCase(strategy: "ema-crossover", settings: ["fast=5", "slow=13"], quantity: 10),
    // Larger than what trades in a second: fills come in parts.
    DemoDayCase(strategy: "ema-crossover", settings: ["fast=3", "slow=8"], quantity: 400),
    DemoDayCase(
      strategy: "rsi-swing", settings: [], quantity: 25,
      exitPlan: ExitPlan(stop: .distance(.basisPoints(25)), target: .distance(.basisPoints(40)))),
    DemoDayCase(strategy: "opening-range-breakout", settings: [], quantity: 10),
  ]

  /// The demo's account, free to trade and lose as much as a backtest.
  static var account: AccountSettings {
    var account = DemoDay.account
    account.limits = RiskLimits(
      orderValue: account.capital, positionValue: account.capital, tradesPerDay: .max, ordersInFlight: .max,
      dailyLoss: account.capital, dailyLossBasisPoints: 10_000, drawdown: account.capital)
    return account
  }

  var link: Link {
    var link = Link(
      id: LinkID(101), name: strategy, accounts: [Self.account.id], sizing: .quantity(Quantity(quantity)),
      exitPlan: exitPlan)
    link.mayShort = true
    link.reverses = true
    link.entryUntil = Self.squareOff
    // A backtest's signal does not grow old while the position before it is being closed.
    link.maximumAge = .hours(1)
    // 15:15: the session ended at 15:30.
    link.closePolicy = .squareOff(before: .minutes(15))
    return link
  }

  var deployment: Deployment {
    var deployment = Deployment(
      id: DeploymentID(1), strategy: strategy, kind: .strategy, link: LinkID(101),
      instruments: [.init(exchange: .nse, symbol: Self.symbol)], interval: Self.minute,
      at: Self.morning)
    deployment.parameters = settings.map { setting in
      let parts = setting.split(separator: "=").map(String.init)
      return .init(parts[0], parts[1])
    }
    return deployment
  }

  func setup(_ ticks: TickSeries) throws -> BacktestSetup {
    var plan = BacktestPlan()
    plan.capital = Self.account.capital
    plan.sizing = .quantity(Quantity(quantity))
    plan.exitPlan = exitPlan
    plan.squareOff = Self.squareOff
    plan.fill = .ticks
    let terms = ContractTerms(
      lotSize: Quantity(1), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: .maximum,
      sessionClass: .cashWithDerivatives)
    let instrument = BacktestInstrument(
      id: InstrumentID(0), instrument: .equity(Self.symbol), terms: DatedTerms(terms),
      bars: ticks.bars(of: Self.minute), ticks: ticks)
    return BacktestSetup(
      strategy: .init(strategy, try StrategyCatalog.values(for: strategy, settings)), instruments: [instrument],
      plan: plan)
  }
}
