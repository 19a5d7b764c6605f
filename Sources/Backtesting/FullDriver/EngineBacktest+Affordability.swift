import Engine
import Market
import Simulation
import Strategies
import Trading

/// What the price that fills an entry asks of the account. Its size and margin are those of the decision's price.
extension EngineBacktest {
  /// An entry that the account cannot pay at the candle's open is withdrawn and decided on anew at that price.
  mutating func fitEntry(_ feed: CandleFeed, at price: Price) {
    guard plan.checksMargin, options.isInstant, let entry = waitingEntry(feed.id), !isBlocked(feed, price) else {
      return
    }
    let needed = plan.margin(for: feed.instrument, entry.side, entry.quantity, price * entry.quantity)
    guard needed > availableMargin(without: feed.id) else { return }
    withdraw(feed, reason: "costs more than there is")
    loop.market.restore(Quote(instrument: feed.id, price: price, time: feed.time))
    loop.exchange.warm(Tick(instrument: feed.id, price: price, volume: 0, time: feed.time))
    let asked = feed.entryWish
    let wish = Wish(
      entry.side == .buy ? .buy : .short, reason: asked?.reason ?? "", stop: asked?.stop, target: asked?.target)
    submit(wish, feed.instrument, feed.link, terms: feed.span.terms, at: feed.time)
    guard let again = waitingEntry(feed.id) else { return }
    let stillNeeded = plan.margin(for: feed.instrument, again.side, again.quantity, price * again.quantity)
    guard stillNeeded > availableMargin(without: feed.id) else { return }
    withdraw(feed, reason: "costs more than there is")
    result.denials[.margin, default: 0] += 1
  }

  private mutating func withdraw(_ feed: CandleFeed, reason: StaticString) {
    submit(Wish(.exit, reason: reason), feed.instrument, feed.link, terms: feed.span.terms, at: feed.time)
  }

  /// The entry that waits for a price of this instrument, its slices together.
  private func waitingEntry(_ id: InstrumentID) -> (side: Side, quantity: Quantity)? {
    guard loop[id].position == nil else { return nil }
    var side: Side?
    var quantity = Quantity.zero
    for number in loop.engine.state.orders.live {
      let order = loop.engine.state.orders[number]
      guard order.terms.instrument == id, order.purpose == .entry else { continue }
      side = order.terms.side
      quantity += order.remainingQuantity
    }
    return side.map { ($0, quantity) }
  }

  /// Cash that no position and no other waiting entry binds.
  private func availableMargin(without id: InstrumentID) -> Money {
    let state = loop.engine.state
    var available = state.settings.capital + state.netRealisedToday
    for feed in feeds {
      if let position = loop[feed.id].position {
        available -= plan.margin(
          for: feed.instrument, position.direction, position.openQuantity, position.openCost,
          as: state.day.map { position.marginProduct(on: $0.day) } ?? position.product)
      } else if feed.id != id, let entry = waitingEntry(feed.id), let quote = loop.market.quote(feed.id) {
        available -= plan.margin(for: feed.instrument, entry.side, entry.quantity, quote.price * entry.quantity)
      }
    }
    return available
  }
}

extension BacktestPlan {
  /// What an order of the run needs, as the broker would ask.
  func margin(
    for instrument: BacktestInstrument, _ side: Side, _ quantity: Quantity, _ value: Money, as held: Product? = nil
  ) -> Money {
    let traded = instrument.instrument
    return MarginEstimate.margin(
      kind: traded.kind, strike: traded.strike, product: held ?? product, side: side, quantity: quantity, value: value)
      ?? value
  }
}
