/// Why an alert could not be read: which field, what was seen there and what to change at the sender.
package struct AlertError: Error, Hashable, Sendable {
  /// As the sender spelled it; `body` when the trouble is not inside one field.
  package let field: String
  /// The text as sent, shortened; empty when there was none.
  package let seen: String
  package let problem: String
  package let fix: String

  package init(field: String, seen: String = "", problem: String, fix: String) {
    self.field = Self.shortened(field)
    self.seen = Self.shortened(seen)
    self.problem = problem
    self.fix = fix
  }

  /// One line for a person: `quantity: "abc" is not a number. Send whole units, such as 75.`
  package var message: String {
    (seen.isEmpty ? "\(field): \(problem)." : "\(field): \"\(seen)\" \(problem).") + " \(fix)"
  }

  /// At most 40 characters, control characters shown as `?`: the text goes into a reply and a log line.
  private static func shortened(_ text: String) -> String {
    var result = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
      if count == 40 { return result + "…" }
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      result.unicodeScalars.append(isControl ? "?" : scalar)
    }
    return result
  }
}
