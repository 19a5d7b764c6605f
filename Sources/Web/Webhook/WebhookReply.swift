import Desk
import Engine
import HTTPTypes
import Hummingbird
import Trading

/// What a sender reads. Refused alerts answer 200 as well: they are decided, and a sender that sees 5xx sends again.
enum WebhookReply {
  /// - Parameter note: what of the alert was not heard.
  static func decided(_ decisions: [AccountDecision], note: String? = nil) -> Response {
    switch (decisions.first, decisions.count) {
    case (nil, _):
      .json(.object([("status", .string("nothing_to_do")), ("reason", .string("the link has no account"))]))
    case (let only?, 1): .json(json(only, note))
    default: .json(.array(decisions.map { json($0, note) }))
    }
  }

  static func unavailable(_ reason: String) -> Response {
    .failure(.serviceUnavailable, reason).with(.retryAfter, "5")
  }

  static func refused(_ error: AlertError) -> Response {
    .json(
      .object([
        ("status", .string("error")), ("field", .string(error.field)), ("message", .string(error.message)),
      ]), status: .badRequest)
  }

  /// Answers 200: sending it again would change nothing.
  static func ignored(_ error: AlertError) -> Response {
    .json(
      .object([
        ("status", .string("ignored")), ("field", .string(error.field)), ("message", .string(error.message)),
      ]))
  }

  private static func json(_ decided: AccountDecision, _ note: String?) -> JSON {
    let decision = decided.decision
    let outcome = decision.outcome.code
    var fields: [(String, JSON)] = [
      ("status", .string(decided.isDuplicate ? "duplicate" : outcome)), ("decision", .integer(decision.number)),
      ("account", .integer(Int64(decided.account.number))), ("reason", .string(decision.reason)),
    ]
    if let note { fields.append(("note", .string(note))) }
    if decided.isDuplicate { fields.append(("outcome", .string(outcome))) }
    if let denial = decision.denial { fields.append(("code", .string(denial.code.code))) }
    if let fix = decision.fix { fields.append(("fix", .string(fix))) }
    return .object(fields)
  }
}
