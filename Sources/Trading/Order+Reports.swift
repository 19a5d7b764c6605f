import Market

/// The broker's view of an order: what is taken of it, and what follows.
extension Order {
  /// What a report from the broker changed.
  package struct ReportEffect: Hashable, Sendable {
    package var newFills: [FillReport] = []
    /// Fills the broker states otherwise than before; they come before the new ones.
    package var corrections: [FillCorrection] = []
    /// It contradicts what is booked, and proves nothing yet: the broker has to be asked.
    package var isDisputed = false
    /// The order ended with this report.
    package var ended = false
    /// Fills arrived although the order had ended.
    package var late = false
    /// More was filled than ordered.
    package var overfilled = false
    /// The broker works on other terms than we asked for: somebody changed the order, or our change did not arrive.
    package var termsDiffer = false
    /// They differ, and no change of ours explains it: a person changed the order at the broker.
    package var changedByHand = false
    /// The report says more is filled than the fills it lists.
    package var fillsMissing = false
    /// It shows a version of ours from before the last change, which was certain: it was overtaken, or the broker has
    /// undone the change.
    package var showsEarlierVersion = false

    package init() {}
  }

  /// Takes the broker's view of this order. Repeats and older reports change nothing.
  ///
  /// - Parameters:
  ///   - isReadBack: the report answers a question asked after the last change was sent, so it also settles what is
  ///     pending.
  ///   - isAfterNews: that question was asked after we last heard of a fill of this order, so it also settles what has
  ///     been filled.
  package mutating func reported(
    _ report: OrderReport, isReadBack: Bool, isAfterNews: Bool = false
  ) -> ReportEffect {
    var effect = ReportEffect()
    brokerID = brokerID ?? report.brokerID
    let wasFinal = status.isFinal
    takeFills(report, isSettled: isReadBack && isAfterNews, &effect)
    effect.late = wasFinal && status != .filled && !effect.newFills.isEmpty
    effect.fillsMissing = report.filledQuantity > filledQuantity
    if isReadBack {
      needsLook = false
      if !effect.fillsMissing, !isDisputed { doubtEnded() }
    }
    if !effect.corrections.isEmpty, wasFinal {
      restateStatus(report)
    } else if !wasFinal {
      if isReadBack || !isOld(report, effect) { settleTerms(report, isReadBack: isReadBack, &effect) }
      advance(to: report, &effect)
    }
    lastReport = max(lastReport ?? report.time, report.time)
    effect.overfilled =
      filledQuantity > terms.quantity && !(effect.newFills.isEmpty && effect.corrections.isEmpty)
    return effect
  }

  /// Whether it is over and the report says what is known of it.
  package func isOver(as report: OrderReport) -> Bool {
    status.isFinal && !needsLook && brokerID == report.brokerID && lastReport == report.time
      && !isDisputed && filledQuantity == report.filledQuantity && isStated(as: report.fills)
  }

  /// Whether a push was overtaken by a newer one. What it says of the terms is history then.
  private func isOld(_ report: OrderReport, _ effect: ReportEffect) -> Bool {
    guard effect.newFills.isEmpty, !report.status.isFinal else { return false }
    return report.filledQuantity < filledQuantity || lastReport.map { report.time < $0 } ?? false
  }

  private mutating func settleTerms(_ report: OrderReport, isReadBack: Bool, _ effect: inout ReportEffect) {
    guard report.terms != terms else {
      if case .modify(let next) = pending, next == terms {
        // Sent again as it was, for today's price: no report can show a difference. It counts, whatever became of it.
        if isReadBack || lastRequest.map({ report.time >= $0 }) ?? true { pending = nil }
      } else if isReadBack, case .modify = pending {
        // It did not happen. The broker may have counted it all the same: taken, and refused further on.
        if isChangeTaken { undoneChanges += 1 }
        if undoneChanges >= Self.undoneChangesAllowed { modificationRefused() }
        pending = nil
        lastModified = nil
      }
      if isReadBack, pending == .cancel, !report.status.isFinal { pending = nil }
      return
    }
    if case .modify(let next) = pending, report.terms == next, isReadBack || isMade(report) {
      terms = next
      pending = nil
      refusedChanges = 0
      undoneChanges = 0
    } else if pending == nil, !isReadBack, !report.status.isFinal, isOwnDoing(report) {
      effect.showsEarlierVersion = !needsLook
      needsLook = true
    } else if pending == nil || isReadBack {
      // Neither a change nor a cancellation of ours happened.
      pending = nil
      effect.termsDiffer = !report.status.isFinal
      if !isOwnDoing(report) {
        effect.changedByHand = true
        changedByHand = report.time
      }
      terms = report.terms
    }
  }

  /// Whether the exchange has made the change that the report shows. Some brokers list a change that is still on its way
  /// there as if it were made: nothing has happened to the order since then.
  private func isMade(_ report: OrderReport) -> Bool {
    guard let lastReport, let lastRequest else { return true }
    return report.time > lastReport || report.time >= lastRequest
  }

  /// How long after our last request a version we know may still show up.
  private static let lateness = Interval.seconds(30)

  private func isOwnDoing(_ report: OrderReport) -> Bool {
    guard let lastRequest, report.time - lastRequest <= Self.lateness else { return false }
    return ownVersions.contains(report.terms)
  }

  private mutating func advance(to report: OrderReport, _ effect: inout ReportEffect) {
    if effect.fillsMissing, report.status.isFinal {
      // It is over at the broker, but we have not booked all of it: nothing is sent until a look brings the fills.
      status = .partiallyFilled
      needsLook = true
      return
    }
    switch report.status {
    case .triggerPending, .open: status = filledQuantity > .zero ? .partiallyFilled : .open
    case .filled: status = .filled
    case .cancelled: status = .cancelled
    case .rejected: status = .rejected
    case .expired: status = .expired
    }
    if status.isFinal {
      effect.ended = true
      pending = nil
      // Cancelled by us, the broker has no word for why.
      statusReason = report.reason ?? (status == .cancelled ? statusReason : nil)
    }
  }
}
