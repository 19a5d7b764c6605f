package import Market

extension ExitPlan {
  /// What is wrong with a plan: a field, and why it cannot be meant.
  package struct Problem: Hashable, Sendable {
    package enum Field: String, Hashable, Sendable {
      case stop, target, trailing, breakEvenAfter, profitLock, timeLimit
    }
    package var field: Field
    /// For the person who made the plan.
    package var text: String
  }

  /// What in this plan cannot be meant; empty for a plan that may guard a position.
  ///
  /// A distance of nothing, or a lock that keeps as much as it needs, puts the stop where the market is: the exchange refuses
  /// such a stop, and the position is closed the moment the rule applies. Whether stop and target lie on their sides of the
  /// price is asked at the entry, when the price is known.
  ///
  /// - Parameter price: about where it will be used. Only with it a share can be compared with points; without it such a
  ///   pair is let pass.
  package func problems(at price: Price? = nil) -> [Problem] {
    var found: [Problem] = []
    func require(_ isSound: Bool, _ field: Problem.Field, _ text: String) {
      if !isSound { found.append(Problem(field: field, text: text)) }
    }
    if let stop { require(stop.isPositive, .stop, "the stop must be a positive price or distance") }
    if let target { require(target.isPositive, .target, "the target must be a positive price or distance") }
    switch trailing {
    case .distance(let distance)?:
      require(distance.isPositive, .trailing, "the trailing distance must be positive")
    case .step(let gain, let move)?:
      require(gain > .zero && move > .zero, .trailing, "gain and move of a step must be positive")
      require(move <= gain, .trailing, "a step that moves the stop \(move) for \(gain) of gain overtakes the market")
      require(stop != nil, .trailing, "steps move the stop: the plan needs one")
    case nil: break
    }
    if let breakEvenAfter {
      require(breakEvenAfter.isPositive, .breakEvenAfter, "break-even needs a positive profit first")
    }
    if let profitLock {
      require(profitLock.gain.isPositive, .profitLock, "the gain that locks must be positive")
      require(!profitLock.keep.isNegative, .profitLock, "what is kept must not be negative")
      require(
        profitLock.keep.isLess(than: profitLock.gain, at: price) ?? true, .profitLock,
        "what is kept must be less than the gain that locks it")
    }
    if let timeLimit { require(timeLimit > .zero, .timeLimit, "the time limit must be positive") }
    return found
  }
}

extension ExitLevel {
  fileprivate var isPositive: Bool {
    switch self {
    case .distance(let distance): distance.isPositive
    case .price(let price): price > .zero
    }
  }
}

extension PriceDistance {
  fileprivate var isPositive: Bool { size > 0 }
  fileprivate var isNegative: Bool { size < 0 }

  private var size: Int64 {
    switch self {
    case .basisPoints(let basisPoints): basisPoints
    case .points(let points): points.raw
    }
  }

  /// Nil when only a price could tell.
  fileprivate func isLess(than other: PriceDistance, at price: Price?) -> Bool? {
    switch (self, other) {
    case (.basisPoints(let a), .basisPoints(let b)): a < b
    case (.points(let a), .points(let b)): a < b
    case (.basisPoints, .points), (.points, .basisPoints): price.map { at($0) < other.at($0) }
    }
  }
}
