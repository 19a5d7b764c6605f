import Desk
import Engine
import Market

/// What people should know of the desk now: the same list, with the same words, on the page and in `/api/status`.
struct DeskNotice: Hashable, Sendable {
  /// The page's style.
  enum Tone: String, Sendable {
    case bad, warn
  }
  var tone: Tone
  var text: String

  /// - Parameter refusals: of both listeners; what they turned away lately stands last.
  static func all(_ status: DeskStatus, _ refusals: [Refusals]) -> [DeskNotice] {
    status.notices.map { DeskNotice(tone: .bad, text: $0) } + standstills(status) + idle(status) + readiness(status)
      + instruments(status) + refusals.compactMap { $0.notice() }.map { DeskNotice(tone: .warn, text: $0) }
  }

  private static func standstills(_ status: DeskStatus) -> [DeskNotice] {
    let names = status.accounts.count > 1
    return status.accounts.flatMap { account in
      let prefix = names ? "\(account.name): " : ""
      var notices: [DeskNotice] = []
      if let halt = account.status.halt {
        notices.append(DeskNotice(tone: .bad, text: "\(prefix)Entries are halted: \(halt)"))
      }
      if account.status.isPaused {
        notices.append(
          DeskNotice(tone: .warn, text: "\(prefix)Paused: new entries are recorded, not placed. Exits go on."))
      }
      return notices
    }
  }

  private static func idle(_ status: DeskStatus) -> [DeskNotice] {
    guard let text = DeskIdleness(status)?.text else { return [] }
    return [DeskNotice(tone: .warn, text: text)]
  }

  private static func readiness(_ status: DeskStatus) -> [DeskNotice] {
    if let safeMode = status.safeMode {
      return [DeskNotice(tone: .bad, text: safeMode.prefix(1).uppercased() + safeMode.dropFirst())]
    }
    guard !status.isReady else { return [] }
    return [DeskNotice(tone: .warn, text: "Not ready: \(status.notReadyBecause ?? "the desk is starting")")]
  }

  private static func instruments(_ status: DeskStatus) -> [DeskNotice] {
    guard let day = status.day, let file = status.instrumentsDay, file < day else { return [] }
    return [
      DeskNotice(
        tone: .warn, text: "The instrument file in use is of \(file). Fetch today's, then send HUP to the desk.")
    ]
  }
}

/// Why a live desk would enter nothing now, though nobody has stopped it.
struct DeskIdleness {
  /// The page's state.
  var word: String
  /// The page's style.
  var tone: String
  /// Nil where the word says it all.
  var text: String?

  /// Nil while it would enter, and on a replayed day.
  init?(_ status: DeskStatus) {
    guard status.replayProgress == nil else { return nil }
    if status.instrumentsDay == nil {
      self.init(
        "No instruments", "warn",
        "No instrument file is set: every entry is denied. Name the day's file in files.instruments "
          + "(docs/reference/configuration.md).")
      return
    }
    switch status.market {
    case .opens(let time): self.init("Opens \(Display.clock(time).prefix(5))", "dim")
    case .closed: self.init("Closed", "dim")
    case .holiday(let reason): self.init("Closed: \(reason)", "dim")
    case .open:
      // Entries need a price of the last seconds; each account's limits say how many.
      guard let last = status.lastPrice else {
        self.init(
          "No prices", "warn", "No price has come since the desk started: entries are denied (no_price).")
        return
      }
      guard status.time - last > .seconds(15) else { return nil }
      self.init("No prices", "warn", "No price has come since \(Display.clock(last)): entries are denied (no_price).")
    case nil: return nil
    }
  }

  private init(_ word: String, _ tone: String, _ text: String? = nil) {
    self.word = word
    self.tone = tone
    self.text = text
  }
}
