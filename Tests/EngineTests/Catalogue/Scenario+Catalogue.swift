import Engine
import Market
import Trading

extension Scenario {
  /// The desk is asked first whether it knows the alert: then it answers with the decision's number and journals nothing.
  func repeated(_ action: Action, _ symbol: Listed, id: String, time: Timestamp? = nil) -> Int64? {
    engine.duplicate(
      of: Signal(
        id: SignalID(id), bodyDigest: 1, link: Self.link, source: .webhook, action: action, symbol: symbol.rawValue,
        resolution: .instrument(symbol.resolved), time: time, received: now), at: now)
  }

  func position(of symbol: Listed) -> Position? {
    engine.state.holdings.last { $0.position.instrument == symbol.id }?.position
  }
}
