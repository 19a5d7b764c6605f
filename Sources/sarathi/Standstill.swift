import Desk
import Engine
import Trading

/// Why an account enters nothing because a person, or a limit, said so.
enum Standstill {
  /// In sentences, at a start.
  static func lines(of account: DeskStatus.Account) -> [String] {
    notices(halt: account.status.halt, isPaused: account.status.isPaused).map {
      "Account \(account.id.number): \($0.text). Exits go on. \($0.advice)"
    }
  }

  static func notices(halt: String?, isPaused: Bool) -> [(text: String, advice: String)] {
    var notices: [(text: String, advice: String)] = []
    if let halt {
      notices.append(("entries are halted: \(halt)", "Clear the halt on the page when the reason is gone."))
    }
    if isPaused { notices.append(("is paused: entries are recorded and not acted on", "Resume it on the page.")) }
    return notices
  }
}
