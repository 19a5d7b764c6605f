import Desk
import Engine
import Market
import Storage
import Trading

/// How one order came about and what became of it: signal, prices, checks with their numbers, decision, what was sent, the
/// broker's words, fills. Or how one decision did, and which orders followed.
struct OrderStory {
  enum Subject {
    case order(OrderNumber)
    case decision(Int64)
  }

  private let subject: Subject
  private let names: [InstrumentID: String]
  private var lines: [String] = []
  /// What each decision was made from, for the order that turns out to follow from it.
  private var decisions: [Int64: [String]] = [:]
  /// The decision that opened a position.
  private var openedBy: [PositionID: Int64] = [:]
  /// The decision by which the next exit of a position leaves.
  private var closedBy: [PositionID: Int64] = [:]
  private var exits = ExitCauses()
  /// A resting stop of which a fill was told.
  private var isStopReached = false
  private var orders: [Int64: [OrderNumber]] = [:]
  private var links: [LinkID: Link] = [:]
  private var last: Order?
  /// Numbers of the day's orders.
  private var seen: Set<Int64> = []

  init(_ subject: Subject, names: [InstrumentID: String]) {
    self.subject = subject
    self.names = names
  }

  mutating func add(_ step: DayReplay.Step) {
    if case .link(let link) = step.entry.input.event { links[link.id] = link }
    exits.add(step)
    if case .signal(let signal) = step.entry.input.event, let decision = step.effects.decision {
      decisions[decision.number] = beginning(signal, decision, step)
      for case .order(let row) in step.effects.records where row.decision != decision.number {
        closedBy[row.position] = decision.number
      }
      for case .position(let row, _, _) in step.effects.records { closedBy[row.id] = decision.number }
    }
    for record in step.effects.records {
      switch record {
      case .order(let row):
        seen.insert(Int64(row.number.index))
        if row.purpose == .entry, let decision = row.decision { openedBy[row.position] = decision }
        note(row)
        if case .order(row.number) = subject { tell(row, step) }
      case .fill(let fill):
        guard case .order(fill.order) = subject else { continue }
        tellStopReached(step)
        let verb = fill.quantity < .zero ? "taken back " : ""
        say(
          step, "FILL",
          "\(verb)\(fill.quantity) at \(fill.price.display), charges \(fill.charges.total.rupees)")
      case .decision, .position, .trade, .tradeReopened, .stopMoved, .incident, .account: break
      }
    }
  }

  /// Which orders follow from a decision: entries of its own, exits of what it closes.
  private mutating func note(_ row: Order) {
    // A resting stop that was turned into the exit counts.
    guard let decision = row.decision ?? closingDecision(row) else { return }
    if !orders[decision, default: []].contains(row.number) { orders[decision, default: []].append(row.number) }
  }

  private func closingDecision(_ row: Order) -> Int64? {
    row.exitReason == .signal ? closedBy[row.position] : nil
  }

  /// - Returns: whether the day has it.
  func print(of account: AccountID) -> Bool {
    switch subject {
    case .order(let order): print(order, of: account)
    case .decision(let decision): print(decision, of: account)
    }
  }

  private func print(_ decision: Int64, of account: AccountID) -> Bool {
    guard let lines = decisions[decision] else {
      Console.line(
        "Account \(account.number): decision \(decision) is not of this day\(Self.known(decisions.keys)).")
      return false
    }
    Console.line("Decision \(decision) of account \(account.number)")
    for line in lines { Console.line(line) }
    let orders = orders[decision, default: []].map { "\($0.index)" }
    Console.line(
      orders.isEmpty
        ? "No order followed."
        : "Orders: \(orders.joined(separator: ", ")); --why \(orders[0]) tells the first one's story.")
    return true
  }

  /// Which numbers the day has.
  private static func known(_ numbers: some Collection<Int64>) -> String {
    guard let first = numbers.min(), let last = numbers.max() else { return "; it has none" }
    return first == last ? "; it has only \(first)" : "; it has \(first) to \(last)"
  }

  private func print(_ order: OrderNumber, of account: AccountID) -> Bool {
    guard let last else {
      Console.line("Account \(account.number): order \(order.index) is not of this day\(Self.known(seen)).")
      return false
    }
    let side = last.terms.side == .buy ? "buy" : "sell"
    Console.prose(
      "Order \(order.index) of account \(account.number): \(side) \(last.terms.quantity) "
        + "\(name(last.terms.instrument)), \(Self.purpose(last))")
    for line in lines { Console.line(line) }
    return true
  }

  // MARK: The beginning

  private func beginning(_ signal: Signal, _ decision: Decision, _ step: DayReplay.Step) -> [String] {
    var told: [String] = []
    let dated = signal.time.map { ", dated \($0.istTime)" } ?? ", without a time"
    told += Self.wrapped(
      step.entry.time, "SIGNAL",
      "\(signal.action.rawValue) \(signal.symbol) by \(signal.source.rawValue)\(dated), "
        + "link \(links[signal.link]?.name ?? "\(signal.link.number)")")
    let prices = step.entry.input.quotes.map { quote in
      quote.isNone
        ? "\(name(quote.instrument)) none"
        : "\(name(quote.instrument)) \(quote.price.display) of \(quote.time.istTime)"
    }
    told += Self.wrapped(
      step.entry.time, "PRICES", prices.isEmpty ? "none was asked for" : prices.joined(separator: ", "))
    told += Self.wrapped(step.entry.time, "CHECKS", checks(signal, decision, step).joined(separator: "; "))
    return told
      + Self.wrapped(
        step.entry.time, decision.outcome.words.uppercased(), "decision \(decision.number): \(decision.reason)")
  }

  /// The price at which the engine values an entry: its limit, at which alone it may fill.
  private static func price(_ terms: OrderTerms, last: Price) -> Price {
    guard case .limit(let limit) = terms.pricing else { return last }
    return terms.side == .buy ? limit : max(limit, last)
  }

  /// Each number beside its limit, as they stand at the decision.
  private func checks(_ signal: Signal, _ decision: Decision, _ step: DayReplay.Step) -> [String] {
    let state = step.state
    let limits = state.settings.limits
    let entries = step.effects.records.compactMap { record -> Order? in
      guard case .order(let row) = record, row.purpose == .entry, row.decision == decision.number else { return nil }
      return row
    }
    var checks: [String] = []
    if let link = links[signal.link] {
      let age = step.entry.time - (signal.time ?? signal.received)
      checks.append("age \(Self.seconds(age)) of \(Self.seconds(link.maximumAge))")
    }
    if let quote = step.entry.input.quotes.first(where: { $0.instrument == decision.instrument && !$0.isNone }) {
      checks.append("price \(Self.seconds(step.entry.time - quote.time)) old of \(Self.seconds(limits.priceAge))")
      if !entries.isEmpty {
        let value = entries.reduce(Money.zero) { $0 + Self.price($1.terms, last: quote.price) * $1.terms.quantity }
        checks.append("order \(value.rupees) of \(limits.orderValue.rupees)")
      }
    }
    let open = state.holdings.count(where: \.position.isOpen)
    checks.append("positions open \(open) of \(limits.openPositions)")
    // What is decided here does not count itself.
    let before = state.entriesToday - (entries.isEmpty ? 0 : 1)
    checks.append("entries before it today \(before) of \(limits.tradesPerDay)")
    checks.append(
      "realised today \(state.netRealisedToday.rupees), "
        + "loss limit \(limits.lossLimit(capital: state.settings.capital).rupees)")
    return checks
  }

  // MARK: The order

  private mutating func tell(_ row: Order, _ step: DayReplay.Step) {
    defer { last = row }
    if last == nil {
      // The signal and the cause of an exit are told below.
      if closingDecision(row) == nil, let decision = row.decision ?? openedBy[row.position] {
        lines += decisions[decision] ?? []
      }
      if row.exitReason == nil, let cause = cause(step.entry.input.event) { say(step, "CAUSE", cause) }
    }
    // Also a stop at the broker that becomes the exit.
    if let reason = row.exitReason, last?.exitReason == nil { tellExit(row, reason, step) }
    if let last, last.terms != row.terms {
      say(step, "ORDER", "changed: \(row.terms.quantity), \(Self.pricing(row.terms.pricing))")
    }
    guard last?.status != row.status else { return }
    let words = row.statusReason.map { ": \($0)" } ?? ""
    switch row.status {
    case .ready: say(step, "ORDER", "approved: \(row.terms.quantity), \(Self.pricing(row.terms.pricing))")
    case .submitting: say(step, "ORDER", "sent: \(row.terms.quantity), \(Self.pricing(row.terms.pricing))")
    case .open: say(step, "BROKER", "has it" + (row.brokerID.map { " as \($0.text)" } ?? "") + words)
    case .partiallyFilled: break
    case .filled: say(step, "BROKER", "filled \(row.filledQuantity)")
    case .cancelled, .rejected, .expired:
      say(step, "BROKER", "\(row.status.rawValue), filled \(row.filledQuantity)\(words)")
    case .unknown: say(step, "ORDER", "status unknown\(words); the broker is asked")
    case .withdrawn: say(step, "ORDER", "withdrawn before it was sent\(words)")
    }
  }

  private mutating func tellExit(_ row: Order, _ reason: ExitReason, _ step: DayReplay.Step) {
    if let decision = closingDecision(row), let told = decisions[decision] {
      lines += told
    } else if let cause = exits[row.position], cause.reason == reason {
      // What was told of it as the stop began to fill stands above.
      let isRest = isStopReached && reason.isStop
      lines += Self.wrapped(
        isRest ? step.entry.time : cause.time, "CAUSE",
        isRest ? "the stop at the broker did not fill whole: \(cause.text)" : cause.text)
    } else {
      // Decided on an earlier day, or by a person at the broker.
      say(step, "CAUSE", reason == .manual ? "by hand" : "the exit began before: \(reason.words)")
    }
  }

  /// Said at the first fill of a stop that works at the broker; one that became an exit has told its cause.
  private mutating func tellStopReached(_ step: DayReplay.Step) {
    guard let last, last.purpose == .protectiveStop, last.exitReason == nil, !isStopReached else { return }
    isStopReached = true
    let seen = exits[last.position].flatMap { $0.reason.isStop ? $0.text : nil }
    say(step, "CAUSE", seen ?? ExitCauses.restingStop(last, step))
  }

  /// Why an order came about that no signal asked for.
  private func cause(_ event: Event) -> String? {
    switch event {
    case .trigger(.stopMoved(_, let best, _)): "the best price rose to \(best.display)"
    case .trigger(.limitBreached(let code, let result, _)): "\(code.code): the day stands at \(result.rupees)"
    case .trigger(.priceArrived): "a price came for a signal that waited"
    case .trigger(.newPeak), .trigger(.stopHit), .trigger(.targetHit): nil
    case .timer: "the clock: a deadline"
    case .report: "the broker's report of another order of the position"
    case .command(_, let person): "a command by \(person)"
    case .started: "the process started again"
    case .signal, .placed, .changed, .lookedUp, .snapshot, .snapshotFailed, .dayStarted, .terms, .settings, .link,
      .linkRemoved:
      nil
    }
  }

  // MARK: Words

  private mutating func say(_ step: DayReplay.Step, _ kind: String, _ text: String) {
    lines += Self.wrapped(step.entry.time, kind, text)
  }

  private static func wrapped(_ time: Timestamp, _ kind: String, _ text: String) -> [String] {
    let head = "\(time.istTime)  " + kind + String(repeating: " ", count: max(1, 10 - kind.count))
    return BacktestText.wrapped(text, behind: head)
  }

  private func name(_ instrument: InstrumentID) -> String { names[instrument] ?? "instrument \(instrument.index)" }

  private static func seconds(_ interval: Interval) -> String { "\(interval.nanoseconds / 1_000_000_000) s" }

  private static func purpose(_ order: Order) -> String {
    let exit = order.exitReason.map { " (\($0.words))" } ?? ""
    return switch order.purpose {
    case .entry: "entry"
    case .exit: "exit\(exit)"
    case .protectiveStop: order.exitReason == nil ? "protective stop" : "protective stop, then exit\(exit)"
    }
  }

  private static func pricing(_ pricing: OrderPricing) -> String {
    switch pricing {
    case .market(let protection): "market, at most \(LinkDescription.percent(protection)) away"
    case .limit(let price): "limit \(price.display)"
    case .stopMarket(let trigger, _): "stop \(trigger.display)"
    case .stopLimit(let trigger, let limit): "stop \(trigger.display), limit \(limit.display)"
    }
  }
}
