import ArgumentParser
import Backtesting
import Strategies

/// Which parameters a sweep tries.
struct SweepOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The strategy: \(StrategyCatalog.all.names).", valueName: "name"))
  var strategy: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Values of a parameter: fast=3..22, slow=25..120:5, direction=both,long or fast=9; repeat for several.",
      valueName: "name=values"))
  var settings: [String] = []

  @OptionGroup var exit: BacktestExitOptions

  @Option(help: ArgumentHelp("Number of random combinations to run (default: all).", valueName: "count"))
  var random: Int?
  @Option(help: ArgumentHelp("Random seed.", valueName: "number"))
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Runs at a time (default: one for each core).", valueName: "count")) var jobs: Int?
  @Option(help: "Rank by: \(SweepMetric.allCases.map(\.rawValue).joined(separator: ", ")).")
  var sort: SweepMetric = .sharpe
  @Option(help: ArgumentHelp("Number of rows to show.", valueName: "count")) var top = 20
  @Option(
    help: ArgumentHelp(
      "Choose on this share of the days, then test the best on the rest.", valueName: "percent"))
  var split: Int?

  /// More than an evening's work, and more rows than memory should hold.
  static let maximumCombinations = 10_000_000

  func validate() throws {
    let grid = try grid()
    guard !grid.varied.isEmpty else {
      throw ValidationError("A sweep needs a parameter with several values: --set fast=3..22.")
    }
    if let random {
      guard (1...Self.maximumCombinations).contains(random) else {
        throw ValidationError("--random must be 1 to \(Self.maximumCombinations).")
      }
    } else if grid.count > Self.maximumCombinations {
      throw ValidationError(
        "\(grid.count) combinations are too many: take larger steps, or draw some with --random 10000.")
    }
    if let jobs, !(1...1_024).contains(jobs) { throw ValidationError("--jobs must be 1 to 1024.") }
    guard (1...10_000).contains(top) else { throw ValidationError("--top must be 1 to 10000.") }
    if let split, !(1...99).contains(split) { throw ValidationError("--split must be 1 to 99 percent.") }
  }

  func grid() throws -> ParameterGrid {
    let name = strategy
    return try usage { () throws(ParameterError) in
      let description = try StrategyCatalog.description(named: name)
      var axes: [ParameterAxis] = []
      for setting in settings { axes.append(try ParameterAxis(setting, of: description)) }
      return try ParameterGrid(description, axes: axes, base: ParameterValues(description)) { values in
        do throws(ParameterError) {
          try StrategyCatalog.check(name, values)
          return true
        } catch {
          return false
        }
      }
    }
  }
}

extension SweepMetric: ExpressibleByArgument {}
