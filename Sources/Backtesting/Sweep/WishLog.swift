import Indicators
import Market
import Strategies
import Synchronization

/// What a strategy wished, and when.
final class WishLog: Sendable {
  struct Entry: Hashable, Comparable, Sendable {
    var time: Timestamp
    var action: Wish.Action
    var stop: Double?
    var target: Double?

    static func < (a: Entry, b: Entry) -> Bool { a.key < b.key }

    private var key: (Int64, UInt8, Double, Double) {
      (time.nanoseconds, action.rawValue, stop ?? -1, target ?? -1)
    }
  }

  private let list = Mutex<[Entry]>([])

  func add(_ wish: Wish, at time: Timestamp) {
    list.withLock {
      $0.append(Entry(time: time, action: wish.action, stop: wish.stop, target: wish.target))
    }
  }

  /// Everything up to `time` and at it, in an order that does not depend on how instruments were taken.
  func entries(until time: Timestamp) -> [Entry] { list.withLock { $0.filter { $0.time <= time } }.sorted() }
}

/// A strategy that also writes its wishes down.
struct LoggedStrategy<Wrapped: Strategy>: Strategy {
  static var description: StrategyDescription { Wrapped.description }
  static var usesTicks: Bool { Wrapped.usesTicks }

  private var wrapped: Wrapped
  private let log: WishLog

  init(_ wrapped: Wrapped, log: WishLog) {
    self.wrapped = wrapped
    self.log = log
  }

  init(_ values: ParameterValues) { self.init(Wrapped(values), log: WishLog()) }

  var warmUp: Int { wrapped.warmUp }

  mutating func sessionOpened(_ session: Session) { wrapped.sessionOpened(session) }

  mutating func candleClosed(_ bar: Bar) -> Wish { note(wrapped.candleClosed(bar), at: bar.end) }

  mutating func ticked(_ price: Double, at time: Timestamp) -> Wish { note(wrapped.ticked(price, at: time), at: time) }

  private func note(_ wish: Wish, at time: Timestamp) -> Wish {
    if wish.action != .none { log.add(wish, at: time) }
    return wish
  }
}
