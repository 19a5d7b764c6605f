import Desk
import Engine
import Market
import Trading

/// What an account is doing as a fault happens to it: the third side of the fault matrix.
extension SimulatedDay {
  /// Counts a fault that the world has brought about, and its cells.
  ///
  /// - Parameter account: nil when it concerns all of them.
  func happened(_ fault: Fault, _ account: AccountID? = nil) {
    counts.faults[fault, default: 0] += 1
    count(fault.kinds, account)
  }

  /// Those that the brokers have brought about since the last step.
  func collectFaults() {
    for index in brokers.indices where !brokers[index].happened.isEmpty {
      let account = brokers[index].account
      for fault in brokers[index].drainHappened() { count(fault.kinds, account) }
    }
  }

  func count(_ kinds: [FaultKind], _ account: AccountID?) {
    let moment = moment(account ?? drawn.desk.accounts[0].id)
    for kind in kinds { counts.cells[FaultCell(kind.message, kind.deviation, moment), default: 0] += 1 }
  }

  private static let afterOpening = Interval.minutes(2)
  private static let beforeClose = Interval.minutes(21)

  /// By what was committed: the first that applies.
  func moment(_ account: AccountID) -> FaultMoment {
    guard let desk, let ledger = referee.ledgers[account], !ledger.awaitsBook else { return .startUp }
    let sessions = SimulatedDay.sessions(at: now)
    guard let session = sessions.first(where: { $0.open <= now && now < $0.close }) else { return .overNight }
    if now - session.open < Self.afterOpening { return .atOpen }
    if session.close - now < Self.beforeClose { return .nearClose }
    guard let state = desk.state(of: account) else { return .startUp }
    var isGuarded = false
    for holding in state.holdings where holding.position.isOpen {
      if holding.closing != nil { return .closing }
      isGuarded = true
    }
    if state.orders.live.contains(where: { state.orders[$0].purpose == .entry }) { return .entryUnderWay }
    return isGuarded ? .guarded : .flat
  }
}
