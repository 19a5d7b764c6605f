import Desk
import Engine
import Market
import Storage
import Trading

/// What made positions leave, with the numbers: the level that was reached, at which price, when.
struct ExitCauses {
  struct Cause {
    /// When the exit was decided.
    var time: Timestamp
    var reason: ExitReason
    var text: String
  }

  /// The newest of each position.
  private var causes: [PositionID: Cause] = [:]

  mutating func add(_ step: DayReplay.Step) {
    for holding in step.state.holdings {
      let position = holding.position
      // A position that is flat again was not told to leave: what rested at the broker closed it.
      guard let closing = holding.closing, closing.since == step.entry.time,
        position.isOpen || position.enteredQuantity == .zero
      else { continue }
      // The first record of the moment is the one that began it.
      if let known = causes[position.id], known.time == closing.since, known.reason == closing.reason { continue }
      causes[position.id] = Cause(
        time: closing.since, reason: closing.reason, text: Self.text(closing.reason, holding, step))
    }
  }

  /// Nil when the exit was not decided on this day.
  subscript(_ position: PositionID) -> Cause? { causes[position] }

  /// A resting stop that the broker filled by itself.
  static func restingStop(_ order: Order, _ step: DayReplay.Step) -> String {
    let exit = step.state.holdings.first { $0.position.id == order.position }?.exit
    let level = (order.terms.pricing.trigger ?? exit?.stop).map { " \($0.display)" } ?? ""
    return "the \(words(exit?.stopKind))\(level) was reached at the broker" + best(exit)
  }

  private static func text(_ reason: ExitReason, _ holding: Holding, _ step: DayReplay.Step) -> String {
    switch reason {
    case .stopLoss, .trailingStop, .breakEven, .profitLock, .target: level(reason, holding, step)
    case .signal: "a signal"
    case .timeLimit:
      "the time limit" + (holding.plan.timeLimit.map { " of \(LinkDescription.minutes($0))" } ?? "")
        + (holding.position.opened.map { ", held since \($0.istTime)" } ?? "")
    case .squareOff:
      if case .timer = step.entry.input.event {
        "the square-off was due" + close(holding, step)
      } else {
        "the square-off: it was left open on an earlier day"
      }
    case .limitBreach: "the day's limit: " + (step.state.halt ?? "it was reached")
    case .emergency, .manual:
      if case .command(_, let person) = step.entry.input.event {
        "\(reason == .emergency ? "the emergency stop" : "a command") by \(person)"
      } else {
        reason == .emergency ? "the emergency stop: what fills after it is closed too" : "closed by hand"
      }
    case .unprotected: "no stop could be placed" + (holding.exit?.stop.map { " at \($0.display)" } ?? "")
    }
  }

  private static func level(_ reason: ExitReason, _ holding: Holding, _ step: DayReplay.Step) -> String {
    let level = reason == .target ? holding.exit?.target : holding.exit?.stop
    let reached = "the \(reason.words)\(level.map { " \($0.display)" } ?? "") was reached"
    switch step.entry.input.event {
    case .trigger(.stopHit(_, let price, let time)), .trigger(.targetHit(_, let price, let time)):
      return reached + ": price \(price.display) of \(time.istTime)" + (reason == .target ? "" : best(holding.exit))
    default: return reached
    }
  }

  private static func words(_ kind: StopKind?) -> String { kind.map { ExitReason(stop: $0).words } ?? "stop" }

  /// A first stop does not depend on it.
  private static func best(_ exit: ExitState?) -> String {
    guard let exit, exit.stopKind != .initial else { return "" }
    return ", best price \(exit.best.display)"
  }

  private static func close(_ holding: Holding, _ step: DayReplay.Step) -> String {
    let contract = step.state.contract(holding.position.instrument)
    guard let close = contract.flatMap({ step.state.day?.close(of: $0.terms.sessionClass) }) else { return "" }
    let seconds = max((close - step.entry.time).nanoseconds / Timestamp.nanosecondsPerSecond, 0)
    let ahead = seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    return ": \(ahead) before the market closes at \(close.istTime)"
  }
}

extension ExitReason {
  /// A stop, however it came to stand where it stood.
  var isStop: Bool {
    switch self {
    case .stopLoss, .trailingStop, .breakEven, .profitLock: true
    case .target, .signal, .timeLimit, .squareOff, .limitBreach, .emergency, .manual, .unprotected: false
    }
  }
}
