import Market
import Trading

/// What is not provably absent is not absent: an order at the broker that is like ours in all else may be ours, whatever
/// has become of its tag. While there is one, ours is neither proven absent nor sent again.
extension AccountEngine {
  /// An order of ours without a name that an order at the broker may be.
  struct Claimant {
    var number: OrderNumber
    /// It first showed the very terms that were sent; else others, as when somebody had changed it by then.
    var isExact: Bool
    /// It first showed the quantity that was sent: ours with a price that somebody had changed by then looks like this.
    var hasOurQuantity: Bool
    /// How many characters of our tag the broker shows.
    var common: Int
  }

  /// The orders of ours that `foreign` may be. Where what is left of a tag tells them apart, only those that it fits best.
  func claimants(of foreign: ForeignBook.ForeignOrder) -> [Claimant] {
    let shown = ShownTag(foreign.report.tag)
    var claimants: [Claimant] = []
    for number in state.orders.live {
      let order = state.orders[number]
      guard mayBe(order, foreign, shown) else { continue }
      claimants.append(
        Claimant(
          number: number, isExact: order.terms.mayBeShown(as: foreign.firstTerms),
          hasOurQuantity: order.terms.quantity == foreign.firstTerms.quantity,
          common: order.tag.map { shown.common(with: $0) } ?? 0))
    }
    let best = claimants.map(\.common).max() ?? 0
    return claimants.filter { $0.common == best }
  }

  /// The same instrument, side and product, placed around the time we sent ours, not seen before, and not a copy of
  /// another order of ours.
  private func mayBe(_ order: Order, _ foreign: ForeignBook.ForeignOrder, _ shown: ShownTag) -> Bool {
    let report = foreign.report
    guard order.isNameless, let sent = order.lastSent, foreign.accounted == .zero, foreign.firstSeen >= sent,
      order.terms.instrument == report.terms.instrument, order.terms.side == report.terms.side,
      order.terms.product == report.terms.product
    else { return false }
    let settle = state.settings.capabilities.settleTime
    guard (report.placed ?? report.time) >= sent - Self.clockTolerance,
      report.placed.map({ $0 <= sent + max(settle, Self.arrivalWindow) }) ?? true
    else { return false }
    // Where tags are reliable, an order without one was made by hand, unless it is the very order that we miss.
    if state.settings.capabilities.tagLookUp == .reliable, shown.isBlank {
      return order.terms.mayBeShown(as: foreign.firstTerms)
    }
    return state.orders.find(tag: shown).map { $0 == order.number } ?? true
  }
  /// How far the broker's clock may differ from ours.
  private static let clockTolerance = Interval.seconds(5)
  /// An order of ours reaches the broker within this time of sending, or never.
  private static let arrivalWindow = Interval.seconds(30)

  // MARK: Deciding

  /// Settles orders that only the whole book can settle: the one order there that is certainly ours is ours; no order
  /// that may be, and ours never arrived; else a person decides.
  ///
  /// - Parameter isBehind: the book lacks an order that the broker has confirmed.
  mutating func settleNameless(readBegan: Timestamp, isBehind: Bool) {
    let nameless = state.orders.live.filter { state.orders[$0].isNameless && !isProvenByTag(state.orders[$0]) }
    guard !nameless.isEmpty else { return }
    let candidates = state.foreign.orders.map {
      Candidate(id: $0.report.brokerID, tag: ShownTag($0.report.tag), claimants: claimants(of: $0))
    }
    for number in nameless where state.orders[number].status == .unknown {
      let settled = settleTime(of: state.orders[number])
      guard readBegan >= settled else {
        askBook(at: max(settled, now))
        continue
      }
      let mine = candidates.filter { $0.claim(of: number) != nil }
      if mine.isEmpty {
        isBehind ? askBook(at: now + .seconds(2)) : provenAbsent(number)
      } else if let id = certain(number, among: mine) {
        recognise(number, as: id)
      } else {
        let rivals = mine.flatMap { $0.claimants.map(\.number) }
        let isWaiting = rivals.contains { state.orders[$0].status == .submitting }
        if !isWaiting { putBeforePerson(number, mine.map(\.id)) }
      }
    }
  }

  private struct Candidate {
    var id: BrokerOrderID
    var tag: ShownTag
    var claimants: [Claimant]

    func claim(of number: OrderNumber) -> Claimant? { claimants.first { $0.number == number } }
  }

  /// The candidate that is certainly ours: the only one with a part of our tag, if its terms are ours or no other order
  /// of ours fits that part as well; where none has a part, the only one with our terms, if its tag is blank and no other
  /// one can be ours with a changed price. A tag that has nothing of ours is somebody's name: only a person can say that
  /// the broker put it there.
  private func certain(_ number: OrderNumber, among mine: [Candidate]) -> BrokerOrderID? {
    func isExact(_ candidate: Candidate) -> Bool { candidate.claim(of: number)?.isExact ?? false }
    let named = mine.filter { ($0.claim(of: number)?.common ?? 0) > 0 }
    if named.count == 1, named[0].claimants.count == 1, isOnlyOrder(number, under: named[0].tag) { return named[0].id }
    let exact = (named.isEmpty ? mine : named).filter(isExact)
    guard exact.count == 1, exact[0].claimants.count == 1 else { return nil }
    if named.isEmpty {
      guard exact[0].tag.isBlank, state.settings.capabilities.tagLookUp != .reliable else { return nil }
      let mayBeChanged = mine.count { $0.tag.isBlank && $0.claim(of: number)?.hasOurQuantity == true }
      guard mayBeChanged == 1 else { return nil }
    }
    return exact[0].id
  }

  /// Whether no other order of ours has as much in common with what is left of a tag.
  private func isOnlyOrder(_ number: OrderNumber, under tag: ShownTag) -> Bool {
    guard let own = state.orders[number].tag else { return false }
    let common = tag.common(with: own)
    return state.orders.all.allSatisfy { order in
      order.number == number || (order.tag.map { tag.common(with: $0) < common } ?? true)
    }
  }

  /// Whether the tag not being found proves that the order is not there.
  func isProvenByTag(_ order: Order) -> Bool {
    switch state.settings.capabilities.tagLookUp {
    case .reliable: !state.foreign.orders.contains { claimants(of: $0).contains { $0.number == order.number } }
    // A person may have modified it in the broker's application, and so blanked its tag.
    case .untilModified, .hintOnly: false
    }
  }

  mutating func provenAbsent(_ number: OrderNumber) {
    updateOrder(number) { $0.provenAbsent() }
    dropTimer(.lookUp, Int64(number.index))
    verifySoon()
    if state.orders[number].purpose.lowersExposure { protect(state.orders[number].position) }
  }

  /// The broker's order `id` is ours.
  mutating func recognise(_ number: OrderNumber, as id: BrokerOrderID) {
    guard let report = claim(id, like: state.orders[number].terms, number) else { return }
    updateOrder(number) { $0.recognised(as: id) }
    reported(report, of: number, isReadBack: true)
    verifySoon()
  }

  private mutating func putBeforePerson(_ number: OrderNumber, _ candidates: [BrokerOrderID]) {
    guard updateOrder(number, { $0.putBeforePerson() }) else { return }
    let order = state.orders[number]
    raise(
      .critical, order.terms.instrument,
      "order \(number.index) (\(order.terms.side.rawValue) \(order.terms.quantity.display) \(name(order.terms.instrument))) "
        + "may be one of these at the broker: \(candidates.map(\.text).joined(separator: ", "))",
      advice:
        "tell Sarathi which one it is (adopt), or that it is not there (declare-absent); until then nothing is sent "
        + "in its place")
  }
}
