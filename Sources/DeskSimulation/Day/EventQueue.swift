import Engine
import Market
import Trading

/// What is on its way, by time; what was sent first arrives first at the same instant.
struct EventQueue {
  enum Event {
    /// A call reaches the broker; `answers`: how long its answer takes back, nil when that is lost.
    case arrive(Int, OutboxPolicy.Call, life: Int, answers: Interval?)
    /// The line answers a call of that life of the process.
    case answer(Int, Engine.Event, call: Int64, life: Int)
    /// The outbox itself answers.
    case unanswered(Int, Engine.Event)
    case push(Int, OrderReport)
    /// Somebody sends these terms by hand.
    case byHand(Int, OrderTerms)
    case start

    /// Comes to the process.
    var isHeard: Bool {
      switch self {
      case .answer, .unanswered, .push: true
      case .arrive, .byHand, .start: false
      }
    }
  }

  private var events: [(due: Timestamp, number: Int, event: Event)] = []
  private var number = 0

  var nextDue: Timestamp? { events.last?.due }

  mutating func add(_ event: Event, at due: Timestamp) {
    number += 1
    // Newest first, so that the next one is at the end.
    let place = events.lastIndex { ($0.due, $0.number) > (due, number) }.map { $0 + 1 } ?? 0
    events.insert((due, number, event), at: place)
  }

  mutating func pop(until time: Timestamp) -> Event? {
    guard let last = events.last, last.due <= time else { return nil }
    return events.removeLast().event
  }

  /// The process is gone: nobody waits for answers or hears pushes.
  mutating func dropAnswers() {
    events.removeAll {
      switch $0.event {
      case .answer, .unanswered, .push: true
      case .arrive, .byHand, .start: false
      }
    }
  }
}
