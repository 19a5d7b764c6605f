import Synchronization

/// The port a listener got: known once its socket is open. Port 0 asks the system for a free one.
final class BoundPort: Sendable {
  private struct State {
    var result: Result<Int, ListenerError>?
    var waiters: [CheckedContinuation<Int, any Error>] = []
  }
  private let state = Mutex(State())

  /// Nil until the socket is open.
  var known: Int? { state.withLock { try? $0.result?.get() } }  // a failure has no port

  var value: Int {
    get async throws {
      try await withCheckedThrowingContinuation { continuation in
        let result = state.withLock { state in
          if state.result == nil { state.waiters.append(continuation) }
          return state.result
        }
        if let result { continuation.resume(with: result.mapError { $0 as any Error }) }
      }
    }
  }

  /// The first result stays.
  func resolve(_ result: Result<Int, ListenerError>) {
    let waiters = state.withLock { state in
      guard state.result == nil else { return [CheckedContinuation<Int, any Error>]() }
      state.result = result
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume(with: result.mapError { $0 as any Error }) }
  }
}
