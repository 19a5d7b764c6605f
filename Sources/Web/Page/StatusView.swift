import Desk
import Engine
import Market

/// Values of the top of the page: mode, clock, state, controls and the day's result.
enum StatusView {
  /// - Parameter notices: said below those of the desk itself.
  static func values(_ status: DeskStatus, notices: [String] = []) -> [String: Any] {
    let result = DayResult(status)
    let state = State(status)
    return [
      "version": status.version,
      "modes": modes(status),
      "day": status.day.map(Display.longDate) ?? "No trading day",
      "clock": Display.clock(status.time),
      "state": state.word, "stateTone": state.tone,
      "notices": state.notices + notices.map { ["tone": "warn", "text": $0] },
      "canStart": state.isPaused, "canPause": !state.isPaused, "canClear": state.isHalted,
      "replay": status.replayProgress.map { [replay($0)] } ?? [],
      "net": Display.result(result.net), "netTone": Display.tone(result.net),
      "realised": Display.result(result.realised), "realisedTone": Display.tone(result.realised),
      "unrealised": Display.result(result.unrealised), "unrealisedTone": Display.tone(result.unrealised),
      "charges": Display.rupees(result.charges),
      "unpriced": result.positionsWithoutPrice == 0
        ? [] : [["text": unpriced(result.positionsWithoutPrice)]],
      "accounts": accounts(status),
    ]
  }

  /// What holds for the desk as a whole: the most restrained account counts.
  private struct State {
    var isPaused = false
    var isHalted = false
    var word = "Trading"
    var tone = "good"
    var notices: [[String: Any]] = []

    init(_ status: DeskStatus) {
      for notice in status.notices { notices.append(["tone": "bad", "text": notice]) }
      let names = status.accounts.count > 1
      for account in status.accounts {
        let prefix = names ? "\(account.name): " : ""
        if let halt = account.status.halt {
          isHalted = true
          notices.append(["tone": "bad", "text": "\(prefix)Entries are halted: \(halt)"])
        }
        if account.status.isPaused {
          isPaused = true
          notices.append([
            "tone": "warn", "text": "\(prefix)Paused: new entries are recorded, not placed. Exits go on.",
          ])
        }
      }
      if status.replayProgress.map({ $0 >= 1 }) ?? false { (word, tone) = ("Day over", "dim") }
      if status.replayProgress == nil, let reason = Self.idle(status) {
        (word, tone) = (reason.word, reason.tone)
        if let text = reason.text { notices.append(["tone": "warn", "text": text]) }
      }
      if isPaused { (word, tone) = ("Paused", "warn") }
      if let safeMode = status.safeMode {
        (word, tone) = ("Safe mode", "bad")
        notices.append(["tone": "bad", "text": safeMode.prefix(1).uppercased() + safeMode.dropFirst()])
      } else if !status.isReady {
        (word, tone) = ("Not ready", "warn")
        notices.append(["tone": "warn", "text": "Not ready: \(status.notReadyBecause ?? "the desk is starting")"])
      }
      if let day = status.day, let file = status.instrumentsDay, file < day {
        notices.append([
          "tone": "warn", "text": "The instrument file in use is of \(file). Fetch today's, then send HUP to the desk.",
        ])
      }
      if isHalted { (word, tone) = ("Halted", "bad") }
    }

    /// Why a live desk would enter nothing now, though nobody has stopped it.
    private static func idle(_ status: DeskStatus) -> (word: String, tone: String, text: String?)? {
      if status.instrumentsDay == nil {
        return (
          "No instruments", "warn",
          "No instrument file is set: every entry is denied. Name the day's file in files.instruments "
            + "(docs/configuration.md)."
        )
      }
      switch status.market {
      case .opens(let time): return ("Opens \(Display.clock(time).prefix(5))", "dim", nil)
      case .closed: return ("Closed", "dim", nil)
      case .holiday(let reason): return ("Closed: \(reason)", "dim", nil)
      case .open: break
      case nil: return nil
      }
      // Entries need a price of the last seconds; each account's limits say how many.
      guard let last = status.lastPrice else {
        return ("No prices", "warn", "No price has come since the desk started: entries are denied (no_price).")
      }
      guard status.time - last > .seconds(15) else { return nil }
      return ("No prices", "warn", "No price has come since \(Display.clock(last)): entries are denied (no_price).")
    }
  }

  private static func modes(_ status: DeskStatus) -> [[String: Any]] {
    let isLive = status.accounts.contains { $0.mode == .live }
    let isPaper = status.accounts.contains { $0.mode == .paper }
    var modes: [[String: Any]] = []
    if isLive { modes.append(["tone": "live", "text": "LIVE"]) }
    if isPaper { modes.append(["tone": "paper", "text": "PAPER"]) }
    return modes
  }

  private static func replay(_ progress: Double) -> [String: Any] {
    let permille = progress.isFinite ? Int((min(max(progress, 0), 1) * 1000).rounded()) : 0
    return ["permille": permille, "percent": "\(permille / 10) %"]
  }

  private static func unpriced(_ count: Int) -> String {
    count == 1 ? "1 position has no price yet" : "\(count) positions have no price yet"
  }

  private static func accounts(_ status: DeskStatus) -> [[String: Any]] {
    guard status.accounts.count > 1 else { return [] }
    return status.accounts.map { account in
      [
        "name": account.name, "mode": account.mode == .live ? "LIVE" : "PAPER",
        "net": Display.result(account.dayResult), "tone": Display.tone(account.dayResult),
      ]
    }
  }
}
