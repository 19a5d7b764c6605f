import ArgumentParser
import Backtesting
import Strategies

/// Which strategy decides, and what may close its positions besides.
struct BacktestStrategyOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The strategy: \(StrategyCatalog.all.names).", valueName: "name")) var strategy: String

  @Option(name: .customLong("set"), help: ArgumentHelp("A parameter; repeat for several.", valueName: "name=value"))
  var settings: [String] = []

  @OptionGroup var exit: BacktestExitOptions

  func validate() throws { _ = try choice() }

  func choice() throws -> BacktestSetup.Choice {
    .init(strategy, try usage { () throws(ParameterError) in try StrategyCatalog.values(for: strategy, settings) })
  }

}

/// What may close positions besides the strategy.
struct BacktestExitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Also use an exit strategy: \(StrategyCatalog.exits.names).", valueName: "name"))
  var exit: String?

  @Option(
    name: .customLong("set-exit"),
    help: ArgumentHelp("A parameter of the exit strategy; repeat for several.", valueName: "name=value"))
  var exitSettings: [String] = []

  func validate() throws { _ = try choice() }

  func choice() throws -> BacktestSetup.Choice? {
    guard let exit else {
      guard exitSettings.isEmpty else { throw ValidationError("--set-exit needs --exit NAME.") }
      return nil
    }
    return .init(
      exit, try usage { () throws(ParameterError) in try StrategyCatalog.exitValues(for: exit, exitSettings) })
  }
}

extension [StrategyDescription] {
  /// For help texts.
  var names: String { map(\.name).joined(separator: ", ") }
}

/// Turns what is wrong with a parameter into a wrong call of the command.
func usage<T>(_ body: () throws(ParameterError) -> T) throws -> T {
  do { return try body() } catch { throw ValidationError("\(error)") }
}
