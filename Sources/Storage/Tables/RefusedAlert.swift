package import Market
package import Trading

/// An alert that came with the right secret and was not acted on because of what it says: it could not be read, or it is
/// meant for another strategy. Nobody but the sender sees the webhook's answer, so it is kept for the page and the report.
package struct RefusedAlert: Hashable, Sendable {
  package var link: LinkID
  /// As the sender spelled it; `body` when the trouble is not inside one field.
  package var field: String
  /// The text as sent, shortened and without secrets; empty when there was none.
  package var seen: String
  package var problem: String
  /// What to change at the sender.
  package var fix: String
  package var time: Timestamp

  package init(link: LinkID, field: String, seen: String, problem: String, fix: String, time: Timestamp) {
    self.link = link
    self.field = field
    self.seen = seen
    self.problem = problem
    self.fix = fix
    self.time = time
  }

  /// `quantity: "abc" is not a number`
  package var text: String { seen.isEmpty ? "\(field): \(problem)" : "\(field): \"\(seen)\" \(problem)" }
}

/// A refused alert as people look at it.
package struct RefusedAlertRow: Hashable, Sendable {
  package var number: Int64
  package var alert: RefusedAlert
  /// Empty when the link is unknown.
  package var linkName: String

  package init(number: Int64, alert: RefusedAlert, linkName: String) {
    self.number = number
    self.alert = alert
    self.linkName = linkName
  }
}
