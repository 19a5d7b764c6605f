import Desk
import Engine
import Market
import Simulation
import Storage
import Trading

/// The night and the next morning: what stays is guarded again, whatever became of the process meanwhile.
extension SimulatedDay {
  /// Enters what is to stay.
  func carry() throws {
    for carrier in drawn.desk.carriers {
      _ = try buy(carrier.listed, carrier.link.id, id: "carried \(carrier.link.id.number)")
    }
    try calm(for: .seconds(30))
  }

  private static let lastMinute = Timestamp(day: DrawnDesk.day, time: TimeOfDay(15, 39, 30))

  /// In the last minute a stop of what is carried fills, while its broker tells of nothing.
  func lastFills() throws {
    for index in brokers.indices {
      let stop = brokers[index].stopToFillUntold { instrument in
        referee.isOpen(instrument, at: Self.lastMinute)
          && referee.listed(instrument)?.isTraded(on: DrawnDesk.nextDay) ?? false
      }
      guard let stop, let trigger = stop.terms.pricing.trigger else { continue }
      try advance(to: max(now, Self.lastMinute))
      brokers[index].isMute = true
      brokers[index].sessionDies(until: now + .hours(2))
      brokers[index].bookUnreadable(until: Timestamp(day: DrawnDesk.nextDay, time: TimeOfDay(0, 20)))
      trade(Tick(instrument: stop.terms.instrument, price: trigger, volume: 200_000, time: now))
      try settleStep()
    }
  }

  /// Told in the night, and again before the open, in case nobody listened.
  private func tellUntold() {
    for index in brokers.indices {
      brokers[index].isMute = false
      for report in brokers[index].untold where !report.fills.isEmpty {
        for time in [TimeOfDay(0, 10), TimeOfDay(8, 40), TimeOfDay(9, 12)] {
          queue.add(.push(index, report), at: Timestamp(day: DrawnDesk.nextDay, time: time))
        }
      }
      brokers[index].untold = []
    }
  }

  func night() throws {
    guard let desk, desk.states.allSatisfy(isQuiet) else { return }
    counts.note("nights")
    for state in desk.states {
      for holding in state.holdings where holding.position.isOpen {
        counts.note("carried: \(holding.position.product)")
      }
    }
    var chance = Chance(drawn.seed, "night")
    if chance.oneIn(2) {
      // Somebody switches the machine off, and on again in the night, before the opening or a little late.
      // What was told of nothing in the evening must be told to somebody before the open (see Limits).
      let late: [TimeOfDay] = brokers.contains { !$0.untold.isEmpty } ? [] : [TimeOfDay(9, 14, 58), TimeOfDay(9, 16)]
      let up = chance.pick([TimeOfDay(0, 20), TimeOfDay(8, 30)] + late)
      let down = Timestamp(day: DrawnDesk.nextDay, time: up) - now
      crash = (chance.pick([.idle, .powerLoss]), 0, down, step)
      try settleStep()
    }
    let closing = drawn.desk.instruments.map { brokers.first?.exchange.lastPrice($0.id) ?? $0.price }
    try turnDay(&chance)
    try morning(&chance, after: closing)
  }

  /// Some brokers go on showing the orders of the day before for some hours.
  private func turnDay(_ chance: inout Chance) throws {
    try advance(to: Timestamp(day: DrawnDesk.nextDay, time: TimeOfDay(0, 0)))
    for account in drawn.desk.accounts { referee.ledgers[account.id]?.startDay() }
    referee.today = DrawnDesk.nextDay
    if drawn.desk.instruments.contains(where: { $0.terms != $0.laterTerms }) { happened(.termsChanged) }
    volumes = [:]
    volumesTold = [:]
    tellUntold()
    wake()
    try settleStep()
    try advance(to: now + .minutes(30))
    if chance.oneIn(3) { command(.reconcile) }
    try settleStep()
    let forgotten = chance.pick([TimeOfDay(0, 30), TimeOfDay(7, 0)])
    try advance(to: Timestamp(day: DrawnDesk.nextDay, time: forgotten) + .seconds(10))
    for index in brokers.indices {
      referee.ledgers[brokers[index].account]?.forget(brokers[index].exchange.snapshot(at: now).orders)
      brokers[index].startDay(DrawnDesk.nextDay)
    }
  }

  private func wake() {
    if let desk { attempt { () throws(StorageError) in try desk.wake() } }
  }

  /// Nothing of ours is left that the broker would square off or settle by itself, and nothing is under way.
  private func isQuiet(_ state: AccountState) -> Bool {
    state.orders.live.isEmpty
      && state.holdings.allSatisfy { holding in
        let position = holding.position
        return !position.isOpen
          || position.product.mayStayOvernight
            && referee.listed(position.instrument)?.isTraded(on: DrawnDesk.nextDay) ?? false
      }
  }

  /// The first minutes of trading, at prices that are not yesterday's.
  ///
  /// - Parameter closing: yesterday's last price of each instrument.
  private func morning(_ chance: inout Chance, after closing: [Price]) throws {
    let traded = zip(drawn.desk.instruments, closing).filter { $0.0.isTraded(on: DrawnDesk.nextDay) }
    let opening = traded.map { listed, last in
      let gapped = last.scaled(basisPoints: 10_000 + chance.number(-250...250))
        .rounded(to: listed.laterTerms.tickSize, .down)
      return (listed, inBand(gapped, listed.laterTerms))
    }
    listAtBrokers()
    try advance(to: Timestamp(day: DrawnDesk.nextDay, time: TimeOfDay(9, 10)))
    var readable = now
    for index in brokers.indices {
      // Signed in late, or a book that cannot be read while orders pass: nothing but our own clock puts the stops back then.
      if chance.oneIn(4) { brokers[index].sessionDies(until: now + .seconds(chance.number(60...360))) }
      if chance.oneIn(3) {
        let until = now + .seconds(chance.number(400...560))
        brokers[index].bookUnreadable(until: until)
        readable = max(readable, until)
      }
    }
    try advance(to: Timestamp(day: DrawnDesk.nextDay, time: TimeOfDay(9, 14, 57)))
    var again = Chance(drawn.seed, "earlier reports")
    for _ in 0..<40 {
      try advance(to: now + .seconds(chance.number(1...8)))
      for index in brokers.indices {
        guard let report = brokers[index].earlierReport(&again, at: now) else { continue }
        queue.add(.push(index, report), at: now + again.interval(1...900))
      }
      for (listed, price) in opening where !chance.oneIn(3) {
        let near = price.scaled(basisPoints: 10_000 + chance.number(-40...40))
          .rounded(to: listed.laterTerms.tickSize, .down)
        let tick = inBand(near, listed.laterTerms)
        show(Tick(instrument: listed.id, price: tick, volume: chance.number(0...20_000), time: now), nil)
        try settleStep()
      }
    }
    // A book that cannot be read leaves the account unreconciled, and an entry rightly denied.
    if now < readable { try calm(for: readable - now) }
    try mend(within: .minutes(1), since: now, probe: "morning probe")
  }

  private func inBand(_ price: Price, _ terms: ContractTerms) -> Price {
    min(max(price, terms.lowerBand ?? price), terms.upperBand ?? price)
  }
}
