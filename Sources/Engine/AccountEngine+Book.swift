import Market
import Trading

/// The broker's whole book: when it is asked for, when it is believed, and what it settles.
extension AccountEngine {
  // MARK: Asking

  /// An answer that has not come by then is asked for again.
  private static let bookPatience = Interval.seconds(30)
  /// Between what made us doubt and the read that settles it, so that several doubts share one.
  private static let bookPause = Interval.seconds(1)
  /// For at least so long reads go on showing positions that no order explains before they are believed.
  private static let positionPatience = Interval.seconds(30)

  mutating func requestBook() {
    guard !step.effects.requests.contains(.snapshot) else { return }
    request(.snapshot)
    setTimer(.bookOverdue, 0, at: now + Self.bookPatience)
  }

  /// Asks at `time`, or when it is asked anyway before that.
  mutating func askBook(at time: Timestamp) {
    let known = state.timers.first { $0.kind == .reconcile }?.due
    setTimer(.reconcile, 0, at: min(known ?? time, time))
  }

  /// Something happened that the next periodic read need not wait for.
  mutating func verifySoon() {
    if state.settings.capabilities.verifyInterval != nil { askBook(at: now + Self.bookPause) }
  }

  mutating func verify() {
    if isVerified { requestBook() }
  }

  /// Keeps the periodic read going while there is something to verify, from the next opening on at night; runs after
  /// each event.
  mutating func keepVerifying() {
    guard let interval = state.settings.capabilities.verifyInterval else { return dropTimer(.verify, 0) }
    guard !state.timers.contains(where: { $0.kind == .verify }) else { return }
    if isVerified {
      setTimer(.verify, 0, at: now + interval)
    } else if let opening = nextOpening {
      setTimer(.verify, 0, at: opening)
    }
  }

  /// The last pushes of a session may be lost: for so long after it what is held or live is still compared.
  static let afterClose = Interval.minutes(15)

  /// The market of something held or live is open, or was until a moment ago.
  private var isVerified: Bool {
    watchedSessions.contains { $0.open <= now && now < $0.close + Self.afterClose }
  }

  /// When the market of something held or live opens next today.
  private var nextOpening: Timestamp? { watchedSessions.lazy.map(\.open).filter { $0 > now }.min() }

  private var watchedSessions: [DaySessions.Session] {
    var classes: [SessionClass] = []
    func add(_ instrument: InstrumentID) {
      guard let held = contract(instrument)?.terms.sessionClass, !classes.contains(held) else { return }
      classes.append(held)
    }
    for holding in state.holdings { add(holding.position.instrument) }
    for number in state.orders.live { add(state.orders[number].terms.instrument) }
    return classes.flatMap { state.day?.sessions(of: $0) ?? [] }
  }

  /// A failed read is no information: nothing changes, it is asked again.
  mutating func snapshotFailed(_ reason: String) {
    dropTimer(.bookOverdue, 0)
    askAgain()
  }

  private mutating func askAgain() {
    state.foreign.failures += 1
    askBook(at: now + .seconds(Int64(min(1 << min(state.foreign.failures, 4), 10))))
  }

  // MARK: Believing

  mutating func reconcile(with snapshot: BrokerSnapshot) {
    dropTimer(.bookOverdue, 0)
    // The book of a day that has not begun here is not to be read by the sessions and the opening of the last one.
    if let day = state.day?.day, snapshot.readBegan.istDay > day { return askAgain() }
    var snapshot = snapshot
    snapshot.orders.removeAll { isOfEarlierDay($0) && state.orders.find($0) == nil }
    let ours = snapshot.orders.map { state.orders.find(known: $0) }
    if let trouble = contradiction(in: snapshot, ours) {
      noteCandidates(in: snapshot)
      return distrust(trouble)
    }
    state.foreign.failures = 0
    var isComplete = true
    var listed: Set<OrderNumber> = []
    for (known, report) in zip(ours, snapshot.orders) {
      guard let number = known ?? state.orders.find(report) else {
        reportedForeign(report, isRead: true)
        continue
      }
      listed.insert(number)
      if state.orders.isOver(number, as: report) { continue }
      reported(
        report, of: number, isReadBack: isReadBack(of: state.orders[number], snapshot.readBegan),
        readBegan: snapshot.readBegan)
      if state.orders[number].filledQuantity < report.filledQuantity { isComplete = false }
    }
    settleNameless(readBegan: snapshot.readBegan, isBehind: isBehind(listed, snapshot.readBegan))
    rebase(snapshot)
    accountForeign()
    // Positions read before our newest fill cannot know it: that is no difference, and no agreement either.
    guard newestFill + state.settings.capabilities.settleTime <= snapshot.readBegan else {
      return askBook(at: max(now + .seconds(1), newestFill + state.settings.capabilities.settleTime))
    }
    // Nor do they mean anything to us while fills are counted that nobody has listed.
    guard isComplete else { return askBook(at: now + .seconds(2)) }
    compare(snapshot)
  }

  /// Some brokers go on listing yesterday's orders for some hours. What they did is part of what was carried into today.
  func isOfEarlierDay(_ report: OrderReport) -> Bool {
    guard let today = state.day?.day else { return false }
    if report.time.istDay < today {
      return report.status.isFinal || state.settings.capabilities.ordersEndWithTheirDay
    }
    // It ended over night.
    guard report.status.isFinal, let placed = report.placed, placed.istDay < today else { return false }
    return report.fills.allSatisfy { $0.time.istDay < today }
  }

  /// Whether a book read begun then knows what became of our last request. A change that nobody has answered may still be
  /// on its way while the book is read: it is settled by its own answer, or by a look at the order after that.
  private func isReadBack(of order: Order, _ readBegan: Timestamp) -> Bool {
    if order.pending != nil, !order.needsLook || order.lastRequest == readBegan { return false }
    return readBegan >= settleTime(of: order)
  }

  /// A book that contradicts itself settles nothing. But an order that it lists, and that may be one whose fate we are
  /// asking for, is there: a later book without it proves nothing.
  private mutating func noteCandidates(in snapshot: BrokerSnapshot) {
    for report in snapshot.orders where state.orders.find(known: report) == nil {
      if let number = state.orders.find(report) {
        if state.orders[number].isNameless { reported(report, of: number, isReadBack: false) }
      } else if !claimants(of: .init(report, firstSeen: now)).isEmpty {
        reportedForeign(report)
      }
    }
  }

  /// A book that cannot be true changes nothing; entries wait for one that can.
  private mutating func distrust(_ trouble: (instrument: InstrumentID?, text: String)) {
    if state.isReconciled { change { $0.isReconciled = false } }
    let isNews = state.foreign.trouble == nil
    state.foreign.trouble = trouble.text
    askAgain()
    guard isNews else { return }
    raise(
      .critical, trouble.instrument, "the broker's book contradicts itself: \(trouble.text)",
      advice: "nothing is changed by it and entries wait; it is read again until it agrees")
  }

  /// Why the read cannot be the whole truth: an order the broker had acknowledged is missing or younger than what we
  /// were told of it, or positions are not what carried positions and the listed fills add up to.
  ///
  /// - Parameter ours: the order known by the id of each listed one.
  private mutating func contradiction(
    in snapshot: BrokerSnapshot, _ ours: [OrderNumber?]
  ) -> (instrument: InstrumentID?, text: String)? {
    let began = snapshot.readBegan
    var listed: [OrderNumber: Int] = [:]
    for (place, number) in ours.enumerated() { if let number { listed[number] = place } }
    for order in state.orders.all {
      guard let id = order.brokerID, isToBeShown(order, began) else { continue }
      var what: String { "order \(order.number.index) (\(id.text)) of \(name(order.terms.instrument))" }
      guard let place = listed[order.number] else { return (order.terms.instrument, "it does not list \(what)") }
      let report = snapshot.orders[place]
      if report.filledQuantity < order.filledQuantity || (order.status.isFinal && !report.status.isFinal) {
        // Newer than what we know, it is no old book: fills may be annulled.
        if order.mayBeCorrected(by: report) { continue }
        // As old as what we know: the order itself is asked for, whose answer proves more than a book.
        if report.time == order.lastReport, !order.isDisputed { lookUp(order.number) }
        return (order.terms.instrument, "it shows \(what) as it was before")
      }
    }
    for foreign in state.foreign.orders where foreign.lastSeen + state.settings.capabilities.settleTime <= began {
      let id = foreign.report.brokerID
      let terms = foreign.report.terms
      let report = snapshot.orders.last {
        $0.brokerID == id && $0.terms.instrument == terms.instrument && $0.terms.side == terms.side
      }
      guard let report,
        report.filledQuantity >= foreign.report.filledQuantity || report.time > foreign.report.time
      else {
        return (foreign.report.terms.instrument, "it does not list order \(id.text) as it had before")
      }
    }
    guard newestFill + state.settings.capabilities.settleTime <= began else { return nil }
    for key in ownKeys {
      guard let carried = state.foreign.carried(key, on: state.day?.day) else { continue }
      let filled = filledQuantity(key, snapshot)
      let net = netQuantity(key, snapshot)
      guard net != carried + filled,
        !isAccepted(key, carried: net - filled, insteadOf: carried, net: net, readBegan: began)
      else { continue }
      return (key.instrument, "\(name(key.instrument)) \(net) by positions, \(carried + filled) by orders")
    }
    return nil
  }

  /// Positions that no order explains are taken as somebody else's when reads go on saying so for longer than the broker
  /// takes to list an order, and nothing of ours is missing. That something of ours is missing is never believed against
  /// the orders. What adds up to the day's opening proves an earlier such conclusion wrong.
  private mutating func isAccepted(
    _ key: BookKey, carried: Quantity, insteadOf known: Quantity, net: Quantity, readBegan: Timestamp
  ) -> Bool {
    let proposal = state.foreign.propose(key, carried: carried, readBegan: readBegan)
    let ours = ownQuantity(key).units
    let isAsOpened = carried == state.foreign.opening(key)
    guard isAsOpened || net.units * ours.signum() >= abs(ours), proposal.reads >= 3,
      proposal.duration >= max(Self.positionPatience, state.settings.capabilities.settleTime)
    else { return false }
    state.foreign.accept(key, carried: carried, insteadOf: known)
    let difference = "\(carried - known) of \(name(key.instrument)) at the broker"
    if isAsOpened {
      raise(
        .warning, key.instrument, "\(difference): the listed orders explain its positions again",
        advice: "what was counted as not ours since the day began is so no more")
    } else {
      raise(
        .warning, key.instrument, "\(difference) come from no order: counted as not ours",
        advice: "a conversion, a transfer or a corporate action looks like this; else compare with the broker")
    }
    return true
  }

  /// Whether a read lacks an order that the broker has confirmed, be it too new to be missed. Then it is behind, or cut
  /// short, and that another one is not in it proves nothing.
  private func isBehind(_ listed: Set<OrderNumber>, _ readBegan: Timestamp) -> Bool {
    state.orders.all.contains { order in
      order.brokerID != nil && order.created <= readBegan && isOfThatDay(order, readBegan)
        && !listed.contains(order.number)
    }
  }

  /// One that ended by the calendar may be listed as the broker had it, or not at all.
  private func isOfThatDay(_ order: Order, _ readBegan: Timestamp) -> Bool {
    !order.wasDeclaredAbsent && !order.endedByCalendar && order.created.istDay == readBegan.istDay
  }

  /// A complete read begun then shows the order with everything we know of it.
  private func isToBeShown(_ order: Order, _ readBegan: Timestamp) -> Bool {
    guard isOfThatDay(order, readBegan) else { return false }
    let news = max(order.lastReport ?? order.created, order.fills.last?.time ?? order.created)
    return readBegan >= max(settleTime(of: order), news + state.settings.capabilities.settleTime)
  }

  // MARK: Comparing

  /// Where we have nothing, what is there is somebody else's. The first read of the day takes it as it stands.
  private mutating func rebase(_ snapshot: BrokerSnapshot) {
    let own = ownKeys
    if state.foreign.openingDay != state.day?.day {
      for index in state.foreign.orders.indices where !own.contains(state.foreign.orders[index].key) {
        state.foreign.update(index) {
          $0.external += $0.unaccounted
          $0.accounted = $0.report.filledQuantity
          $0.isTold = true
        }
      }
    }
    let keys = Set(snapshot.positions.map { BookKey($0) } + snapshot.orders.map { BookKey($0.terms) })
    var carried: [BookKey: Quantity] = [:]
    for key in keys { carried[key] = netQuantity(key, snapshot) - filledQuantity(key, snapshot) }
    state.foreign.rebase(carried, except: own, on: state.day?.day, readBegan: snapshot.readBegan)
  }

  private mutating func compare(_ snapshot: BrokerSnapshot) {
    let differences = differences(from: snapshot)
    let known = state.foreign.difference
    let difference =
      differences.isEmpty
      ? nil : "the broker's positions differ from ours: " + differences.map(\.text).joined(separator: ", ")
    change {
      $0.isReconciled = differences.isEmpty
      $0.foreign.trouble = nil
      $0.foreign.difference = difference
    }
    if let difference { tell(difference, isNews: difference != known) }
    for holding in state.holdings where holding.position.isOpen {
      guard !differences.contains(where: { $0.instrument == holding.position.instrument }) else { continue }
      if holding.isLeftOver { closeLeftOver(holding.id) } else { protect(holding.id) }
    }
    if state.isReconciled { resumeHeldBack() }
  }

  /// Under a halt for another reason it is told all the same: the halt will not be cleared while the books differ.
  private mutating func tell(_ difference: String, isNews: Bool) {
    if state.halt == nil {
      halt(difference)
    } else if isNews {
      raise(.critical, nil, difference, advice: "compare with the broker; the halt stays until the books agree")
    }
  }

  /// Where we hold or traded something and the broker's net quantity is not ours plus what is external. What is not ours
  /// is not looked at: the same share held for delivery is another position.
  private mutating func differences(from snapshot: BrokerSnapshot) -> [(instrument: InstrumentID, text: String)] {
    ownKeys.compactMap { key in
      let ours = ownQuantity(key)
      let outside = state.foreign.external(key) + undecidedQuantity(key)
      let net = netQuantity(key, snapshot)
      guard net != ours + outside else {
        state.foreign.agreed(key, carried: net - filledQuantity(key, snapshot))
        return nil
      }
      let here = outside == .zero ? "\(ours) here" : "\(ours) here and \(outside) of others"
      return (key.instrument, "\(name(key.instrument)) \(here), \(net) there")
    }
  }

  private mutating func resumeHeldBack() {
    let held = state.heldBack
    state.heldBack.removeAll()
    for waiting in held { resume(waiting) }
  }

  /// Where we hold something or have sent orders, sorted.
  private var ownKeys: [BookKey] {
    // Few, among many orders.
    var keys: [BookKey] = []
    func add(_ key: BookKey) { if !keys.contains(key) { keys.append(key) } }
    for holding in state.holdings where holding.position.isOpen { add(BookKey(holding.position)) }
    for order in state.orders.all where order.attempts > 0 { add(BookKey(order.terms)) }
    return keys.sorted()
  }

  private func ownQuantity(_ key: BookKey) -> Quantity {
    state.holdings.reduce(.zero) { BookKey($1.position) == key ? $0 + $1.position.netQuantity : $0 }
  }

  /// Filled by orders that may be ours.
  private func undecidedQuantity(_ key: BookKey) -> Quantity {
    state.foreign.orders.reduce(.zero) { sum, foreign in
      guard foreign.key == key, foreign.unaccounted > .zero, !claimants(of: foreign).isEmpty else { return sum }
      return sum + Quantity(foreign.unaccounted.units * foreign.report.terms.side.sign)
    }
  }

  private func netQuantity(_ key: BookKey, _ snapshot: BrokerSnapshot) -> Quantity {
    snapshot.positions.reduce(.zero) { BookKey($1) == key ? $0 + $1.netQuantity : $0 }
  }

  private func filledQuantity(_ key: BookKey, _ snapshot: BrokerSnapshot) -> Quantity {
    snapshot.orders.reduce(.zero) {
      guard BookKey($1.terms) == key, !isOfEarlierDay($1) else { return $0 }
      return $0 + Quantity($1.filledQuantity.units * $1.terms.side.sign)
    }
  }

  private var newestFill: Timestamp {
    state.orders.all.reduce(state.foreign.newestFill) { max($0, $1.fills.last?.time ?? .distantPast) }
  }
}
