import ArgumentParser
import Backtesting
import Foundation
import History
import Market
import Strategies
import Trading

/// What the reference workloads W1 to W3 have in common: 100 shares of each instrument on the crossing of two averages.
struct BenchCrossover {
  /// Where columns are kept; nil: text is read each time.
  var cacheFolder: URL?
  var driver = BacktestDriverOptions.Driver.runner

  /// Reads bars, one instrument a file.
  func instruments(_ files: [URL], limit: Int? = nil) throws -> [BacktestInstrument] {
    let loaded = try HistoryLoader(cacheFolder: cacheFolder).bars(files)
    let terms = ContractTerms(
      lotSize: Quantity(1), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: .maximum,
      sessionClass: .cashWithDerivatives)
    return loaded.series.enumerated().map { index, series in
      BacktestInstrument(
        id: InstrumentID(Int32(index)), instrument: .equity(series.symbol), terms: DatedTerms(terms),
        bars: limit.map { series[0..<min($0, series.count)] } ?? series, sessions: .data)
    }
  }

  func setup(
    _ instruments: [BacktestInstrument], capital: Money, fast: Int = 9, slow: Int = 21
  ) throws -> BacktestSetup {
    var plan = BacktestPlan()
    plan.capital = capital
    plan.sizing = .quantity(Quantity(100))
    plan.squareOff = TimeOfDay(15, 20)
    plan.costs = .perBillion(300_000)
    plan.warmUp = 375
    plan.checksMargin = false
    let values = try StrategyCatalog.values(
      for: EMACrossover.description.name, ["fast=\(fast)", "slow=\(slow)", "seed=first"])
    return BacktestSetup(
      strategy: .init(EMACrossover.description.name, values), instruments: instruments, plan: plan)
  }

  func run(_ setup: BacktestSetup) throws -> BacktestResult {
    switch driver {
    case .runner: return try Backtest.run(setup, recording: .trades)
    case .full:
      var engine = try EngineBacktest(setup)
      return engine.run()
    }
  }
}

/// One line of JSON: what a workload came to and how long it took, in processor seconds.
struct BenchCrossoverReport: BenchReport {
  var workload: String
  var bars: Int
  var trades: Int
  var finalEquity: Double
  var loadSeconds: Double
  var runSeconds: Double
  var bestFast: Int?
  var bestSlow: Int?
  var bestEquity: Double?

  enum CodingKeys: String, CodingKey {
    case workload, bars, trades
    case finalEquity = "final_equity"
    case loadSeconds = "load_seconds"
    case runSeconds = "run_seconds"
    case bestFast = "best_fast"
    case bestSlow = "best_slow"
    case bestEquity = "best_equity"
  }

  var rows: [BenchRow] {
    let millions = Double(bars) / 1e6 / max(runSeconds, 1e-9)
    return [
      BenchRow(
        "backtest \(workload): run", target: target.text,
        "\((runSeconds * 1000).rounded(to: 1)) ms, \(millions.rounded(to: 0)) M bars/s, \(trades) trades",
        met: target.seconds.map { runSeconds <= $0 }),
      BenchRow("backtest \(workload): read", "\((loadSeconds * 1000).rounded(to: 0)) ms"),
    ]
  }

  /// W3's target is for the whole process: reading and running.
  private var target: (text: String, seconds: Double?) {
    switch workload {
    case "W1": ("≤ 18 ms (aim 9)", 0.018)
    case "W2": ("≤ 400 ms (aim 100)", 0.4)
    case "W3": ("≤ 200 ms with reading (aim 90)", 0.2 - loadSeconds)
    default: ("", nil)
    }
  }

  /// The line, and the same for a person.
  func print(isQuiet: Bool) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    Console.line(String(decoding: try encoder.encode(self), as: UTF8.self))
    if !isQuiet { for row in rows { Console.note("\(row.what): \(row.measured)") } }
  }
}

extension Money {
  /// For JSON figures only.
  var inRupees: Double { Double(raw) / Double(Price.unitsPerRupee) }
}

/// Options of the three workloads.
struct BenchCrossoverOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Keep columns of the files here, and use them.", valueName: "folder")) var cache: String?
  @Option(help: "runner or full.") var driver: BacktestDriverOptions.Driver = .runner
  @Flag(help: "Print the JSON line only.") var json = false

  var crossover: BenchCrossover {
    BenchCrossover(cacheFolder: cache.map { URL(filePath: $0, directoryHint: .isDirectory) }, driver: driver)
  }
}
