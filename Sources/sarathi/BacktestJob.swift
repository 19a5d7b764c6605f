import Backtesting
import History
import Market
import Strategies
import Trading

/// A backtest that is ready to run: options and prices brought together.
struct BacktestJob {
  var setup: BacktestSetup
  /// What stands in the report of each instrument's files, in the setup's order.
  var loads: [[LoadReport]]
  /// Choices that were made for the person: "RELIANCE: shares for ₹1,00,000 each time (--quantity …)".
  var notes: [String] = []

  /// - Throws: `BacktestError` for prices that cannot be traded as asked.
  init(
    strategy: BacktestSetup.Choice, exit: BacktestSetup.Choice?, trading: BacktestTradingOptions,
    data: BacktestDataOptions, prices: BacktestPrices, configuration: Configuration
  ) throws {
    var instruments: [BacktestInstrument] = []
    for (index, series) in prices.series.enumerated() {
      let traded = try TradedInstrument(series, overrides: data.overrides)
      notes += traded.notes
      instruments.append(
        BacktestInstrument(
          id: InstrumentID(Int32(index)), instrument: traded.instrument, terms: traded.terms, bars: series,
          ticks: prices.ticks.isEmpty ? nil : prices.ticks[index], sessions: data.sessions))
    }
    setup = BacktestSetup(
      strategy: strategy, exit: exit, instruments: instruments, plan: try trading.plan(),
      calendar: try configuration.calendar(), charges: try configuration.chargeSchedule())
    notes += prices.adjustments
    for instrument in instruments {
      let days = instrument.daysOfUnknownHours(by: setup.calendar)
      guard !days.isEmpty else { continue }
      notes.append(
        "the hours of \(BacktestText.cut(days, to: 4).joined(separator: ", ")) are not known: those of the prices count"
      )
    }
    loads = prices.series.map { prices.loads(of: $0.symbol) }
    try checkCosts()
    try chooseProduct(trading)
    try chooseSize(trading)
    setup.plan.warmUp = max(setup.plan.warmUp, setup.strategyWarmUp)
  }

  private var kinds: [InstrumentKind] { setup.instruments.map(\.instrument.kind) }
  private var hasShares: Bool { kinds.contains { !$0.isDerivative } }
  private var hasCommodities: Bool { setup.instruments.contains { $0.instrument.exchange == .mcx } }
  private var hasDerivatives: Bool { kinds.contains(where: \.isDerivative) }

  private func checkCosts() throws {
    guard case .plan(let name) = setup.plan.costs, !setup.charges.plans.contains(name) else { return }
    let known = setup.charges.plans.filter { $0 != "none" }
    let guess = Suggestion.nearest(to: name, among: known).map { "Did you mean \($0)? " } ?? ""
    throw BacktestError(
      "--costs \(name): there is no such plan.",
      fix: "\(guess)There are \(known.joined(separator: ", ")), none and percent:0.03.")
  }

  /// Daily candles are held over night, minute candles are not, unless something else was said.
  private mutating func chooseProduct(_ trading: BacktestTradingOptions) throws {
    let isDaily = setup.instruments.contains { $0.bars.isDaily }
    let overnight: Product = hasDerivatives ? .nrml : .cnc
    setup.plan.product = trading.product ?? (isDaily ? overnight : .mis)
    guard !(setup.plan.product == .cnc && hasDerivatives), !(setup.plan.product == .nrml && hasShares) else {
      throw BacktestError(
        "--product \(setup.plan.product.rawValue.lowercased()) does not fit what is traded: shares are mis or cnc, "
          + "derivatives mis or nrml.", fix: "Leave --product out, or use \(overnight.rawValue.lowercased()) or mis.")
    }
    guard !isDaily || setup.plan.product.mayStayOvernight else {
      throw BacktestError(
        "Daily candles and --product mis do not go together: mis may not stay over night.",
        fix: "Leave --product out, or use \(overnight.rawValue.lowercased()).")
    }
    if isDaily, trading.product == nil { notes.append("daily candles: product \(overnight.rawValue), held over night") }
    setup.plan.squareOff =
      switch trading.squareOff {
      case .at(let time): time
      case .never: nil
      // On MCX, which trades into the night, fifteen minutes before the close, and so beside it.
      case nil: setup.plan.product == .mis && !hasCommodities ? TimeOfDay(15, 15) : nil
      }
    if setup.plan.product == .cnc, setup.plan.mayShort {
      setup.plan.mayShort = false
      notes.append("shares held over night (cnc) cannot be sold short: long only")
    }
  }

  private mutating func chooseSize(_ trading: BacktestTradingOptions) throws {
    if let sizing = try trading.size.sizing() {
      setup.plan.sizing = sizing
    } else if hasShares && hasDerivatives {
      throw BacktestError(
        "Shares and derivatives in one run have no common default size.",
        fix:
          "Choose symbols with --symbol, or say how much each entry trades: --rupees 500000, --lots 1 or --quantity 100."
      )
    } else if hasDerivatives {
      setup.plan.sizing = .lots(1)
      notes.append("size: 1 lot each time (--lots, --quantity, --rupees or --risk change it)")
    } else {
      setup.plan.sizing = .rupees(Self.defaultShareValue)
      notes.append("size: shares for at most ₹1,00,000 each time (--rupees, --quantity or --risk change it)")
    }
  }

  private static let defaultShareValue = Money(rupees: 100_000)
}
