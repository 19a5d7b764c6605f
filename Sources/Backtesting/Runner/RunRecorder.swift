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
  private(set) var firstStops: [PositionID: Price] = [:]
  /// Trades of today, whose charges the day's note has yet to settle.
  private var unsettled: [Unsettled] = []
  /// What notes added to positions that are still open.
  private var carried: [(position: PositionID, charges: Charges)] = []

  private struct Unsettled: Sendable {
    var position: PositionID
    var gross: Money
    var charges: Money
    /// Its place in ``trades``; nil when they are not kept.
    var trade: Int?
  }

  /// - Parameter bars: of the run; room for a trade every 16 bars is set aside, which costs nothing until it is used.
  init(_ detail: Detail, bars: Int) {
    self.detail = detail
    if detail != .summary { trades.reserveCapacity(bars / 16) }
    if detail == .everything { fills.reserveCapacity(bars / 8) }
  }

  mutating func begin(_ day: TradingDay) { days.append((day, .zero)) }

  @inline(__always)
  mutating func record(_ position: Position) {
    var charges = position.charges
    while let index = carried.firstIndex(where: { $0.position == position.id }) {
      charges += carried.remove(at: index).charges
    }
    var place: Int?
    if detail != .summary, var trade = Trade(position) {
      trade.charges = charges
      place = trades.count
      trades.append(trade)
    }
    unsettled.append(
      Unsettled(position: position.id, gross: position.realised, charges: charges.total, trade: place))
  }

  /// Takes what the day's note adds to a fill.
  mutating func post(_ posting: DaySettlement.Posting) {
    let (place, charges) = (posting.place, posting.charges)
    if fills.indices.contains(place.fill) { fills[place.fill].charges += charges }
    guard let index = unsettled.lastIndex(where: { $0.position == place.position }) else {
      return carried.append((place.position, charges))
    }
    unsettled[index].charges += charges.total
    if let trade = unsettled[index].trade { trades[trade].charges += charges }
  }

  /// The day's note is settled: its trades count.
  mutating func closeDay() {
    for trade in unsettled {
      summary.add(trade.gross, trade.charges)
      if let last = days.indices.last { days[last].net += trade.gross - trade.charges }
    }
    unsettled.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  mutating func record(_ fill: BacktestFill) {
    if detail == .everything { fills.append(fill) }
  }

  /// Where the stop of a position stands at first.
  mutating func note(stop: Price, of position: PositionID) {
    if detail == .everything { firstStops[position] = stop }
  }

  mutating func deny(_ code: Denial.Code) { denials[code, default: 0] += 1 }
}
