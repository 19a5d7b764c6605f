import Market
import Trading

/// Stops that follow the price, within what the day's requests allow; told before it shows.
extension AccountEngine {
  /// From this pace on a stop follows slowly.
  private static let slowPace = Interval.seconds(10)
  /// The part of a stop's planned distance that is moved without waiting for the pace.
  private static let largeStep: Int64 = 4

  /// When the stop may move to `level`; nil is now.
  mutating func moveMustWait(_ order: Order, to level: Price, _ index: Int) -> Timestamp? {
    guard let budget = trailingBudget(state.holdings[index]) else { return nil }
    tellTrailing(budget)
    let lastMove = order.lastModified ?? order.created
    if budget.isSpent { return max(now, lastMove) + .minutes(1) }
    let isLarge = lag(order, level) >= largeStep(state.holdings[index], level)
    let next = lastMove + (isLarge ? TrailingBudget.fastestPace : budget.pace)
    return now < next ? next : nil
  }

  private func lag(_ order: Order, _ level: Price) -> Price {
    guard let trigger = order.terms.pricing.trigger else { return level }
    return trigger < level ? level - trigger : trigger - level
  }

  private func largeStep(_ holding: Holding, _ level: Price) -> Price {
    let best = holding.exit?.best ?? level
    let distance = best > level ? best - level : level - best
    // A stop at the best price itself has no distance: a hundredth of the price serves.
    return distance == .zero ? level.scaled(basisPoints: 100) : Price(raw: distance.raw / Self.largeStep)
  }

  private func trailingBudget(_ holding: Holding) -> TrailingBudget? {
    guard let contract = contract(holding.position.instrument), let day = state.day,
      let open = day.sessions(of: contract.terms.sessionClass).first?.open,
      let close = day.close(of: contract.terms.sessionClass)
    else { return nil }
    let capabilities = state.settings.capabilities
    let positions = state.holdings.count { $0.position.isOpen && !$0.isBeingClosed && $0.exit?.stop != nil }
    return TrailingBudget(
      day: capabilities.requestsPerDay, left: state.governor.left(capabilities), moves: state.governor.movesToday,
      positions: positions, open: open, close: close, at: now)
  }

  /// Each step is told once, and its end.
  private mutating func tellTrailing(_ budget: TrailingBudget) {
    let trouble: TrailingTrouble =
      if budget.isSpent {
        .spent
      } else if budget.ahead == 0, budget.pace >= Self.slowPace {
        .slow
      } else if budget.ahead <= 50 {
        .tight
      } else {
        .none
      }
    let known = state.trailing
    // It is over when there is room again, not when it wavers at the edge.
    guard trouble > known || (trouble == .none && known != .none && budget.ahead >= 75) else { return }
    state.trailing = trouble
    let left = state.governor.left(state.settings.capabilities)
    switch trouble {
    case .none:
      raise(.notice, nil, "stops follow the price at once again", advice: "nothing to do")
    case .tight:
      raise(
        .notice, nil, "the day's requests are used faster than planned: \(left) are left; stops follow in larger steps",
        advice: "wider trailing distances or fewer positions need fewer requests")
    case .slow:
      raise(
        .warning, nil,
        "stops follow slowly: a small move waits \(budget.pace), a quarter of the distance is moved at once; "
          + "\(left) of the day's requests are left",
        advice: "wider trailing distances or fewer positions need fewer requests")
    case .spent:
      raise(
        .critical, nil, "stops stand still: the \(left) requests left today are kept for exits",
        advice: "the software stop still closes at the planned level while prices come; close by hand what needs more")
    }
  }
}
