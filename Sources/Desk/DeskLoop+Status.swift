import Engine
import Market
import Storage
import Trading

/// What is seen from outside.
extension DeskLoop {
  func refreshStatus() {
    let isReady = !runtimes.isEmpty && runtimes.allSatisfy { $0.engine.state.isReconciled } && !isStopping
    hub.set(
      DeskStatus(
        version: setup.version, time: now, day: day?.day, isReady: isReady,
        notReadyBecause: isReady ? nil : notReadyBecause, accounts: runtimes.map(status), replayProgress: progress,
        safeMode: safeMode?.text, notices: notices.sorted { $0.key < $1.key }.map(\.value)))
  }

  private var notReadyBecause: String {
    if isStopping { return "stopping" }
    return safeMode?.text ?? "the brokers' books are being compared"
  }

  private func status(of runtime: AccountRuntime) -> DeskStatus.Account {
    let state = runtime.engine.state
    let open = state.holdings.filter(\.position.isOpen).map { holding in
      let position = holding.position
      let price = market.quote(position.instrument)?.price
      return DeskStatus.OpenPosition(
        id: position.id, link: router.link(position.owner)?.name ?? "external",
        symbol: registry.instrument(for: position.instrument)?.symbol ?? "?", direction: position.direction,
        quantity: position.openQuantity, averageEntry: position.averageEntry, lastPrice: price,
        unrealised: price.map { position.unrealised(at: $0) }, stop: holding.exit?.stop, target: holding.exit?.target)
    }
    let unrealised = open.reduce(Money.zero) { $0 + ($1.unrealised ?? .zero) }
    return DeskStatus.Account(
      id: runtime.id, name: state.settings.name, mode: state.settings.mode, status: runtime.engine.status,
      capital: state.settings.capital, openPositions: open, dayResult: state.netRealisedToday + unrealised)
  }
}
