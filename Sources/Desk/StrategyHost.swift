import Engine
import History
import Market
import Storage
import Strategies
import Trading

/// The deployed strategies of a desk: prices in, wishes out. A plain value without clock or disk.
///
/// At one instant candles close before the next price is taken, and exit strategies are asked before strategies, each in
/// the order of their deployments. The desk asks its engines (square-off, expiry) before it asks here.
struct StrategyHost: Sendable {
  /// A deployment with what makes a runner for an instrument, whenever one is listed.
  struct Unit: Sendable {
    var deployment: Deployment
    var item: StrategyShelf.Item
    /// Accounts of its link: an exit strategy runs for each by itself.
    var accounts: [AccountID]
    var history: CandleHistory = [:]
  }

  /// An instrument whose position a stopped deployment is still to leave.
  private struct Parting: Sendable {
    var deployment: Deployment
    var symbol: Deployment.Symbol
  }

  private var units: [Unit] = []
  private var partings: [Parting] = []
  private var runners: [StrategyRunner] = []
  /// Places in `runners`, by instrument number.
  private var places: [[Int]] = []
  private var listed: [InstrumentID: ResolvedInstrument] = [:]
  private var day: DaySessions?
  /// When the earliest candle ends; never later than that.
  private(set) var nextDue: Timestamp?

  var isEmpty: Bool { units.isEmpty && partings.isEmpty }

  // MARK: Deployments

  /// Puts a deployment to work on everything listed that it wants.
  mutating func add(_ unit: Unit, _ calendar: TradingCalendar) {
    units.append(unit)
    for instrument in listed.values { run(unit, on: instrument, calendar) }
    arrange()
  }

  /// The same day and instruments, nothing deployed.
  func emptied() -> StrategyHost {
    var host = StrategyHost()
    host.day = day
    host.listed = listed
    return host
  }

  /// Takes over what another host of the same day has at work.
  mutating func adopt(_ other: StrategyHost) {
    units += other.units
    runners += other.runners
    arrange()
  }

  mutating func set(_ deployment: Deployment) {
    for index in units.indices where units[index].deployment.id == deployment.id {
      units[index].deployment = deployment
    }
    for index in runners.indices where runners[index].deployment == deployment.id {
      runners[index].isPaused = deployment.state != .running
    }
    guard deployment.state == .stopped else { return }
    units.removeAll { $0.deployment.id == deployment.id }
    runners.removeAll { $0.deployment == deployment.id }
    partings.removeAll { $0.deployment.id == deployment.id }
    partings += deployment.closing.map { Parting(deployment: deployment, symbol: $0) }
    arrange()
  }

  // MARK: Day and instruments

  /// Nothing is listed on a new day until it is listed again; what was not listed all day is forgotten.
  mutating func startDay(_ day: DaySessions) {
    guard self.day != day else { return }
    if self.day?.day != day.day {
      runners.removeAll { listed[$0.instrument.id] == nil }
      listed.removeAll()
      arrange()
    }
    self.day = day
    for index in runners.indices {
      runners[index].startDay(sessions(of: runners[index].instrument.terms.sessionClass))
    }
    nextDue = nil
  }

  /// Prices of the instrument come from now on.
  mutating func list(_ instrument: ResolvedInstrument, _ calendar: TradingCalendar) {
    guard listed[instrument.id] != instrument else { return }
    listed[instrument.id] = instrument
    for unit in units { run(unit, on: instrument, calendar) }
    arrange()
  }

  private mutating func run(_ unit: Unit, on instrument: ResolvedInstrument, _ calendar: TradingCalendar) {
    let identity = instrument.instrument
    let wanted = unit.deployment.instruments
    let isWanted =
      wanted.isEmpty || wanted.contains { $0.exchange == identity.exchange && $0.symbol == identity.symbol }
    guard isWanted, let day else { return }
    var isRunning = false
    for index in runners.indices
    where runners[index].deployment == unit.deployment.id && runners[index].instrument.id == instrument.id {
      runners[index].instrument = instrument
      isRunning = true
    }
    guard !isRunning else { return }
    let accounts: [AccountID?] = unit.deployment.kind == .exit ? unit.accounts : [nil]
    for account in accounts {
      var runner = StrategyRunner(unit.deployment, unit.item, on: instrument, for: account)
      if let bars = unit.history[identity.symbol] { runner.warm(bars, calendar, before: day.day) }
      runner.startDay(sessions(of: instrument.terms.sessionClass))
      runners.append(runner)
    }
  }

  private func sessions(of sessionClass: SessionClass) -> [Session] {
    guard let day else { return [] }
    return day.sessions(of: sessionClass).map { Session(day: day.day, open: $0.open, close: $0.close) }
  }

  /// Exit strategies first; then by deployment, instrument and account.
  private mutating func arrange() {
    runners.sort { Self.place($0) < Self.place($1) }
    places = Array(repeating: [], count: (runners.map { Int($0.instrument.id.index) + 1 }.max() ?? 0))
    for (index, runner) in runners.enumerated() { places[Int(runner.instrument.id.index)].append(index) }
    nextDue = runners.compactMap(\.due).min()
  }

  private static func place(_ runner: StrategyRunner) -> (Int, DeploymentID, InstrumentID, Int32) {
    (runner.kind == .exit ? 0 : 1, runner.deployment, runner.instrument.id, runner.account?.number ?? 0)
  }

  // MARK: Prices and time

  /// Takes a price that the gate let in.
  mutating func observe(_ tick: Tick, number: UInt32, held: StrategyRunner.Held) -> [StrategyWish] {
    let instrument = Int(tick.instrument.index)
    guard instrument < places.count else { return [] }
    var wishes: [StrategyWish] = []
    for place in places[instrument] {
      wishes += runners[place].observe(tick, number: number, held: held)
      if let due = runners[place].due { nextDue = min(nextDue ?? due, due) }
    }
    return wishes
  }

  /// Closes the candles that end at `time` or earlier, in the order of their ends.
  mutating func closeCandles(until time: Timestamp, held: StrategyRunner.Held) -> [StrategyWish] {
    var wishes: [StrategyWish] = []
    while let due = nextDue, due <= time {
      for index in runners.indices {
        if let wish = runners[index].closeCandle(at: due, held: held) { wishes.append(wish) }
      }
      nextDue = runners.compactMap(\.due).min()
    }
    return wishes
  }

  /// The EXITs that a price of this instrument makes possible.
  mutating func part(on tick: Tick) -> [StrategyWish] {
    guard !partings.isEmpty, let instrument = listed[tick.instrument] else { return [] }
    guard day?.isOpen(instrument.terms.sessionClass, at: tick.time) == true else { return [] }
    let identity = instrument.instrument
    let leaving = partings.filter { $0.symbol.exchange == identity.exchange && $0.symbol.symbol == identity.symbol }
    guard !leaving.isEmpty else { return [] }
    partings.removeAll { leaving.map(\.deployment.id).contains($0.deployment.id) && $0.symbol == leaving[0].symbol }
    return leaving.map { parting in
      StrategyWish(
        id: SignalID(
          "strategy:\(parting.deployment.id.number):\(parting.symbol):stopped \(parting.deployment.changed)"),
        deployment: parting.deployment.id, link: parting.deployment.link, instrument: instrument, action: .exit,
        confidence: 100, reason: "stopped, and its positions with it", stop: nil, target: nil, time: tick.time,
        isParting: true)
    }
  }
}
