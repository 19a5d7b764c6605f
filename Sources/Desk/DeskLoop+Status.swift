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
        instrumentsDay: instrumentsDay, safeMode: safeMode?.text,
        notices: notices.sorted { $0.key < $1.key }.map(\.value), market: marketHours, lastPrice: lastPrice))
  }

  /// The hours of what is listed, else those of shares.
  private var marketHours: DeskStatus.Hours? {
    guard let day else { return nil }
    let classes = listedClasses.isEmpty ? [.cashWithDerivatives] : listedClasses
    let sessions = classes.flatMap { day.sessions(of: $0) }
    if sessions.contains(where: { $0.open <= now && now < $0.close }) { return .open }
    if let next = sessions.map(\.open).filter({ $0 > now }).min() { return .opens(next) }
    if sessions.isEmpty {
      return .holiday(day.classes.first { classes.contains($0.sessionClass) }?.closedBecause ?? "no session today")
    }
    return .closed
  }

  private var notReadyBecause: String {
    if isStopping { return "stopping" }
    if let safeMode { return safeMode.text }
    let waiting = runtimes.filter { !$0.engine.state.isReconciled }
    guard !waiting.isEmpty else { return "no account is configured" }
    let names = waiting.map { runtime in
      let isSilent = silentAccounts.contains(runtime.id) && awaitsBroker(runtime.id)
      return
        "\(runtime.engine.state.settings.name) (\(isSilent ? "its broker has not answered" : "its book is being compared"))"
    }
    return "entries wait for the broker's book of " + names.joined(separator: ", ")
  }

  private func status(of runtime: AccountRuntime) -> DeskStatus.Account {
    let state = runtime.engine.state
    let open = state.holdings.filter(\.position.isOpen).map { holding in
      let position = holding.position
      let price = market.quote(position.instrument)?.price
      return DeskStatus.OpenPosition(
        id: position.id, link: router.link(position.owner)?.name ?? "external",
        symbol: registry.instrument(for: position.instrument)?.qualifiedSymbol ?? "?", direction: position.direction,
        quantity: position.openQuantity, averageEntry: position.averageEntry, lastPrice: price,
        unrealised: price.map { position.unrealised(at: $0) }, stop: holding.exit?.stop, target: holding.exit?.target)
    }
    let unrealised = open.reduce(Money.zero) { $0 + ($1.unrealised ?? .zero) }
    return DeskStatus.Account(
      id: runtime.id, name: state.settings.name, mode: state.settings.mode, status: runtime.engine.status,
      capital: state.settings.capital, openPositions: open, dayResult: state.netRealisedToday + unrealised)
  }
}
