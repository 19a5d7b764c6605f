import Desk
import Engine
import Market

/// Values of the top of the page: mode, clock, state, controls and the day's result.
enum StatusView {
  static func values(_ status: DeskStatus, notices: [DeskNotice]) -> [String: Any] {
    let result = DayResult(status)
    let state = State(status)
    return [
      "version": status.version,
      "modes": modes(status),
      "day": status.day.map(Display.longDate) ?? "No trading day",
      "clock": Display.clock(status.time),
      "state": state.word, "stateTone": state.tone,
      "notices": notices.map { ["tone": $0.tone.rawValue, "text": $0.text] },
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
    let isPaused: Bool
    let isHalted: Bool
    var word = "Trading"
    var tone = "good"

    init(_ status: DeskStatus) {
      isPaused = status.accounts.contains { $0.status.isPaused }
      isHalted = status.accounts.contains { $0.status.halt != nil }
      if status.replayProgress.map({ $0 >= 1 }) ?? false { (word, tone) = ("Day over", "dim") }
      if let idleness = DeskIdleness(status) { (word, tone) = (idleness.word, idleness.tone) }
      if isPaused { (word, tone) = ("Paused", "warn") }
      if status.safeMode != nil {
        (word, tone) = ("Safe mode", "bad")
      } else if !status.isReady {
        (word, tone) = ("Not ready", "warn")
      }
      if isHalted { (word, tone) = ("Halted", "bad") }
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
