import Market
import TestSupport

@testable import Engine
@testable import Trading

extension SeededGenerator {
  static let recordCases = 8

  mutating func record(_ place: Int) -> Record {
    switch place {
    case 0: .decision(decision())
    case 1: .order(storedOrder())
    case 2: .fill(fill())
    case 3: .position(storedPosition(), stop: maybe { $0.price() }, target: maybe { $0.price() })
    case 4: .trade(trade())
    case 5: .incident(incident())
    case 6:
      .stopMoved(
        position(), instrumentID(), stop: price(), best: price(),
        pick([.initial, .trailing, .breakEven, .profitLock]), time())
    default: .account(status())
    }
  }

  mutating func decision(number: Int64? = nil) -> Decision {
    Decision(
      number: number ?? self.number(), signal: signal(), instrument: maybe { $0.instrumentID() },
      outcome: pick([.accepted, .waiting, .denied, .nothingToDo, .ignored]), denial: maybe { $0.denial() },
      reason: text(), time: time())
  }

  mutating func storedOrder(number: OrderNumber? = nil) -> Order {
    let intent = OrderIntent(owner: link(), purpose: .exit, terms: exitTerms())
    guard
      case .success(let approved) = RiskGate.approve(
        exit: intent, openQuantity: intent.terms.quantity, alreadyCovered: .zero)
    else { preconditionFailure("an exit of the open quantity is approved") }
    var order = Order(
      number: number ?? self.order(), position: position(), order: approved,
      exitReason: maybe { $0.pick(ExitReason.allCases) },
      decision: maybe { $0.number() }, at: time())
    if bool() {
      order.sent(tag: ClientTag(text()), at: time())
      _ = order.placeAnswered(outcome())
      if bool() { _ = order.reported(orderReport(), isReadBack: bool()) }
    }
    return order
  }

  private mutating func exitTerms() -> OrderTerms {
    OrderTerms(
      instrument: instrumentID(), side: side(), quantity: Quantity(Int64(1 + below(1000))), product: product(),
      pricing: pricing())
  }

  mutating func charges() -> Charges {
    Charges(
      brokerage: money(), stt: money(), exchange: money(), sebi: money(), gst: money(), stamp: money(), dp: money(),
      rounding: money())
  }

  mutating func fill(id: String? = nil) -> Fill {
    Fill(
      id: id ?? text(), order: order(), position: position(), owner: link(), instrument: instrumentID(), side: side(),
      quantity: quantity(), price: price(), charges: charges(), time: time())
  }

  /// Entered, and perhaps partly or wholly closed.
  mutating func storedPosition(id: PositionID? = nil, exited: Int? = nil) -> Position {
    var position = Position(
      id: id ?? self.position(), owner: link(), instrument: instrumentID(), product: product(), direction: side())
    position.enter(Quantity(100), at: Price(rupees: Int64(1 + below(5000))), time: time())
    let closing = exited ?? below(101)
    if closing > 0 {
      _ = position.exit(Quantity(Int64(closing)), at: Price(rupees: Int64(1 + below(5000))), time: time())
    }
    position.charges = charges()
    position.exitReason = maybe { $0.pick(ExitReason.allCases) }
    return position
  }

  mutating func trade() -> Trade {
    guard let trade = Trade(storedPosition(exited: 100)) else { preconditionFailure("a closed position is a trade") }
    return trade
  }

  mutating func incident(number: Int64? = nil) -> Incident {
    Incident(
      number: number ?? self.number(), level: pick([.notice, .warning, .critical]),
      instrument: maybe { $0.instrumentID() }, text: text(), advice: text(), time: time())
  }

  mutating func status() -> AccountStatus {
    AccountStatus(
      isPaused: bool(), halt: maybe { $0.text() }, isReconciled: bool(), day: maybe { $0.day() }, realised: money(),
      charges: money(), peak: money(), time: time())
  }
}
