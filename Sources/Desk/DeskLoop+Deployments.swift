import Engine
import Logging
import Market
package import Storage
import Trading

/// Deployments: kept in the database, put to work here.
extension DeskLoop {
  /// Every deployment, stopped ones included, with why it does not run although it should.
  func deployments() -> [(deployment: Deployment, trouble: String?)] {
    deployed.map { ($0, deploymentTroubles[$0.id]) }
  }

  func deploy(_ wanted: Deployment, history: CandleHistory) throws -> Deployment {
    var unit = StrategyHost.Unit(
      deployment: wanted, item: try setup.strategies.make(wanted), accounts: router.accounts(of: wanted.link),
      history: history)
    unit.deployment.id = DeploymentID((deployed.map(\.id.number).max() ?? 0) + 1)
    unit.deployment.created = now
    unit.deployment.changed = now
    try DeploymentRules.check(unit.deployment, among: deployed, links: router.all, shelf: setup.strategies)
    try keep(unit.deployment)
    try start(unit)
    return unit.deployment
  }

  func setState(_ id: DeploymentID, _ state: Deployment.State, closing: Bool) throws -> Deployment {
    guard let known = deployed.first(where: { $0.id == id }) else {
      throw DeskError("there is no deployment \(id.number)")
    }
    guard known.state != .stopped else { throw DeskError("deployment \(id.number) was stopped") }
    let deployment = known.changed(to: state, closing: closing, at: now)
    try keep(deployment)
    host.set(deployment)
    if state == .stopped { deploymentTroubles[id] = nil }
    return deployment
  }

  /// Writes a deployment before anything depends on it.
  private func keep(_ deployment: Deployment) throws(StorageError) {
    try journal.commit(CommitBatch([], storeRows: [.deployment(deployment)]))
    remember(deployment)
  }

  private func remember(_ deployment: Deployment) {
    deployed.removeAll { $0.id == deployment.id }
    deployed.append(deployment)
    deployed.sort { $0.id < $1.id }
  }

  /// The row that says that an EXIT of a stopped deployment was sent: written with the decision.
  func parted(_ wish: StrategyWish) -> StoreRow? {
    guard var deployment = deployed.first(where: { $0.id == wish.deployment }) else { return nil }
    let identity = wish.instrument.instrument
    deployment.closing.removeAll { $0.exchange == identity.exchange && $0.symbol == identity.symbol }
    remember(deployment)
    return .deployment(deployment)
  }

  // MARK: Starting

  /// The deployments that want candles of earlier days before they can start.
  package func deploymentsToRun() throws(StorageError) -> [Deployment] {
    try journal.deployments().filter { $0.state != .stopped }
  }

  /// Makes what the database says should run. A deployment that cannot be made is told and left out: the others, and
  /// the exits of what it holds, do not wait for it.
  func loadStrategies(_ histories: [DeploymentID: Result<CandleHistory, any Error>]) throws {
    deployed = try journal.deployments()
    for deployment in deployed {
      if deployment.state == .stopped {
        host.set(deployment)
        continue
      }
      do {
        guard router.link(deployment.link) != nil else { throw DeskError("its link was removed") }
        let unit = StrategyHost.Unit(
          deployment: deployment, item: try setup.strategies.make(deployment),
          accounts: router.accounts(of: deployment.link),
          history: try histories[deployment.id]?.get() ?? [:])
        host.add(unit, calendar)
      } catch {
        deploymentTroubles[deployment.id] = "\(error)"
        setup.logger.error("deployment \(deployment.id.number) (\(deployment.strategy)) does not run: \(error)")
      }
    }
  }

  /// Lets prices of what is deployed in.
  func listDeployed(on day: TradingDay) {
    for deployment in deployed where deployment.state != .stopped || !deployment.closing.isEmpty {
      let wanted = deployment.state == .stopped ? deployment.closing : deployment.instruments
      for symbol in wanted { list(symbol, for: deployment, on: day) }
    }
  }

  private func list(_ symbol: Deployment.Symbol, for deployment: Deployment, on day: TradingDay) {
    guard let id = registry.id(exchange: symbol.exchange, symbol: symbol.symbol),
      let instrument = registry.instrument(for: id), let terms = registry.terms(of: id, on: day)
    else {
      setup.logger.warning(
        "deployment \(deployment.id.number) (\(deployment.strategy)): \(symbol) is not in the instrument file of \(day)"
      )
      return
    }
    list(ResolvedInstrument(id: id, instrument: instrument, terms: terms))
  }

  /// In the middle of a day: the day's prices so far are shown to it alone, then it joins the others.
  private func start(_ unit: StrategyHost.Unit) throws {
    guard let day else { return host.add(unit, calendar) }
    for symbol in unit.deployment.instruments { list(symbol, for: unit.deployment, on: day.day) }
    var apart = host.emptied()
    apart.add(unit, calendar)
    swap(&host, &apart)
    recoveredUntil = now
    try recallHoldings(of: day.day)
    recallTape(try tapeRecords(of: day.day))
    _ = host.closeCandles(until: now - candleGrace) { _, _, _, _ in nil }
    swap(&host, &apart)
    host.adopt(apart)
  }
}
