import Engine
import Indicators
import Market
import Strategies
import Trading

extension EngineBacktest {
  /// A wish as the engine's signal. Everything in it follows from the data, so a run can be repeated.
  mutating func submit(
    _ wish: Wish, _ instrument: BacktestInstrument, _ link: Link, terms: ContractTerms, at time: Timestamp
  ) {
    guard let action = Action(wish.action) else { return }
    signals += 1
    let resolved = ResolvedInstrument(id: instrument.id, instrument: instrument.instrument, terms: terms)
    loop.apply(
      .signal(
        Signal(
          id: SignalID("B\(signals)"), bodyDigest: signals, link: link.id, source: .strategy, action: action,
          symbol: instrument.instrument.symbol, resolution: .instrument(resolved),
          stop: wish.stop.flatMap { Price(rupees: $0) }, target: wish.target.flatMap { Price(rupees: $0) },
          time: time, received: time)),
      at: time)
  }
}

extension Action {
  init?(_ action: Wish.Action) {
    switch action {
    case .none: return nil
    case .buy: self = .buy
    case .sell: self = .sell
    case .short: self = .short
    case .cover: self = .cover
    case .exit: self = .exit
    }
  }
}
