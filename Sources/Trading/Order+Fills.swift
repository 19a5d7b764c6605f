package import Market

/// Fills are statements that can change: when a correction is believed, and what becomes of the order by it.
extension Order {
  /// Our clock's time of the newest fill, or change of one.
  package mutating func heardOfFill(at time: Timestamp) { lastHeard = time }

  mutating func takeFills(_ report: OrderReport, isSettled: Bool, _ effect: inout ReportEffect) {
    let shown = Self.statements(of: report)
    let verdict = judge(shown, report, isSettled: isSettled)
    switch verdict {
    case .agrees: if isSettled { isDisputed = false }
    case .overtaken: break
    case .disputes(let isNewFillToBeBooked):
      isDisputed = true
      effect.isDisputed = true
      if !isNewFillToBeBooked { return }
    case .corrects(let isWhole):
      restate(shown, isWhole: isWhole, &effect)
      isDisputed = false
      doubtEnded()
    }
    if case .overtaken = verdict { effect.isDisputed = isDisputed && isSettled }
    for fill in shown where fill.quantity > .zero && !fills.contains(where: { $0.id == fill.id }) {
      fills.append(fill)
      effect.newFills.append(fill)
    }
  }

  /// So much of a trade by hand was annulled.
  package mutating func takenBack(_ quantity: Quantity) -> ReportEffect {
    var effect = ReportEffect()
    var left = quantity
    for index in fills.indices.reversed() where left > .zero {
      let known = fills[index]
      let less = min(left, known.quantity)
      left -= less
      fills[index].quantity -= less
      restatements += 1
      effect.corrections.append(FillCorrection(was: known, now: fills[index], number: restatements))
    }
    return effect
  }

  private enum Verdict {
    case agrees
    /// Older than what we know.
    case overtaken
    case disputes(isNewFillToBeBooked: Bool)
    /// - isWhole: fills it does not list are annulled.
    case corrects(isWhole: Bool)
  }

  /// What a report says of the fills we have booked. A failed, old, cut or contradictory one annuls nothing: what counts is
  /// a read begun after our last news, or a newer push that states the same fill otherwise.
  private func judge(_ shown: [FillReport], _ report: OrderReport, isSettled: Bool) -> Verdict {
    var union = filledQuantity
    var isChanged = false
    for fill in shown {
      guard let known = fills.first(where: { $0.id == fill.id }) else {
        union += max(fill.quantity, .zero)
        continue
      }
      if !known.isSame(as: fill) { isChanged = true }
    }
    let listed = shown.reduce(Quantity.zero) { $0 + $1.quantity }
    let isLess = union > report.filledQuantity && listed <= report.filledQuantity
    guard isChanged || isLess else { return .agrees }
    if let lastReport {
      // Of two pushes of one instant the one that shows more came later, unless the other says that all is over.
      let mayBeOvertaken = !isSettled && !isChanged && !report.status.isFinal
      if report.time < lastReport || (report.time == lastReport && mayBeOvertaken) { return .overtaken }
    }
    let isNewer = lastReport.map { $0 < report.time } ?? true
    if listed == report.filledQuantity {
      if isSettled, isNewer || isDisputed || isChanged { return .corrects(isWhole: true) }
      let restated = restatedQuantity(shown)
      if isChanged, isNewer, restated == report.filledQuantity { return .corrects(isWhole: false) }
    }
    return .disputes(isNewFillToBeBooked: !isLess)
  }

  /// What would be filled if each listed fill were as it is listed.
  private func restatedQuantity(_ shown: [FillReport]) -> Quantity {
    let unlisted = fills.reduce(Quantity.zero) { sum, fill in
      shown.contains { $0.id == fill.id } ? sum : sum + fill.quantity
    }
    return shown.reduce(unlisted) { $0 + $1.quantity }
  }

  private mutating func restate(_ shown: [FillReport], isWhole: Bool, _ effect: inout ReportEffect) {
    for index in fills.indices {
      let known = fills[index]
      var next = known
      if let fill = shown.first(where: { $0.id == known.id }) {
        next.quantity = max(fill.quantity, .zero)
        next.price = fill.price
      } else if isWhole {
        next.quantity = .zero
      }
      guard !next.isSame(as: known) else { continue }
      fills[index] = next
      restatements += 1
      effect.corrections.append(FillCorrection(was: known, now: next, number: restatements))
    }
  }

  /// The exchange has corrected an order that was over. Final is left only so.
  mutating func restateStatus(_ report: OrderReport) {
    switch report.status {
    case .triggerPending, .open: status = filledQuantity > .zero ? .partiallyFilled : .open
    case .filled: status = .filled
    case .cancelled: status = .cancelled
    case .rejected: status = .rejected
    case .expired: status = .expired
    }
    if status.isFinal { statusReason = report.reason ?? statusReason }
  }

  /// The fills a report lists, each under a name of its own. One id listed twice is two fills where the quantities add up
  /// to what the broker counts, else one fill, stated twice.
  private static func statements(of report: OrderReport) -> [FillReport] {
    let all = report.fills
    guard all.indices.contains(where: { place in all[..<place].contains { $0.id == all[place].id } }) else {
      return all
    }
    if all.reduce(Quantity.zero, { $0 + $1.quantity }) == report.filledQuantity {
      return all.indices.map { place in
        let earlier = all[..<place].count { $0.id == all[place].id }
        var fill = all[place]
        if earlier > 0 { fill.id += "#\(earlier + 1)" }
        return fill
      }
    }
    let last = all.indices.filter { place in !all[(place + 1)...].contains { $0.id == all[place].id } }.map { all[$0] }
    if last.reduce(Quantity.zero, { $0 + $1.quantity }) == report.filledQuantity { return last }
    return all.indices.filter { place in !all[..<place].contains { $0.id == all[place].id } }.map { all[$0] }
  }

  func isStated(as shown: [FillReport]) -> Bool {
    shown == fills || shown.allSatisfy { fill in fills.contains { $0.id == fill.id && $0.isSame(as: fill) } }
  }

  /// Whether a book that shows less of it than we have booked can be true: it is newer than what we know.
  package func mayBeCorrected(by report: OrderReport) -> Bool {
    let listed = report.fills.reduce(Quantity.zero) { $0 + $1.quantity }
    guard listed == report.filledQuantity, let lastReport else { return false }
    return report.time > lastReport || (isDisputed && report.time == lastReport)
  }
}
