package import Market

/// A distance from a price: a share of it, or points.
package enum PriceDistance: Hashable, Sendable, Codable {
  /// 100 basis points are 1 %.
  case basisPoints(Int64)
  case points(Price)

  /// The distance in price units at `price`, rounded down to a unit (1/10 000 rupee).
  package func at(_ price: Price) -> Price {
    switch self {
    case .basisPoints(let basisPoints): price.scaled(basisPoints: basisPoints)
    case .points(let points): points
    }
  }
}

/// Where an exit level of a plan comes from.
package enum ExitLevel: Hashable, Sendable, Codable {
  case distance(PriceDistance)
  /// A price named by the signal.
  case price(Price)
}

/// How a stop follows a position that moves our way.
package enum Trailing: Hashable, Sendable, Codable {
  /// The stop stays this far behind the best price.
  case distance(PriceDistance)
  /// For each whole `gain` of profit the stop moves by `move` from where it began.
  case step(gain: Price, move: Price)
}

/// What guards a position, as the link or the signal asks. It holds no state; ``ExitState`` does.
package struct ExitPlan: Hashable, Sendable, Codable {
  package var stop: ExitLevel?
  package var target: ExitLevel?
  package var trailing: Trailing?
  /// Once the profit reaches this distance, the stop moves to the entry price.
  package var breakEvenAfter: PriceDistance?
  /// Once the profit reaches `gain`, the stop locks `keep` of it. One lock a plan.
  package var profitLock: ProfitLock?
  /// Close after this long in the position.
  package var timeLimit: Interval?

  package struct ProfitLock: Hashable, Sendable, Codable {
    package var gain: PriceDistance
    package var keep: PriceDistance
    package init(gain: PriceDistance, keep: PriceDistance) {
      self.gain = gain
      self.keep = keep
    }
  }

  package init(
    stop: ExitLevel? = nil, target: ExitLevel? = nil, trailing: Trailing? = nil, breakEvenAfter: PriceDistance? = nil,
    profitLock: ProfitLock? = nil, timeLimit: Interval? = nil
  ) {
    self.stop = stop
    self.target = target
    self.trailing = trailing
    self.breakEvenAfter = breakEvenAfter
    self.profitLock = profitLock
    self.timeLimit = timeLimit
  }

  package static var none: ExitPlan { ExitPlan() }

  /// Whether anything in it looks at prices.
  package var watchesPrices: Bool {
    stop != nil || target != nil || trailing != nil || breakEvenAfter != nil || profitLock != nil
  }

  /// Whether a position under this plan wants a resting stop.
  ///
  /// Steps count from an initial stop; without one they have nothing to move.
  package var hasStop: Bool {
    if stop != nil { return true }
    if case .distance = trailing { return true }
    return false
  }
}

/// Which rule set the stop where it is: the name of the exit when it is hit.
package enum StopKind: String, Hashable, Sendable, Codable {
  case initial, trailing, breakEven, profitLock
}
