package import Market
import Trading

extension SimulatedExchange {
  /// Rows changed since the last call. The owner writes them in one transaction after each call that changed
  /// something, and only then shows the reports of that call to anyone.
  ///
  /// After a crash, what an unwritten tick did is done again when the tape is fed from ``lastTick`` on; an unwritten
  /// request never happened.
  package mutating func drainChanges() -> ExchangeChanges {
    let slots = changed.sorted()
    for slot in slots { isChanged[slot] = false }
    changed.removeAll(keepingCapacity: true)
    return ExchangeChanges(header: header, orders: slots.map { orders[$0] })
  }

  /// The book from its rows. Then: ``list(_:kind:terms:sessions:underlying:strike:)``, ``warm(_:)`` with each
  /// instrument's last tick up to ``lastTick``, ``endSessions(at:)`` if the day may have changed, and the later ticks.
  /// - Parameter orders: those of the day in any sequence; finished orders of earlier days may be left out.
  package init(
    settings: ExchangeSettings, seed: UInt64, restoring header: ExchangeHeader, orders: [ExchangeOrder]
  ) throws(ExchangeRestoreError) {
    self.init(settings: settings, seed: seed)
    self.header = header
    try Self.check(header)
    let sorted = orders.sorted { $0.sequence < $1.sequence }
    var previous: Int64 = 0
    var tags: Set<String> = []
    for order in sorted {
      guard order.sequence > previous, order.sequence < header.nextOrder else {
        throw .unusableSequence(order.sequence)
      }
      previous = order.sequence
      guard order.isConsistent else { throw .inconsistentOrder(order.sequence) }
      guard (0..<Self.maximumInstruments).contains(order.instrumentIndex) else {
        throw .unusableInstrument(order.terms.instrument)
      }
      guard tags.insert(order.tag.text.uppercased()).inserted else { throw .duplicateTag(order.tag) }
    }
    install(sorted)
  }

  /// Starts a new trading day: forgets finished orders (their rows stay with the owner), last prices, volumes, listings
  /// and the number of the last tick, since each day has a tape of its own. Cash, positions, order numbers and the
  /// orders that are not finished stay. Instruments are listed again by the owner, and the new header is saved although
  /// no order changed.
  ///
  /// Within the same day nothing happens: what finished today must still be found after a restart.
  package mutating func startDay(_ day: TradingDay) {
    guard header.day != day else { return }
    header.day = day
    header.lastTick = -1
    for index in lines.indices {
      lines[index].listing = nil
      marks[index].lastPrice = .zero
      marks[index].volume = -1
    }
    forgetFinished()
  }

  /// Forgets finished orders whose rows need not be written any more.
  package mutating func forgetFinished() {
    let kept = orders.indices.filter {
      !orders[$0].status.isFinal || !orders[$0].pending.isEmpty || isChanged[$0]
    }
    let wasChanged = kept.map { isChanged[$0] }
    for index in lines.indices {
      lines[index].live.removeAll()
      findQuietRange(of: index)
    }
    install(kept.map { orders[$0] })
    isChanged = wasChanged
    changed = wasChanged.indices.filter { wasChanged[$0] }
  }

  /// Sequence of the oldest order kept; rows below it are no longer needed.
  package var oldestOrder: Int64 { orders.first?.sequence ?? header.nextOrder }

  private static func check(_ header: ExchangeHeader) throws(ExchangeRestoreError) {
    for (first, second) in zip(header.positions, header.positions.dropFirst())
    where (first.instrument, first.product.rawValue) >= (second.instrument, second.product.rawValue) {
      throw .duplicatePosition(second.instrument, second.product)
    }
    for position in header.positions where position.netQuantity == .zero {
      throw .duplicatePosition(position.instrument, position.product)
    }
  }

  /// Rebuilds every index from `sorted` orders.
  private mutating func install(_ sorted: [ExchangeOrder]) {
    orders = sorted
    isChanged = Array(repeating: false, count: sorted.count)
    changed = []
    slotsByTag = [:]
    live = []
    requests = RequestQueue()
    var pending: [(request: ExchangeRequest, slot: Int)] = []
    for (slot, order) in sorted.enumerated() {
      slotsByTag[order.tag.text.uppercased()] = slot
      pending += order.pending.map { ($0, slot) }
      growLines(toInclude: order.instrumentIndex)
      guard !order.status.isFinal else { continue }
      live.append(slot)
      guard order.activeSince != nil else { continue }
      lines[order.instrumentIndex].live.append(slot)
      findQuietRange(of: order.instrumentIndex)
    }
    for (request, slot) in pending.sorted(by: { $0.request.number < $1.request.number }) {
      requests.append(due: request.due, slot: slot)
    }
  }
}

extension ExchangeOrder {
  /// Whether the row can be true.
  fileprivate var isConsistent: Bool {
    let filled = fills.reduce(Int64(0)) { $0 + $1.quantity.units }
    guard filled == filledQuantity.units, fills.allSatisfy({ $0.quantity > .zero }), filled <= terms.quantity.units
    else { return false }
    switch status {
    case .open: return activeSince == nil || limit != nil
    case .triggerPending: return terms.pricing.trigger != nil
    case .filled: return filled == terms.quantity.units
    case .cancelled, .rejected, .expired: return true
    }
  }
}
