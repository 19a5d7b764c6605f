import Desk
import Market

/// Turns the state of the desk into the HTML of one section. A history that cannot be read is said, never shown as
/// empty.
struct PageRenderer: Sendable {
  let history: any DeskHistory
  var refusals: [Refusals] = []

  func html(
    of section: PageSection, _ status: DeskStatus, _ activity: ActivityLog, hasDayEnded: Bool
  ) async -> SectionHTML {
    do {
      let values = try await values(of: section, status, activity, hasDayEnded: hasDayEnded)
      let reading = Templates.render(section.rawValue, values)
      guard section.hasButtons else { return SectionHTML(reading) }
      return SectionHTML(
        reading: reading, commanding: Templates.render(section.rawValue, values.merging(["commands": true]) { $1 }))
    } catch {
      return SectionHTML(Templates.render("trouble", ["text": "\(error)"]))
    }
  }

  func document(token: String?, sections: [PageSection: String]) -> String {
    var values: [String: Any] = ["tokens": token.map { [["token": $0]] } ?? []]
    for section in PageSection.allCases { values[section.rawValue] = sections[section] ?? "" }
    return Templates.render("page", values)
  }

  private func values(
    of section: PageSection, _ status: DeskStatus, _ activity: ActivityLog, hasDayEnded: Bool
  ) async throws -> [String: Any] {
    switch section {
    case .status: return StatusView.values(status, notices: DeskNotice.all(status, refusals))
    case .positions: return TableViews.positions(status)
    case .activity: return TableViews.activity(activity.lines, status)
    case .decisions: return TableViews.decisions(try await history.decisions(latest: 50), status)
    case .orders:
      return TableViews.orders(try await status.day.map { try await history.orders(on: $0) } ?? [], status)
    case .trades:
      return TableViews.trades(try await status.day.map { try await history.trades(on: $0) } ?? [], status)
    case .report: return ["reports": try await reports(status, hasDayEnded: hasDayEnded)]
    }
  }

  private func reports(_ status: DeskStatus, hasDayEnded: Bool) async throws -> [[String: Any]] {
    guard let day = status.day else { return [] }
    var reports: [[String: Any]] = []
    for account in status.accounts {
      let text = try await history.dayReport(of: account.id, on: day)
      guard text != nil || hasDayEnded else { continue }
      let values = DayReportView.values(text ?? "The day has ended; the report is being written.")
      reports.append(values.merging(["title": "\(account.name), \(Display.longDate(day))"]) { $1 })
    }
    return reports
  }
}

extension Optional {
  /// `map` with a transform that suspends.
  fileprivate func map<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
    guard let self else { return nil }
    return try await transform(self)
  }
}
