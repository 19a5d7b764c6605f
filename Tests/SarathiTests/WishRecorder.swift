import Indicators
import Market
import Strategies
import Synchronization

/// What a strategy wished after its warm-up, as the desk writes a decision: time and action.
final class WishList: Sendable {
  private let list = Mutex<[String]>([])
  var wishes: [String] { list.withLock { $0 } }

  func add(_ wish: Wish, at time: Timestamp) {
    list.withLock { $0.append("\(time) \("\(wish.action)".uppercased())") }
  }
}

/// A strategy that also writes its wishes down.
struct WishRecorder<Wrapped: Strategy>: Strategy {
  static var description: StrategyDescription { Wrapped.description }
  static var usesTicks: Bool { Wrapped.usesTicks }

  private var wrapped: Wrapped
  private let log: WishList
  private var candles = 0

  init(_ wrapped: Wrapped, log: WishList) {
    self.wrapped = wrapped
    self.log = log
  }

  init(_ values: ParameterValues) { self.init(Wrapped(values), log: WishList()) }

  var warmUp: Int { wrapped.warmUp }

  mutating func sessionOpened(_ session: Session) { wrapped.sessionOpened(session) }

  mutating func candleClosed(_ bar: Bar) -> Wish {
    candles += 1
    let wish = wrapped.candleClosed(bar)
    if wish.action != .none, candles > warmUp { log.add(wish, at: bar.end) }
    return wish
  }
}
