import Market
import Trading

extension SimulatedExchange {
  /// Lets the orders of one instrument meet one tick: stops first, then fills, buys before sells.
  mutating func match(_ tick: Tick, previousVolume: Int64) {
    let index = Int(tick.instrument.index)
    guard let listing = lines[index].listing, listing.isOpen(at: tick.time) else { return }
    let slots = lines[index].live.filter { mayMeet($0, tick, listing) }
    for slot in slots where orders[slot].status == .triggerPending { triggerIfReached(slot, tick) }
    let share = share(of: tick, previousVolume: previousVolume, lot: max(listing.terms.lotSize.units, 1))
    fill(.buy, of: slots, tick, share: share, listing)
    fill(.sell, of: slots, tick, share: share, listing)
    findQuietRange(of: index)
  }

  /// Finds the prices between which a tick of the instrument need not be matched: above every buy limit and sell
  /// trigger, below every sell limit and buy trigger. An order that takes reacts to any price.
  mutating func findQuietRange(of index: Int) {
    var above = Price(raw: .min)
    var below = Price(raw: .max)
    for slot in lines[index].live {
      if orders[slot].isAggressive { above = Price(raw: .max) }
      let isStop = orders[slot].status == .triggerPending
      guard let price = isStop ? orders[slot].terms.pricing.trigger : orders[slot].limit else { continue }
      if (orders[slot].terms.side == .buy) != isStop { above = max(above, price) } else { below = min(below, price) }
    }
    marks[index].quietAbove = above
    marks[index].quietBelow = below
  }

  /// An order meets only ticks that are no older than its arrival, and never ticks of a later day.
  private func mayMeet(_ slot: Int, _ tick: Tick, _ listing: ExchangeListing) -> Bool {
    guard let activeSince = orders[slot].activeSince else { return false }
    return activeSince <= tick.time && !listing.hasExpired(orderPlaced: orders[slot].placed, at: tick.time)
  }

  private mutating func triggerIfReached(_ slot: Int, _ tick: Tick) {
    let terms = orders[slot].terms
    guard let trigger = terms.pricing.trigger, terms.side.reaches(trigger, at: tick.price) else { return }
    openForTrading(slot, last: tick.price)
    orders[slot].isTriggered = true
    orders[slot].priority = takeStamp()
    orders[slot].time = tick.time
    noteChange(slot)
    pushReport(slot)
  }

  /// Units our orders of one side may take: the participation of what traded since the last tick, in whole lots, at
  /// least one lot when anything traded. Without volume there is no bound. When the volume before is not known, one lot.
  private func share(of tick: Tick, previousVolume: Int64, lot: Int64) -> Int64 {
    guard tick.volume > 0 else { return .max }
    guard previousVolume >= 0 else { return lot }
    let traded = tick.volume - previousVolume
    guard traded > 0 else { return 0 }
    let part = Int64(Int128(traded) * Int128(settings.participation) / 10_000)
    return max(lot, part - part % lot)
  }

  /// Fills the open orders of one side in price-time priority until the share is used up. Orders whose limit the tick
  /// has passed come to rest.
  private mutating func fill(
    _ side: Side, of slots: [Int], _ tick: Tick, share: Int64, _ listing: ExchangeListing
  ) {
    var left = share
    for candidate in ranked(side, of: slots) {
      let slot = candidate.slot
      if side == .buy ? tick.price.raw <= candidate.limit : tick.price.raw >= candidate.limit {
        let quantity = min(orders[slot].remainingQuantity.units, left)
        guard quantity > 0 else { continue }
        left -= quantity
        trade(slot, Quantity(quantity), tick, listing)
      } else if orders[slot].isAggressive {
        orders[slot].isAggressive = false
        noteChange(slot)
      }
    }
  }

  /// What ranks an order, without the order: rows are dear to copy.
  private struct Candidate {
    var slot: Int
    /// Bare, as comparing is all that is done with it.
    var limit: Int64
    var priority: Int64
  }

  private func ranked(_ side: Side, of slots: [Int]) -> [Candidate] {
    var candidates: [Candidate] = []
    for slot in slots where orders[slot].status == .open && orders[slot].terms.side == side {
      guard let limit = orders[slot].limit else { continue }
      candidates.append(Candidate(slot: slot, limit: limit.raw, priority: orders[slot].priority))
    }
    candidates.sort {
      guard $0.limit != $1.limit else { return $0.priority < $1.priority }
      return side == .buy ? $0.limit > $1.limit : $0.limit < $1.limit
    }
    return candidates
  }

  private mutating func trade(_ slot: Int, _ quantity: Quantity, _ tick: Tick, _ listing: ExchangeListing) {
    let price = fillPrice(of: orders[slot], tick, tickSize: listing.terms.tickSize)
    let id = "F\(orders[slot].sequence)-\(orders[slot].fills.count + 1)"
    orders[slot].fills.append(FillReport(id: id, quantity: quantity, price: price, time: tick.time))
    orders[slot].filledQuantity += quantity
    orders[slot].time = tick.time
    book(orders[slot].terms, quantity: quantity, value: price * quantity)
    if orders[slot].remainingQuantity == .zero {
      finish(slot, as: .filled, reason: nil, at: tick.time)
    } else {
      noteChange(slot)
      pushReport(slot)
    }
  }

  /// The tick's price for an order that takes (worse by the slippage if a market type), else the order's limit; never
  /// beyond the limit.
  private func fillPrice(of order: ExchangeOrder, _ tick: Tick, tickSize: Price) -> Price {
    guard let limit = order.limit else { preconditionFailure("an open order has a limit") }
    guard order.isAggressive else { return limit }
    guard order.isMarketType else { return tick.price }
    let draw = SplitMix64.hash(seed, order.sequence, Int64(order.fills.count))
    let ticks = Int64(draw % UInt64(settings.slippageTicks + 1))
    let slipped = Price(raw: tick.price.raw + order.terms.side.sign * ticks * tickSize.raw)
    return order.terms.side == .buy ? min(slipped, limit) : max(slipped, limit)
  }
}
