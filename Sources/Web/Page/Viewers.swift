import Synchronization

/// Who looks at the page now. At most 32; each has a signal that holds one ring at a time, so that a slow reader skips
/// versions of the page and delays nobody.
final class Viewers: Sendable {
  static let maximum = 32

  struct Viewer: Sendable {
    fileprivate let id: Int
    let signals: AsyncStream<Void>
  }

  private struct State {
    var next = 0
    var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
    var hasEnded = false
  }
  private let state = Mutex(State())

  var isEmpty: Bool { state.withLock { $0.continuations.isEmpty } }

  /// Nil when there are too many, or the desk is stopping. The first signal is there at once.
  func add() -> Viewer? {
    state.withLock { state in
      guard !state.hasEnded, state.continuations.count < Self.maximum else { return nil }
      let (signals, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
      continuation.yield()
      state.next += 1
      state.continuations[state.next] = continuation
      return Viewer(id: state.next, signals: signals)
    }
  }

  func remove(_ viewer: Viewer) { state.withLock { _ = $0.continuations.removeValue(forKey: viewer.id) } }

  func signal() {
    state.withLock { state in
      for continuation in state.continuations.values { continuation.yield() }
    }
  }

  /// Ends every stream and admits nobody any more.
  func end() {
    let open = state.withLock { state in
      state.hasEnded = true
      defer { state.continuations = [:] }
      return Array(state.continuations.values)
    }
    for continuation in open { continuation.finish() }
  }
}
