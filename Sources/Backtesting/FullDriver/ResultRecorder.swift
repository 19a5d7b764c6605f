import Engine
import Market
import Trading

/// Turns an engine's records into a backtest's result.
struct ResultRecorder {
  /// What an entry may wait; cancelled later than that, it was too old.
  let entryLifetime: Interval
  /// In a candle a stop that the fill itself had passed is a stop that was hit, whatever the exchange said to it.
  let namesRefusedStops: Bool
  private(set) var trades: [Trade] = []
  private(set) var fills: [BacktestFill] = []
  private(set) var denials: [Denial.Code: Int] = [:]
  /// Positions of ``fills``, as long as their reasons may be missing.
  private var owners: [PositionID] = []
  private(set) var firstStops: [PositionID: Price] = [:]
  private var guarded: Set<PositionID> = []
  private var lastStale: Int64 = 0
  /// Order and position of each of ``fills``.
  private var origins: [(order: OrderNumber, position: PositionID)] = []
  /// So many fills are on a note.
  private var settled = 0
  /// What notes added to the charges of positions.
  private var noted: [PositionID: Charges] = [:]

  init(entryLifetime: Interval, namesRefusedStops: Bool) {
    self.entryLifetime = entryLifetime
    self.namesRefusedStops = namesRefusedStops
  }

  /// Takes what one event led to.
  mutating func take(_ records: [Record]) {
    owners.removeAll(keepingCapacity: true)
    for record in records {
      switch record {
      case .fill(let fill): take(fill)
      case .position(let position, _, _): explain(position)
      case .trade(var trade):
        trade.exitReason = reason(trade.exitReason)
        trades.append(trade)
      case .decision(let decision):
        if decision.outcome == .denied, let code = decision.denial?.code { denials[code, default: 0] += 1 }
      case .order(let order): if order.purpose == .entry { take(entry: order) }
      case .incident, .stopMoved, .account, .tradeReopened: break
      }
    }
  }

  private mutating func take(_ fill: Fill) {
    owners.append(fill.position)
    origins.append((fill.order, fill.position))
    fills.append(
      BacktestFill(
        instrument: fill.instrument, side: fill.side, quantity: fill.quantity, price: fill.price,
        charges: fill.charges, time: fill.time, exitReason: nil))
  }

  /// Where the stop of a position stands at first.
  mutating func note(stop: Price?, of position: PositionID) {
    if guarded.insert(position).inserted, let stop { firstStops[position] = stop }
  }

  /// Settles the day's fills by its contract note.
  ///
  /// - Parameter security: by which tariff an instrument was charged today, and whether it is delivered.
  /// - Returns: what the note adds.
  mutating func settle(_ security: (InstrumentID) -> (tariff: ChargeTariff, isDelivery: Bool)?) -> Money {
    var settlement = DaySettlement()
    var filled: [OrderNumber: Money] = [:]
    for index in settled..<fills.count {
      guard let security = security(fills[index].instrument) else { continue }
      let order = origins[index].order
      settlement.add(
        fills[index], at: DaySettlement.Place(position: origins[index].position, fill: index),
        filledValueBefore: filled[order] ?? .zero, isDelivery: security.isDelivery, tariff: security.tariff)
      filled[order, default: .zero] += fills[index].price * fills[index].quantity
    }
    settled = fills.count
    settlement.close()
    var added = Money.zero
    for posting in settlement.postings {
      fills[posting.place.fill].charges += posting.charges
      noted[posting.place.position, default: .zero] += posting.charges
      added += posting.charges.total
    }
    return added
  }

  /// The trades, with what the notes added.
  var settledTrades: [Trade] {
    trades.map { trade in
      var trade = trade
      if let added = noted[trade.position] { trade.charges += added }
      return trade
    }
  }

  /// A fill's row does not say why it was made; the position's does, after it.
  private mutating func explain(_ position: Position) {
    for (offset, owner) in owners.enumerated() where owner == position.id {
      let index = fills.count - owners.count + offset
      if fills[index].side != position.direction { fills[index].exitReason = reason(position.exitReason) }
    }
  }

  private func reason(_ reason: ExitReason?) -> ExitReason? {
    namesRefusedStops && reason == .unprotected ? .stopLoss : reason
  }

  /// An entry that ended unfilled: too old, or refused by the broker. Its slices count once.
  private mutating func take(entry order: Order) {
    guard order.filledQuantity == .zero, let decision = order.decision, decision != lastStale else { return }
    switch order.status {
    case .rejected: denials[.rejectedByBroker, default: 0] += 1
    case .expired: denials[.stale, default: 0] += 1
    case .cancelled where (order.lastRequest ?? order.created) - order.created >= entryLifetime:
      denials[.stale, default: 0] += 1
    default: return
    }
    lastStale = decision
  }
}
