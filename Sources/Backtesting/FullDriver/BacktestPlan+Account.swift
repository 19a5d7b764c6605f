import Engine
import Market
import Simulation
import Trading

/// The plan in the words of an account: what the desk would be told.
extension BacktestPlan {
  /// - Parameter capital: starting capital and every result so far.
  func settings(capital: Money) -> AccountSettings {
    var settings = AccountSettings(
      id: AccountID(1), name: "Backtest", capital: checksMargin ? capital : ExchangeSettings.maximumCash,
      limits: limits, capabilities: Self.capabilities, chargePlan: chargePlan)
    // A candle's prices lie far apart: only a market without any price would keep an order from filling.
    if fill != .ticks { settings.marketProtection = 2000 }
    return settings
  }

  /// One link for each instrument, since each has hours of its own.
  func link(for instrument: BacktestInstrument) -> Link {
    var link = Link(
      id: LinkID(instrument.id.index + 1), name: instrument.instrument.symbol, accounts: [AccountID(1)],
      sizing: sizing, exitPlan: exitPlan)
    link.product = product
    link.mayShort = allowsShort
    link.reverses = reverses
    link.maximumAge = Self.always
    link.entryFrom = entryFrom
    link.entryUntil = entryUntil
    link.entryLifetime = entryLifetime
    link.closePolicy = .carry
    return link
  }

  /// No broker's budgets bind a backtest. Its exchange ends the orders of a day and always says so; what is decided on a
  /// daily candle stays for the next day's opening.
  private static let capabilities = BrokerCapabilities(
    modificationLimit: 1_000_000, requestsPerSecond: 1_000_000_000, requestsPerMinute: 1_000_000_000,
    requestsPerDay: 1_000_000_000, ordersEndWithTheirDay: false)

  private var chargePlan: String {
    if case .plan(let name) = costs { name } else { ChargeSchedule.flatPlan }
  }

  /// The rates by which the engine books charges.
  func schedule(over charges: ChargeSchedule) throws(BacktestError) -> ChargeSchedule {
    switch costs {
    case .plan: charges
    case .perBillion(let share): try ChargeSchedule(flatPerBillion: share)
    case .none: try ChargeSchedule(flatPerBillion: 0)
    }
  }
}

extension ChargeSchedule {
  static let flatPlan = "flat"

  /// One plan whose brokerage is a share of the value, and no levies.
  init(flatPerBillion share: Int64) throws(BacktestError) {
    let decimals = String(10_000_000 + share % 10_000_000).dropFirst()
    let percent = "\(share / 10_000_000).\(decimals)"
    let levies = ["stt", "stt_exercise", "exchange", "sebi", "stamp", "gst"]
    let rows =
      ["row,name,exchange,segment,side,effective_from,percent,flat,minimum,cap"]
      + levies.map { "rate,\($0),any,any,both,1970-01-01,0,,," }
      + [
        "brokerage,\(Self.flatPlan),any,any,both,1970-01-01,\(percent),,,",
        "dp,\(Self.flatPlan),any,any,both,1970-01-01,0,,,",
      ]
    do throws(ChargeScheduleError) {
      try self.init(parsing: Array(rows.joined(separator: "\n").utf8))
    } catch {
      throw BacktestError("A share of \(percent) % of the value is no cost.", fix: "Give one from 0 to below 100 %.")
    }
  }
}
