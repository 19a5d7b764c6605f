package import Market
package import Trading

/// Keeps what a run is asked to remember: everything for a report, a few sums for one of thousands of runs.
package struct RunRecorder: Sendable {
  package enum Detail: Sendable {
    /// Every trade and every fill.
    case everything
    case trades
    /// Sums only.
    case summary
  }

  package struct Summary: Hashable, Sendable {
    package var trades = 0
    package var wins = 0
    package var grossProfit = Money.zero
    package var grossLoss = Money.zero
    package var charges = Money.zero
    /// After charges.
    package var net = Money.zero
    /// Deepest fall of the sum of closed trades from its best, after charges.
    package var maximumDrawdown = Money.zero
    private var best = Money.zero

    mutating func add(_ gross: Money, _ charges: Money) {
      let result = gross - charges
      trades += 1
      if result > .zero {
        wins += 1
        grossProfit += result
      } else {
        grossLoss -= result
      }
      self.charges += charges
      net += result
      best = max(best, net)
      maximumDrawdown = max(maximumDrawdown, best - net)
    }
  }

  package let detail: Detail
  package private(set) var summary = Summary()
  package private(set) var trades: [Trade] = []
  package private(set) var fills: [BacktestFill] = []
  /// Results of each day's closed trades after charges, and the day.
  package private(set) var days: [(day: TradingDay, net: Money)] = []
  package private(set) var denials: [Denial.Code: Int] = [:]

  /// - Parameter bars: of the run; room for a trade every 16 bars is set aside, which costs nothing until it is used.
  init(_ detail: Detail, bars: Int) {
    self.detail = detail
    if detail != .summary { trades.reserveCapacity(bars / 16) }
    if detail == .everything { fills.reserveCapacity(bars / 8) }
  }

  mutating func begin(_ day: TradingDay) { days.append((day, .zero)) }

  @inline(__always)
  mutating func record(_ position: Position) {
    let charges = position.charges.total
    summary.add(position.realised, charges)
    if let last = days.indices.last { days[last].net += position.realised - charges }
    if detail != .summary, let trade = Trade(position) { trades.append(trade) }
  }

  @inline(__always)
  mutating func record(_ fill: @autoclosure () -> BacktestFill) {
    if detail == .everything { fills.append(fill()) }
  }

  mutating func deny(_ code: Denial.Code) { denials[code, default: 0] += 1 }
}
