import ArgumentParser
import Backtesting
import History
import Market

/// Which prices are used, and what they are the prices of.
struct BacktestDataOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Price files (CSV, also .gz) or folders of them, such as data/*.csv.", valueName: "file"), completion: .file())
  var bars: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Symbol of a file that has no symbol column; of one that has, the symbols to read.", valueName: "symbol"))
  var symbol: [String] = []

  @Option(help: ArgumentHelp("First day, such as 2024-01-01.", valueName: "day"), transform: OptionParsing.day)
  var from: TradingDay?
  @Option(help: ArgumentHelp("Last day.", valueName: "day"), transform: OptionParsing.day) var to: TradingDay?

  @Option(
    help: ArgumentHelp(
      "Order of dates such as 05/06/2024: day-first, month-first, year-first (default: detected in each file).",
      valueName: "order"))
  var dates: DateOrder?

  @Option(
    help: ArgumentHelp(
      "Splits and bonuses to adjust for: a CSV with symbol,ex_date,new_shares,old_shares.", valueName: "file"),
    completion: .file())
  var corporateActions: String?

  @Option(
    help: ArgumentHelp("Make longer candles first: 5m, 15m, 1h, 1d.", valueName: "length"),
    transform: BacktestParsing.interval)
  var interval: Interval?

  @Option(
    help: ArgumentHelp("Where it trades: NSE, BSE, NFO, BFO, MCX (default: from the symbol).", valueName: "name"),
    transform: BacktestParsing.exchange)
  var exchange: Exchange?
  @Option(help: ArgumentHelp("Lot size (default: by date).", valueName: "units"), transform: OptionParsing.count)
  var lot: Int64?
  @Option(help: ArgumentHelp("Price step (default: by date).", valueName: "rupees"), transform: OptionParsing.points)
  var tick: Price?
  @Option(
    help: ArgumentHelp("Daily price band around the last close (default: none).", valueName: "percent"),
    transform: OptionParsing.percent)
  var priceBand: Int64?

  @Option(help: "Session hours from: calendar or data.")
  var sessions: SessionSource = .calendar
  @Flag(help: "Bypass the price cache.") var noCache = false

  /// What the command reads: no result may replace it.
  var files: [String] { bars + [corporateActions].compactMap { $0 } }

  func validate() throws {
    if let from, let to, to < from { throw ValidationError("--to \(to) is before --from \(from).") }
    if let tick, tick > Price(rupees: 100) { throw ValidationError("--tick must be at most 100 rupees.") }
  }

  /// Checked by each command: some can do without prices.
  func requireBars() throws {
    guard bars.isEmpty else { return }
    throw ValidationError(
      "Name one or more price files with --bars FILE. What they may look like: docs/reference/data-files.md")
  }

  var overrides: TradedInstrument.Overrides {
    .init(exchange: exchange, lot: lot.map { Quantity($0) }, tick: tick, priceBand: priceBand)
  }
}

extension SessionSource: ExpressibleByArgument {}
extension DateOrder: ExpressibleByArgument {}
