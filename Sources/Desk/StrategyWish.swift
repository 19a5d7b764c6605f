import Engine
import Indicators
import Market
import Storage
import Strategies
import Trading

/// What a deployed strategy wants done: a signal but for the time it is received.
struct StrategyWish: Hashable, Sendable {
  /// The same wish has the same identity in every run: that is how a repeat after a restart is recognised.
  var id: SignalID
  var deployment: DeploymentID
  var link: LinkID
  /// The one account it is for; nil for all of the link. An exit strategy judges each account's position by itself.
  var account: AccountID?
  var instrument: ResolvedInstrument
  var action: Action
  var confidence: UInt8
  var reason: String
  var stop: Price?
  var target: Price?
  /// End of the candle, or time of the tick, it follows from.
  var time: Timestamp
  /// The EXIT of a deployment that was stopped with it.
  var isParting = false

  /// Whether it concerns an account of its link.
  func isFor(_ account: AccountID) -> Bool { self.account == nil || self.account == account }

  func signal(at now: Timestamp) -> Signal {
    Signal(
      id: id, bodyDigest: digest, link: link, source: .strategy, action: action, symbol: instrument.instrument.symbol,
      resolution: .instrument(instrument), stop: stop, target: target, time: time, received: now)
  }

  /// The line in the list of what strategies wished.
  var row: StrategySignal {
    StrategySignal(
      id: id.text, deployment: deployment, link: link, symbol: instrument.instrument.qualifiedSymbol,
      action: action.rawValue, confidence: Int64(confidence), reason: reason, stop: stop, target: target, time: time)
  }

  private var digest: UInt64 {
    CanonicalHash.hash(Array("\(action.rawValue) \(stop?.raw ?? 0) \(target?.raw ?? 0)".utf8))
  }
}

extension Action {
  /// The desk's word for a wish; nil for none.
  init?(_ wish: Wish.Action) {
    switch wish {
    case .none: return nil
    case .buy: self = .buy
    case .sell: self = .sell
    case .short: self = .short
    case .cover: self = .cover
    case .exit: self = .exit
    }
  }
}
