import Engine
import Trading

/// What waits for the loop: protective inputs first, entries after them. Both lanes are bounded.
struct Lanes {
  enum Input {
    case event(AccountID, Event)
    /// A command, with where its answer goes.
    case command(AccountID, Command, by: String, (CommandResult) -> Void)
    /// What strategies wished at one instant: decided and committed together, exits among them, so it does not wait
    /// behind alerts.
    case wishes([StrategyWish])
    case alert(Alert, LinkID, (SubmitResult) -> Void)
  }

  /// Signals that may wait; one more is answered "try again".
  static let entryCapacity = 4096
  /// Inputs applied in one commit.
  static let batch = 256

  private var protective: [Input] = []
  private var entries: [Input] = []

  var isEmpty: Bool { protective.isEmpty && entries.isEmpty }
  var isEntryLaneFull: Bool { entries.count >= Self.entryCapacity }

  mutating func add(_ input: Input) {
    if case .alert = input { entries.append(input) } else { protective.append(input) }
  }

  /// The next inputs to apply together; every protective one before the first entry.
  mutating func next() -> [Input] {
    let first = protective.prefix(Self.batch)
    protective.removeFirst(first.count)
    let then = entries.prefix(Self.batch - first.count)
    entries.removeFirst(then.count)
    return Array(first) + then
  }
}
