package import Market
package import Strategies

/// Everything a backtest needs, whichever driver runs it.
package struct BacktestSetup: Sendable {
  /// A built-in strategy's name and its parameters.
  package var strategy: Choice
  /// Closes positions besides the strategy; nil: none does.
  package var exit: Choice?
  package var instruments: [BacktestInstrument]
  package var plan: BacktestPlan
  package var calendar: TradingCalendar
  package var charges: ChargeSchedule

  package struct Choice: Hashable, Sendable {
    package var name: String
    package var values: ParameterValues

    package init(_ name: String, _ values: ParameterValues) {
      self.name = name
      self.values = values
    }
  }

  package init(
    strategy: Choice, exit: Choice? = nil, instruments: [BacktestInstrument], plan: BacktestPlan,
    calendar: TradingCalendar = .bundled, charges: ChargeSchedule = .bundled
  ) {
    self.strategy = strategy
    self.exit = exit
    self.instruments = instruments
    self.plan = plan
    self.calendar = calendar
    self.charges = charges
  }
}

extension BacktestSetup {
  /// Candles that the strategy needs before it decides; 0 for one that does not exist.
  package var strategyWarmUp: Int { (try? strategies(strategy).strategy.warmUp) ?? 0 }

  /// A chosen strategy, and the setup's exit strategy beside it if there is one.
  func strategies(_ choice: Choice) throws(BacktestError) -> (strategy: any Strategy, exit: AnyExitStrategy?) {
    do throws(ParameterError) {
      let strategy = try StrategyCatalog.make(choice.name, choice.values)
      guard let exit else { return (strategy, nil) }
      return (strategy, try StrategyCatalog.makeExit(exit.name, exit.values))
    } catch {
      throw BacktestError("\(error.problem).", fix: error.fix)
    }
  }
}

/// Why a backtest cannot be run.
package struct BacktestError: Error, Hashable, Sendable, CustomStringConvertible {
  package var problem: String
  package var fix: String

  package init(_ problem: String, fix: String) {
    self.problem = problem
    self.fix = fix
  }

  package var description: String { "\(problem) \(fix)" }

  static func noBarInSession(isDaily: Bool) -> BacktestError {
    isDaily
      ? BacktestError(
        "No candle lies on a trading day of the calendar.",
        fix: "Check the dates, or take the data's own days: --sessions data.")
      : BacktestError(
        "No bar lies inside a trading session of its day.",
        fix: "Check dates and time zone of the file, or take the data's own hours: --sessions data.")
  }
}
