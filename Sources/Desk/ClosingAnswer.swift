import Engine
import Market
import Trading

/// What a person is told who had everything of an account closed: what leaves now, what was leaving before, and what
/// has to wait.
struct ClosingAnswer {
  private let isEmergency: Bool
  /// Entry orders that might still have filled.
  private let entries: Int
  /// Positions that something else was closing before the command.
  private let before: Set<PositionID>

  /// Nil for a command that does not close everything.
  init?(_ command: Command, before state: AccountState) {
    switch command {
    case .emergencyStop: isEmergency = true
    case .squareOffAll: isEmergency = false
    case .pause, .resume, .halt, .clearHalt, .squareOff, .reconcile, .adopt, .declareAbsent: return nil
    }
    entries = state.orders.live.count { state.orders[$0].purpose == .entry }
    before = Set(state.holdings.filter { $0.position.isOpen && $0.isBeingClosed }.map(\.position.id))
  }

  /// - Parameter state: after the command.
  func text(_ state: AccountState, at time: Timestamp) -> String {
    var parts = isEmergency ? ["entries are halted"] : []
    if entries > 0 { parts.append("cancelling \(entries.counted("entry order"))") }
    return (parts + positions(state, at: time)).joined(separator: "; ")
  }

  private func positions(_ state: AccountState, at time: Timestamp) -> [String] {
    let open = state.holdings.filter(\.position.isOpen)
    guard !open.isEmpty else { return ["nothing is open"] }
    let known = open.count { before.contains($0.position.id) }
    let begun = open.count - known
    var parts = begun > 0 ? ["closing \(begun.counted("position"))"] : []
    if known > 0 {
      let what = begun > 0 ? "\(known) more" : known.counted("position")
      parts.append("\(what) \(known == 1 ? "is" : "are") being closed already")
    }
    let closed = open.filter { !isMarketOpen(for: $0, state, at: time) }
    let doubtful = open.filter { isMarketOpen(for: $0, state, at: time) && waitsForBroker($0, state) }
    if !closed.isEmpty { parts.append("\(Self.waits(closed.count, of: open.count)) for the market to open") }
    if !doubtful.isEmpty { parts.append("\(Self.waits(doubtful.count, of: open.count)) for the broker's answer") }
    return parts
  }

  private func isMarketOpen(for holding: Holding, _ state: AccountState, at time: Timestamp) -> Bool {
    guard let contract = state.contract(holding.position.instrument) else { return false }
    return state.day?.isOpen(contract.terms.sessionClass, at: time) ?? false
  }

  /// Nothing replaces an order whose fate is not known, and nothing leaves for a position that the broker's book has
  /// yet to show.
  private func waitsForBroker(_ holding: Holding, _ state: AccountState) -> Bool {
    holding.isLeftOver || !state.orders.live(of: holding.position.id) { $0.status == .unknown || $0.needsLook }.isEmpty
  }

  private static func waits(_ count: Int, of all: Int) -> String {
    if count == all { return all == 1 ? "it waits" : "they wait" }
    return count == 1 ? "1 of them waits" : "\(count) of them wait"
  }
}
