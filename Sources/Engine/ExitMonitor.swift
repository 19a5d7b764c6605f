package import Market
package import Trading

/// Watches the prices of one account's positions and speaks up when something matters: a *trigger*.
///
/// Volatile: built from the engine's guards, changed by ``GuardChange``. One tick looks only at the guards of its own
/// instrument; nothing is allocated as long as the caller's trigger buffer has room.
package struct ExitMonitor: Sendable {
  private struct Guard {
    var position: PositionID
    var state: ExitState
    var next: Int32
  }
  private struct Holding {
    var netQuantity: Int64 = 0
    var cost: Int64 = 0
    /// What the holding adds to the day's result at the last price.
    var unrealised: Int64 = 0
  }

  private var heads: [Int32] = []
  private var guards: [Guard] = []
  private var free: [Int32] = []
  private var holdings: [Holding] = []
  private var awaited: [InstrumentID] = []

  private var realised: Int64 = 0
  private var unrealised: Int64 = 0
  private var peak: Int64 = 0
  /// Peaks closer together than this are one: ₹10.
  private static let peakStep = Money(rupees: 10).raw
  private var lossLimit: Int64 = .max
  private var drawdown: Int64 = .max

  package init() {}

  /// Realised + unrealised result of the day after charges, at the last prices.
  package var dayResult: Money { Money(raw: realised + unrealised) }

  // MARK: The tick path

  @inline(__always)
  package mutating func observe(
    _ instrument: InstrumentID, price: Price, at time: Timestamp, into triggers: inout [Trigger]
  ) {
    let index = Int(instrument.index)
    guard index >= 0, index < heads.count else { return }
    let first = heads[index]
    if first >= 0 { observe(from: first, price: price, at: time, &triggers) }
    if holdings[index].netQuantity != 0 { value(index, price: price, at: time, &triggers) }
    if !awaited.isEmpty { answerAwaited(instrument, at: time, &triggers) }
  }

  /// One walk over the instrument's guards, with one look at the array's ownership.
  @inline(__always)
  private mutating func observe(from first: Int32, price: Price, at time: Timestamp, _ triggers: inout [Trigger]) {
    guards.withUnsafeMutableBufferPointer { guards in
      var slot = first
      while slot >= 0 {
        let place = Int(slot)
        let observation = guards[place].state.observe(price)
        slot = guards[place].next
        switch observation {
        case .nothing: continue
        case .stopHit: triggers.append(.stopHit(guards[place].position, price: price, tickTime: time))
        case .targetHit: triggers.append(.targetHit(guards[place].position, price: price, tickTime: time))
        case .stopMoved: triggers.append(.stopMoved(guards[place].position, best: price, tickTime: time))
        }
      }
    }
  }

  private mutating func value(_ index: Int, price: Price, at time: Timestamp, _ triggers: inout [Trigger]) {
    let now = price.raw &* holdings[index].netQuantity &- holdings[index].cost
    unrealised += now - holdings[index].unrealised
    holdings[index].unrealised = now
    let result = realised + unrealised
    if result >= peak + Self.peakStep {
      peak = result
      triggers.append(.newPeak(dayResult: Money(raw: result), tickTime: time))
    }
    if result <= -lossLimit {
      lossLimit = .max
      triggers.append(.limitBreached(.dailyLoss, dayResult: Money(raw: result), tickTime: time))
    }
    if peak - result >= drawdown {
      drawdown = .max
      triggers.append(.limitBreached(.drawdown, dayResult: Money(raw: result), tickTime: time))
    }
  }

  private mutating func answerAwaited(_ instrument: InstrumentID, at time: Timestamp, _ triggers: inout [Trigger]) {
    guard let index = awaited.firstIndex(of: instrument) else { return }
    awaited.remove(at: index)
    triggers.append(.priceArrived(instrument, tickTime: time))
  }

  /// Raises a guard's best price from the tape's tail after a restart; never fires, never lowers.
  package mutating func raise(_ position: PositionID, _ instrument: InstrumentID, price: Price) {
    let index = Int(instrument.index)
    guard index >= 0, index < heads.count, let slot = slot(of: position, instrument) else { return }
    guards[Int(slot)].state.raise(to: price)
  }

  // MARK: Changes from the engine

  package mutating func apply(_ change: GuardChange, market: borrowing MarketView) {
    switch change {
    case .arm(let position, let instrument, let state): arm(position, instrument, state)
    case .drop(let position, let instrument): drop(position, instrument)
    case .hold(let instrument, let netQuantity, let openCost):
      hold(instrument, netQuantity, openCost, market.quote(instrument))
    case .account(let realised, let peak, let lossLimit, let drawdown):
      self.realised = realised.raw
      self.peak = peak.raw
      self.lossLimit = lossLimit?.raw ?? .max
      self.drawdown = drawdown?.raw ?? .max
    case .awaitPrice(let instrument):
      reserve(instrument)
      if !awaited.contains(instrument) { awaited.append(instrument) }
    }
  }

  private mutating func arm(_ position: PositionID, _ instrument: InstrumentID, _ state: ExitState) {
    reserve(instrument)
    if let slot = slot(of: position, instrument) {
      let known = guards[Int(slot)].state
      guards[Int(slot)].state = state
      // The engine hears only of moves of the stop; the best price seen here is kept, unless the entry is another now.
      if known.entry == state.entry { guards[Int(slot)].state.raise(to: known.best) }
      return
    }
    let entry = Guard(position: position, state: state, next: heads[Int(instrument.index)])
    if let slot = free.popLast() {
      guards[Int(slot)] = entry
      heads[Int(instrument.index)] = slot
    } else {
      guards.append(entry)
      heads[Int(instrument.index)] = Int32(guards.count - 1)
    }
  }

  private mutating func drop(_ position: PositionID, _ instrument: InstrumentID) {
    let index = Int(instrument.index)
    guard index >= 0, index < heads.count, let slot = slot(of: position, instrument) else { return }
    if heads[index] == slot {
      heads[index] = guards[Int(slot)].next
    } else {
      var previous = heads[index]
      while guards[Int(previous)].next != slot { previous = guards[Int(previous)].next }
      guards[Int(previous)].next = guards[Int(slot)].next
    }
    free.append(slot)
  }

  private mutating func hold(
    _ instrument: InstrumentID, _ netQuantity: Quantity, _ openCost: Money, _ quote: Quote?
  ) {
    reserve(instrument)
    let index = Int(instrument.index)
    let value = quote.map { $0.price.raw * netQuantity.units - openCost.raw } ?? 0
    unrealised += value - holdings[index].unrealised
    holdings[index] = Holding(netQuantity: netQuantity.units, cost: openCost.raw, unrealised: value)
  }

  private func slot(of position: PositionID, _ instrument: InstrumentID) -> Int32? {
    var slot = heads[Int(instrument.index)]
    while slot >= 0 {
      if guards[Int(slot)].position.index == position.index { return slot }
      slot = guards[Int(slot)].next
    }
    return nil
  }

  private mutating func reserve(_ instrument: InstrumentID) {
    let missing = Int(instrument.index) + 1 - heads.count
    guard missing > 0 else { return }
    heads.append(contentsOf: repeatElement(-1, count: missing))
    holdings.append(contentsOf: repeatElement(Holding(), count: missing))
  }
}
