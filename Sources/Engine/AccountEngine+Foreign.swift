import Market
import Trading

/// What other people do in the same account: their fills are left alone unless they close a position of ours.
extension AccountEngine {
  /// An overshoot this soon after our exit is told as one.
  private static let overshootWindow = Interval.seconds(60)

  /// An order at the broker under no name of ours.
  ///
  /// - Parameter isRead: by a read of the whole book, which could be believed.
  mutating func reportedForeign(_ report: OrderReport, isRead: Bool = false) {
    guard !isOfEarlierDay(report) else { return }
    let time = now
    if state.foreign.note(report, isRead: isRead, at: time) { verifySoon() }
    while let index = state.foreign.annulled { takeBack(index) }
  }

  /// Looks at every foreign order, and at every fill of it that is certainly not ours; runs after each event.
  mutating func accountForeign() {
    for index in state.foreign.orders.indices {
      let foreign = state.foreign.orders[index]
      guard !foreign.isExamined || foreign.unaccounted > .zero else { continue }
      guard claimants(of: foreign).isEmpty else { continue }
      if !foreign.isExamined { examine(index) }
      if foreign.unaccounted > .zero { account(index) }
    }
  }

  /// An order that bears a tag of ours and is not ours: another desk trades with this account, or this journal is an old
  /// copy. What else was sent nobody here knows.
  private mutating func examine(_ index: Int) {
    state.foreign.update(index) { $0.isExamined = true }
    let report = state.foreign.orders[index].report
    guard let tag = report.tag, tag.isOf(account) || tag.isCut(of: account, on: now.istDay) else { return }
    raise(
      .critical, report.terms.instrument,
      "the broker has an order under our tag \(tag.text) that we do not know: \(report.brokerID.text), "
        + "\(report.terms.side.rawValue) \(report.terms.quantity.display) \(name(report.terms.instrument))",
      advice: "look at it in the broker's application; Sarathi counts what it fills as not its own and leaves it alone")
    halt("the journal does not know order \(report.brokerID.text), which bears our tag")
  }

  // MARK: Accounting

  private mutating func account(_ index: Int) {
    let foreign = state.foreign.orders[index]
    let external = foreign.external
    var before = Quantity.zero
    for fill in foreign.report.fills {
      let from = max(state.foreign.orders[index].accounted - before, .zero)
      if from < fill.quantity { account(fill, from: from, index) }
      before += fill.quantity
    }
    // Fills that are counted and not listed close nothing of ours before their price is known.
    let unlisted = state.foreign.orders[index].unaccounted
    if unlisted > .zero, closable(foreign.report).isEmpty { leaveAlone(unlisted, index) }
    if state.foreign.orders[index].external > external { tellExternal(index) }
  }

  /// One fill, from its `from`th unit on: first it uses up what is external there, then it closes positions of ours, the
  /// oldest first; what is left is external.
  private mutating func account(_ fill: FillReport, from: Quantity, _ index: Int) {
    let report = state.foreign.orders[index].report
    var left = fill.quantity - from
    var isNamed = from > .zero
    let positions = closable(report)
    if !positions.isEmpty {
      let outside = Quantity(state.foreign.external(BookKey(report.terms)).units * -report.terms.side.sign)
      let absorbed = min(left, max(outside, .zero))
      leaveAlone(absorbed, index)
      left -= absorbed
      for id in positions where left > .zero {
        guard let holding = holdingIndex(id) else { continue }
        var piece = fill
        piece.quantity = min(left, state.holdings[holding].position.openQuantity)
        // A fill is one row; its parts need names of their own.
        if isNamed { piece.id = "\(fill.id)/\(fill.quantity - left)" }
        isNamed = true
        left -= piece.quantity
        close(holding, byHand: piece, index)
      }
    }
    if left > .zero { leaveAlone(left, index) }
  }

  /// A fill of our entry is heard of after somebody's fill against it that came later at the exchange: they may have
  /// closed what we did not know we had. Looked at again, so that what is booked does not depend on what is heard first.
  mutating func reconsiderForeign(since entry: FillReport, _ key: BookKey, _ direction: Side) {
    var left = entry.quantity
    for index in state.foreign.orders.indices {
      let foreign = state.foreign.orders[index]
      guard foreign.key == key, foreign.report.terms.side != direction else { continue }
      let later = foreign.report.fills.reduce(Quantity.zero) { $1.time >= entry.time ? $0 + $1.quantity : $0 }
      let again = min(left, later, foreign.external)
      left -= again
      state.foreign.update(index) {
        $0.accounted -= again
        $0.external -= again
      }
    }
  }

  /// Fills of somebody else were annulled: what was external there is so no more, and what they had closed of ours is
  /// held again.
  private mutating func takeBack(_ index: Int) {
    let foreign = state.foreign.orders[index]
    var gone = foreign.accounted - foreign.report.filledQuantity
    let outside = min(gone, foreign.external)
    gone -= outside
    state.foreign.update(index) {
      $0.accounted = $0.report.filledQuantity
      $0.external -= outside
    }
    for number in foreign.closing.reversed() where gone > .zero {
      let before = state.orders[number].fills
      let less = min(gone, state.orders[number].filledQuantity)
      gone -= less
      let effect = updateOrder(number) { $0.takenBack(less) }
      book(effect, number, before: before)
      protect(state.orders[number].position)
    }
  }

  private mutating func leaveAlone(_ quantity: Quantity, _ index: Int) {
    state.foreign.update(index) {
      $0.accounted += quantity
      $0.external += quantity
    }
  }

  /// Positions an order of these terms would close, oldest first.
  private func closable(_ report: OrderReport) -> [PositionID] {
    let key = BookKey(report.terms)
    return state.holdings.lazy.map(\.position)
      .filter { $0.isOpen && BookKey($0) == key && $0.direction != report.terms.side }
      .sorted { ($0.opened ?? .distantPast, $0.id) < ($1.opened ?? .distantPast, $1.id) }
      .map(\.id)
  }

  /// A person closed (part of) a position of ours. What rests for it shrinks at once; entries go on.
  private mutating func close(_ holding: Int, byHand fill: FillReport, _ index: Int) {
    let foreign = state.foreign.orders[index]
    let position = state.holdings[holding].position
    let time = now
    let reason = "by hand, order \(foreign.report.brokerID.text) at the broker"
    let number = state.orders.add {
      Order(number: $0, position: position, byHand: fill, side: foreign.report.terms.side, reason: reason, at: time)
    }
    step.touchedOrders.append(number)
    state.foreign.update(index) {
      $0.closing.append(number)
      $0.accounted += fill.quantity
      $0.bookedValue += fill.price * fill.quantity
    }
    book(fill, number, filledValueBefore: foreign.bookedValue)
    let left = state.holdings[holding].position.openQuantity
    raise(
      .notice, position.instrument,
      "\(fill.quantity.display) of \(name(position.instrument)) were closed by hand at the broker "
        + "(order \(foreign.report.brokerID.text)): " + (left > .zero ? "\(left) are left" : "the trade is over"),
      advice: "the protective stop follows; nothing to do if that was you")
    protect(position.id)
  }

  private mutating func tellExternal(_ index: Int) {
    let foreign = state.foreign.orders[index]
    let terms = foreign.report.terms
    if let closed = overshot(foreign) {
      raise(
        .critical, terms.instrument,
        "a trade by hand in \(name(terms.instrument)) came together with our exit of position \(closed.index): "
          + "the account holds \(state.foreign.external(BookKey(terms))) there that are not ours",
        advice: "if that was not meant, close it in the broker's application")
    }
    guard foreign.report.status.isFinal, !foreign.isTold else { return }
    state.foreign.update(index) { $0.isTold = true }
    raise(
      .notice, terms.instrument, "a trade of \(foreign.external) \(name(terms.instrument)) was made outside Sarathi",
      advice: "it is left alone")
  }

  /// The position we closed just before that the same person closed too, so that the account went through zero.
  private func overshot(_ foreign: ForeignBook.ForeignOrder) -> PositionID? {
    let key = foreign.key
    let side = foreign.report.terms.side
    guard state.foreign.external(key).units * side.sign > 0 else { return nil }
    let traded = foreign.report.fills.last?.time ?? foreign.report.time
    return state.holdings.last { holding in
      guard let closed = holding.position.closed, BookKey(holding.position) == key else { return false }
      return holding.position.direction != side && traded - closed <= Self.overshootWindow
        && closed - traded <= Self.overshootWindow
    }?.id
  }

  /// The broker's order of this report turns out to be ours.
  mutating func disclaim(_ report: OrderReport, _ number: OrderNumber) {
    _ = claim(report.brokerID, like: report.terms, number)
  }

  /// The same, for who goes on with what the broker has said of it: taken out of the book, since it is changed on the way.
  mutating func claim(_ id: BrokerOrderID, like terms: OrderTerms, _ number: OrderNumber) -> OrderReport? {
    guard let foreign = state.foreign.remove(id, like: terms) else { return nil }
    tellClaimed(foreign, number)
    return foreign.report
  }

  private mutating func tellClaimed(_ foreign: ForeignBook.ForeignOrder, _ number: OrderNumber) {
    guard foreign.booked > .zero else { return }
    let terms = foreign.report.terms
    state.foreign.addSurplus(Quantity(-foreign.booked.units * terms.side.sign), BookKey(terms))
    raise(
      .critical, terms.instrument,
      "order \(number.index) of ours was taken for a trade by hand: \(foreign.booked) of \(name(terms.instrument)) are "
        + "booked twice",
      advice: "compare positions with the broker before anything else")
  }
}
