import Market
import Trading

/// What the outbox asks of a request.
extension BrokerRequest {
  package var urgency: OutboxUrgency {
    switch self {
    case .place(let order, _, _, _):
      switch order.purpose {
      case .entry: .entry
      case .exit: .exit
      case .protectiveStop: .protection
      }
    // Only orders that close a position are ever modified.
    case .modify(_, _, let terms): terms.pricing.trigger == nil ? .exit : .protection
    case .cancel: .cancel
    case .lookUp: .lookUp
    case .snapshot: .book
    case .recall: .exit
    }
  }

  /// Whether it changes an order at the broker.
  package var isChange: Bool {
    switch self {
    case .place, .modify, .cancel: true
    case .lookUp, .snapshot, .recall: false
    }
  }

  /// Whether an answer follows.
  package var expectsAnswer: Bool { if case .recall = self { false } else { true } }

  var order: OrderNumber? {
    switch self {
    case .place(_, let number, _, _), .modify(let number, _, _), .cancel(let number, _), .lookUp(let number, _, _, _),
      .recall(let number):
      number
    case .snapshot: nil
    }
  }

  /// What the desk makes of no answer.
  package var unanswered: Event { answer(.ambiguous("no answer"), orElse: "no answer") }

  /// It could not leave in time.
  var notSent: Event { answer(.notSent("others are under way"), orElse: "the read could not leave in time") }

  /// No budget lets it go.
  func held(for interval: Interval) -> Event {
    answer(.rateLimited(after: interval), orElse: "no requests are left for reads at present")
  }

  private func answer(_ outcome: RequestOutcome, orElse failure: String) -> Event {
    switch self {
    case .place(_, let number, let attempt, _): .placed(number, attempt: attempt, outcome)
    case .modify(let number, _, _), .cancel(let number, _): .changed(number, outcome)
    case .lookUp(let number, _, _, _): .lookedUp(number, .failed(failure))
    case .snapshot, .recall: .snapshotFailed(failure)
    }
  }
}

extension Event {
  /// For how long the broker wants nothing from us.
  var askedToWait: Interval? {
    switch self {
    case .placed(_, _, .rateLimited(let interval)), .changed(_, .rateLimited(let interval)): interval
    default: nil
    }
  }
}
