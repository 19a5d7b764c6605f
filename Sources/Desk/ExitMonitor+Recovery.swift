import Engine
import Market
import Trading

extension ExitMonitor {
  /// Brings guards up to a price of the past: what a position has seen since its entry last
  /// filled, before the process ended. Earlier prices were judged against another average.
  mutating func raise(_ tick: Tick, for state: AccountState) {
    for holding in state.holdings
    where holding.position.isOpen && holding.position.instrument == tick.instrument
      && (holding.position.lastEntered ?? holding.position.opened ?? tick.time) <= tick.time
    {
      raise(holding.position.id, tick.instrument, price: tick.price)
    }
  }
}
