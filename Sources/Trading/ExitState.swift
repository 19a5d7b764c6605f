package import Market

/// The moving part of an exit plan: best price so far, and where stop and target stand now.
///
/// It is advanced only by prices; it never loosens by itself. The same value runs beside every tick on the desk and
/// inside a bar of a backtest. Levels are on the tick: a stop is rounded away from the market's reach of a closer level (down for a
/// long, up for a short), a target toward reaching it later, so rounding never makes an exit earlier than the plan. Break-even and
/// profit lock are rounded to the better side: they promise at least their level.
package struct ExitState: Hashable, Sendable, Codable {
  package let plan: ExitPlan
  /// Side of the entry: `.buy` guards a long.
  package let direction: Side
  package private(set) var tickSize: Price
  /// Average entry price the distances are measured from.
  package private(set) var entry: Price
  /// Best price since the entry was what it is now.
  package private(set) var best: Price
  package private(set) var stop: Price?
  package private(set) var stopKind: StopKind
  package private(set) var target: Price?
  /// A stop or target was reached; the exit belongs to the engine now.
  package private(set) var isSpent = false
  /// A person put the stop where it is: no rule moves it any more.
  package private(set) var isStopByHand = false

  package enum Observation: Hashable, Sendable {
    case nothing
    case stopHit
    case targetHit
    /// The best price rose and took the stop with it by a tick or more.
    case stopMoved
  }

  package init(plan: ExitPlan, direction: Side, entry: Price, tickSize: Price) {
    self.plan = plan
    self.direction = direction
    self.tickSize = tickSize
    self.entry = entry
    best = entry
    stopKind = .initial
    anchor()
  }

  /// Takes the next valid price. Order within one price: stop, target, then a better best.
  @inline(__always)
  package mutating func observe(_ price: Price) -> Observation {
    if isSpent { return .nothing }
    if let stop, !isBetter(price, than: stop) {
      isSpent = true
      return .stopHit
    }
    if let target, !isBetter(target, than: price) {
      isSpent = true
      return .targetHit
    }
    guard isBetter(price, than: best) else { return .nothing }
    return raise(to: price) ? .stopMoved : .nothing
  }

  /// Raises the best price without testing stop or target, as after a restart; a lower best changes nothing.
  /// - Returns: whether the stop moved.
  @discardableResult
  package mutating func raise(to price: Price) -> Bool {
    guard isBetter(price, than: best) else { return false }
    best = price
    return tighten()
  }

  /// The average entry moved because more of the entry filled: levels measured from it are laid anew, and a stop that the
  /// best price had earned stays at least where it was.
  ///
  /// The best price starts at the new average. Measured from there, an earlier one is a profit that nobody had: after a
  /// cheaper fill it would put break-even or a lock above the market.
  ///
  /// - Parameter keepsStop: a fill was restated; a stop never loosens by itself, so it stays at least where it is.
  package mutating func reanchor(entry newEntry: Price, keepsStop: Bool = false) {
    guard newEntry != entry else { return }
    let earned = stopKind == .initial && !isStopByHand && !keepsStop ? nil : stop
    let kind = stopKind
    entry = newEntry
    best = newEntry
    anchor()
    if isStopByHand {
      stop = earned
      stopKind = kind
    } else {
      propose(earned, kind)
    }
  }

  /// Starts again after an exit that ended without closing the position: a person decided to keep it, or a correction of
  /// the broker opened the trade again.
  package mutating func rearm() { isSpent = false }

  package mutating func spend() { isSpent = true }

  /// A person decided where the stop stands, nearer or further; from now on it stays there.
  package mutating func setStop(byHand level: Price) {
    stop = level
    isStopByHand = true
  }

  /// The contract has another tick today: stop and target come onto it, the stop never looser than it was.
  package mutating func adopt(tickSize today: Price) {
    guard today != tickSize else { return }
    tickSize = today
    stop = stop?.rounded(to: today, direction == .buy ? .up : .down)
    target = target?.rounded(to: today, direction == .buy ? .up : .down)
  }

  /// Profit per unit at `price`, in the position's direction.
  package func gain(at price: Price) -> Price { Price(raw: (price.raw - entry.raw) * direction.sign) }

  // MARK: Levels

  /// Where the stop begins, before the best price has earned anything.
  private var initialStop: Price? {
    switch plan.stop {
    case .distance(let distance): return behind(entry, by: distance.at(entry))
    case .price(let price): return price.rounded(to: tickSize, direction == .buy ? .down : .up)
    case nil:
      guard case .distance(let distance)? = plan.trailing else { return nil }
      return behind(entry, by: distance.at(entry))
    }
  }

  private mutating func anchor() {
    stop = initialStop
    stopKind = .initial
    target =
      switch plan.target {
      case .distance(let distance): ahead(of: entry, by: distance.at(entry))
      case .price(let price): price.rounded(to: tickSize, direction == .buy ? .up : .down)
      case nil: nil
      }
  }

  /// Applies every rule that may tighten the stop at the present best price.
  @discardableResult
  private mutating func tighten() -> Bool {
    if isStopByHand { return false }
    let before = stop
    if let trailing = plan.trailing { propose(trailingLevel(trailing), .trailing) }
    let gained = gain(at: best)
    if let after = plan.breakEvenAfter, gained >= after.at(entry) {
      propose(ahead(of: entry, by: .zero), .breakEven)
    }
    if let lock = plan.profitLock, gained >= lock.gain.at(entry) {
      propose(ahead(of: entry, by: lock.keep.at(entry)), .profitLock)
    }
    return stop?.raw != before?.raw
  }

  private func trailingLevel(_ trailing: Trailing) -> Price? {
    switch trailing {
    case .distance(let distance): return behind(best, by: distance.at(best))
    case .step(let gain, let move):
      let steps = gain.raw > 0 ? self.gain(at: best).raw / gain.raw : 0
      guard steps > 0, let initialStop else { return nil }
      return ahead(of: initialStop, by: Price(raw: steps * move.raw))
    }
  }

  private mutating func propose(_ level: Price?, _ kind: StopKind) {
    guard let level else { return }
    if let stop, !isBetter(level, than: stop) { return }
    stop = level
    stopKind = kind
  }

  private func behind(_ price: Price, by distance: Price) -> Price {
    direction == .buy
      ? (price - distance).rounded(to: tickSize, .down) : (price + distance).rounded(to: tickSize, .up)
  }

  private func ahead(of price: Price, by distance: Price) -> Price {
    direction == .buy
      ? (price + distance).rounded(to: tickSize, .up) : (price - distance).rounded(to: tickSize, .down)
  }

  /// Strictly better for the position. Bare integers and a switch: operators of another module's types cost a dispatch
  /// each, and this runs for every guard on every tick.
  @inline(__always)
  private func isBetter(_ a: Price, than b: Price) -> Bool {
    switch direction {
    case .buy: a.raw > b.raw
    case .sell: a.raw < b.raw
    }
  }
}
