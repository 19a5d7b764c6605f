import Market
import TestSupport

@testable import Engine
@testable import Trading

extension SeededGenerator {
  static let eventCases = 15

  /// One event of each case by its place; the switch breaks when a case is missing from ``eventCases``.
  mutating func event(_ place: Int) -> Event {
    switch place {
    case 0: .started(incarnation: UInt32(truncatingIfNeeded: next()))
    case 1: .dayStarted(sessions())
    case 2: .settings(accountSettings())
    case 3: .link(linkSettings())
    case 4: .linkRemoved(link())
    case 5: .signal(signal())
    case 6: .trigger(trigger())
    case 7: .timer
    case 8: .placed(order(), attempt: below(9), outcome())
    case 9: .changed(order(), outcome())
    case 10: .report(orderReport())
    case 11: .lookedUp(order(), lookUp())
    case 12: .snapshot(snapshot())
    case 13: .snapshotFailed(text())
    default: .command(command(), by: text())
    }
  }

  mutating func event() -> Event { event(below(Self.eventCases)) }

  mutating func sessions() -> DaySessions {
    let classes = SessionClass.allCases.map { sessionClass in
      DaySessions.ClassSessions(
        sessionClass: sessionClass, sessions: (0..<below(3)).map { _ in .init(open: time(), close: time()) },
        closedBecause: maybe { $0.text() })
    }
    return DaySessions(day: day(), classes: classes)
  }

  mutating func trigger() -> Trigger {
    switch below(6) {
    case 0: .stopHit(position(), price: price(), tickTime: time())
    case 1: .targetHit(position(), price: price(), tickTime: time())
    case 2: .stopMoved(position(), best: price(), tickTime: time())
    case 3: .limitBreached(pick(Denial.Code.allCases), dayResult: money(), tickTime: time())
    case 4: .newPeak(dayResult: money(), tickTime: time())
    default: .priceArrived(instrumentID(), tickTime: time())
    }
  }

  mutating func command() -> Command {
    switch below(8) {
    case 0: .pause
    case 1: .resume
    case 2: .halt(text())
    case 3: .clearHalt
    case 4: .emergencyStop
    case 5: .squareOff(position())
    case 6: .squareOffAll
    default: .reconcile
    }
  }

  mutating func lookUp() -> LookUpOutcome {
    switch below(3) {
    case 0: .found(orderReport(), readBegan: time())
    case 1: .absent(readBegan: time())
    default: .failed(text())
    }
  }

  mutating func snapshot() -> BrokerSnapshot {
    BrokerSnapshot(
      readBegan: time(), orders: (0..<below(4)).map { _ in orderReport() },
      positions: (0..<below(4)).map { _ in
        BrokerPosition(instrument: instrumentID(), product: product(), netQuantity: quantity())
      })
  }

  mutating func quotes() -> [Quote] {
    (0..<below(3)).map { _ in Quote(instrument: instrumentID(), price: price(), time: time()) }
  }
}
