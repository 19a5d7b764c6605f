import Desk
import Engine
import Market
import Storage
import Trading

extension AlertError {
  /// For page, log and report: what looks like a password or a key is cut short.
  var withoutSecrets: AlertError {
    AlertError(field: field, seen: Self.withoutSecrets(seen), problem: Self.withoutSecrets(problem), fix: fix)
  }

  func kept(of link: Link) -> RefusedAlert {
    let shown = withoutSecrets
    return RefusedAlert(
      link: link.id, field: shown.field, seen: shown.seen, problem: shown.problem, fix: shown.fix, time: .distantPast)
  }

  /// The alert names a strategy that is not the link's; nil when it names none, or the link takes all.
  static func ofAnotherStrategy(_ alert: Alert, than link: Link) -> AlertError? {
    guard let own = link.strategy, let named = alert.strategy, !isSameName(own, named) else { return nil }
    return AlertError(
      field: "strategy", seen: named, problem: "is not the strategy of this link, which is \(own)",
      fix: "Send it to the link of its own strategy, or leave the field out.")
  }

  private static func isSameName(_ one: String, _ other: String) -> Bool {
    if let one = one.asciiLowercased, let other = other.asciiLowercased { return one == other }
    return Array(one.utf8) == Array(other.utf8)
  }

  private static func withoutSecrets(_ text: String) -> String {
    text.replacing(/(?i)(secret|pass[a-z]*|token|key)([^A-Za-z0-9]{1,6})[^\s"',}]+/) { match in
      "\(match.output.1)\(match.output.2)…"
    }.replacing(/[A-Za-z0-9_\-]{24,}/) { match in
      // Long names of contracts are capitals and digits; what is random has small letters too, or is longer still.
      let word = match.output
      let isRandom = word.contains { $0.isNumber } && word.contains { $0.isLetter }
      let isName = word.count < 32 && !word.contains { $0.isLowercase }
      return isRandom && !isName ? "\(word.prefix(4))…" : String(word)
    }
  }
}
