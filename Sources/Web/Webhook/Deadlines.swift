import Synchronization

/// Deadlines of equal length for many requests at once. One loop looks at the oldest every 20 ms; a timer for each
/// request would cost more than the rest of the request.
final class Deadlines: Sendable {
  final class Entry: Sendable {
    fileprivate let due: ContinuousClock.Instant
    private let action: Mutex<(@Sendable () -> Void)?>

    fileprivate init(due: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void) {
      self.due = due
      self.action = Mutex(action)
    }

    func cancel() { action.withLock { $0 = nil } }
    fileprivate var isCancelled: Bool { action.withLock { $0 == nil } }
    fileprivate func fire() {
      let action = action.withLock { action in
        defer { action = nil }
        return action
      }
      action?()
    }
  }

  private let length: Duration
  private let entries = Mutex<[Entry]>([])

  init(_ length: Duration) { self.length = length }

  /// Calls `action` once, a little after the deadline, unless cancelled before.
  func add(_ action: @escaping @Sendable () -> Void) -> Entry {
    let entry = Entry(due: .now + length, action)
    entries.withLock { $0.append(entry) }
    return entry
  }

  /// Runs until cancelled; then what is left is fired, so that nobody waits forever.
  func run() async {
    while (try? await Task.sleep(for: .milliseconds(20))) != nil {  // throws only when cancelled
      fire(at: .now)
    }
    fire(at: nil)
  }

  private func fire(at now: ContinuousClock.Instant?) {
    let due = entries.withLock { entries in
      let count = now.map { now in entries.prefix { $0.due <= now || $0.isCancelled }.count } ?? entries.count
      defer { entries.removeFirst(count) }
      return Array(entries.prefix(count))
    }
    for entry in due { entry.fire() }
  }
}
