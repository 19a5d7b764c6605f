import History
import Market
import Strategies
import Trading

/// What a run's prices and trades give reason to doubt, with dates and instruments: sentences for a person.
package struct RunDoubts {
  private let setup: BacktestSetup
  private let result: BacktestResult

  package init(_ setup: BacktestSetup, _ result: BacktestResult) {
    self.setup = setup
    self.result = result
  }

  package var sentences: [String] {
    let missing = setup.instruments.map { MissingBars($0, calendar: setup.calendar) }
    return cut(setup.instruments.flatMap(OvernightJump.all).map(jump), to: Self.shownJumps)
      + cut(Self.merged(missing.compactMap(\.missingDays))) + cut(Self.merged(missing.compactMap(\.holes)))
      + cut(setup.instruments.compactMap(carried)) + [heldOverNight, bestDays].compactMap { $0 }
      + cut(setup.instruments.compactMap(sizeCut)) + noTrade
  }

  /// Sentences of one kind that are shown.
  private static let shown = 6
  /// Each of them is worth looking up.
  private static let shownJumps = 40

  private func cut(_ sentences: [String], to limit: Int = Self.shown) -> [String] {
    guard sentences.count > limit else { return sentences }
    return sentences.prefix(limit) + ["… and \(sentences.count - limit) more of this kind."]
  }

  /// What is the same of many instruments is said once: `TCS and 12 more: no bars on …`.
  private static func merged(_ sentences: [String]) -> [String] {
    var symbols: [String: [Substring]] = [:]
    var order: [String] = []
    for sentence in sentences {
      let parts = sentence.split(separator: ": ", maxSplits: 1)
      guard let symbol = parts.first, let rest = parts.last.map(String.init) else { continue }
      if symbols[rest] == nil { order.append(rest) }
      symbols[rest, default: []].append(symbol)
    }
    return order.map { rest in
      let names = symbols[rest] ?? []
      let more = names.count > 1 ? " and \(names.count - 1) more" : ""
      return "\(names.first ?? "")\(more): \(rest)"
    }
  }

  private func symbol(_ id: InstrumentID) -> String {
    setup.instruments.first { $0.id == id }?.bars.symbol ?? ""
  }

  // MARK: Prices

  private func jump(_ jump: OvernightJump) -> String {
    let held = result.trades.filter {
      symbol($0.instrument) == jump.symbol && $0.opened.istDay < jump.day && $0.closed.istDay >= jump.day
    }
    let trades =
      held.isEmpty
      ? ""
      : " \(held.count) trade\(held.count == 1 ? " was" : "s were") held over it and made"
        + " \(ReportNumber.signed(held.reduce(.zero) { $0 + $1.net }))."
    return "\(jump.text): a split or bonus? Such prices are not adjusted.\(trades) Take adjusted prices, or name the"
      + " event with --corporate-actions FILE."
  }

  /// Above this share of a series' bars.
  private static let manyCarried = 0.02

  private func carried(_ instrument: BacktestInstrument) -> String? {
    let bars = instrument.bars
    guard bars.hasVolume, !bars.isEmpty else { return nil }
    let carried = (0..<bars.count).count { bars.isCarried($0) }
    guard Double(carried) > Double(bars.count) * Self.manyCarried else { return nil }
    let share = ReportNumber.percent(Double(carried) / Double(bars.count), decimals: 0)
    return "\(bars.symbol): in \(share) of the candles (\(ReportNumber.count(carried))) nobody traded, they carry the"
      + " last price on. Nothing fills there, and indicators see a market that stood still."
  }

  // MARK: Trades

  private var heldOverNight: String? {
    let late = result.trades.filter { $0.product == .mis && $0.opened.istDay < $0.closed.istDay }
    guard !late.isEmpty else { return nil }
    let named = late.prefix(Self.shown).map { trade in
      "\(symbol(trade.instrument)) \(trade.opened.istDay) to \(trade.closed.istDay)"
    }.joined(separator: ", ")
    let more = late.count > Self.shown ? " and \(late.count - Self.shown) more" : ""
    return "\(ReportNumber.count(late.count)) intraday position\(late.count == 1 ? "" : "s") could not be closed on the"
      + " same day, because no price came any more (nobody traded, or the file ends early): \(named)\(more). A broker would close them at a price of its own, or"
      + " ask for the full margin, which entries of later days went without."
  }

  /// Fewer days with trades than this always depend on the best.
  private static let manyDays = 10
  private static let bestDayCount = 2

  private var bestDays: String? {
    var days: [TradingDay: Money] = [:]
    for trade in result.trades { days[trade.closed.istDay, default: .zero] += trade.net }
    let total = result.trades.reduce(Money.zero) { $0 + $1.net }
    let best = days.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.bestDayCount)
    let earned = best.reduce(Money.zero) { $0 + $1.value }
    guard days.count >= Self.manyDays, total > .zero, earned.raw * 2 > total.raw else { return nil }
    let names = best.map { "\($0.key)" }.sorted().joined(separator: " and ")
    return "\(names) earned \(ReportNumber.rupees(earned)) of \(ReportNumber.rupees(total)): without these"
      + " \(Self.bestDayCount) days the result is \(ReportNumber.signed(total - earned))."
  }

  // MARK: Size

  private func lots(of instrument: BacktestInstrument) -> [Quantity] {
    guard instrument.instrument.kind.isDerivative, !instrument.bars.isEmpty else { return [] }
    let last = instrument.bars.start(instrument.bars.count - 1).istDay
    let first = instrument.terms.terms(on: instrument.bars.start(0).istDay).lotSize
    let later = instrument.terms.rows.filter { $0.from > instrument.bars.start(0).istDay && $0.from <= last }
    return [first] + later.map(\.terms.lotSize)
  }

  private func sizeCut(_ instrument: BacktestInstrument) -> String? {
    guard case .quantity(let asked) = setup.plan.sizing else { return nil }
    guard let lot = lots(of: instrument).first(where: { asked.units % max($0.units, 1) != 0 }) else { return nil }
    let symbol = instrument.bars.symbol
    let whole = asked.units / max(lot.units, 1) * lot.units
    return whole == 0
      ? "\(asked) units of \(symbol) are less than one lot of \(lot): such entries are refused. Use --lots 1."
      : "\(asked) units of \(symbol) are no whole number of lots of \(lot): such entries trade \(whole)."
  }

  // MARK: No trade

  private var noTrade: [String] {
    guard result.trades.isEmpty, result.denials.isEmpty else { return [] }
    if setup.strategy.name == VWAPPullback.description.name, !setup.instruments.contains(where: \.bars.hasVolume) {
      return ["\(setup.strategy.name) needs volumes, and these prices have none: there is no VWAP, so no signal."]
    }
    let bars = setup.instruments.map(\.bars.count).max() ?? 0
    let warmUp = max(setup.strategyWarmUp, setup.plan.warmUp)
    guard bars <= warmUp else { return ["The strategy gave no signal to enter: nothing was refused."] }
    return ["The strategy warms up over \(warmUp) candles, and the prices have \(bars): it could not act."]
  }
}
