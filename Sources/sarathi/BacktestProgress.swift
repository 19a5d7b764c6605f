import Foundation
import Synchronization

/// A bar on stderr that says how far something is and how long it will take; nothing when stderr is no terminal.
///
/// Told from any thread; drawn ten times a second at most.
final class BacktestProgress: Sendable {
  private struct State {
    var label = ""
    var began: Int64 = 0
    var drawn: Int64 = 0
    var isShown = false
  }

  private let isOn: Bool
  private let state = Mutex(State())

  init(isQuiet: Bool = false) { isOn = !isQuiet && isatty(2) == 1 }

  func begin(_ label: String) {
    guard isOn else { return }
    state.withLock { state in
      state.label = label
      state.began = BenchClock.wall
      state.drawn = 0
      draw(0, &state)
    }
  }

  /// - Parameter share: of what was begun, 0 to 1.
  func show(_ share: Double) {
    guard isOn else { return }
    state.withLock { state in
      guard BenchClock.wall - state.drawn >= 100_000_000 else { return }
      draw(share, &state)
    }
  }

  func end() {
    guard isOn else { return }
    state.withLock { state in
      if state.isShown { write("\r\u{1B}[K") }
      state.isShown = false
    }
  }

  private func draw(_ share: Double, _ state: inout State) {
    state.drawn = BenchClock.wall
    state.isShown = true
    let seconds = BenchClock.seconds(state.drawn - state.began)
    write("\r\u{1B}[K" + Self.line(state.label, share, after: seconds))
  }

  /// `reading  ██████░░░░  58 %  3 s left`
  static func line(_ label: String, _ share: Double, after seconds: Double) -> String {
    let width = 30
    let share = min(max(share, 0), 1)
    let done = Int(share * Double(width))
    let bar = String(repeating: "█", count: done) + String(repeating: "░", count: width - done)
    // The first moments tell nothing about the rest.
    let left = share > 0.02 && seconds > 0.5 ? "  \(time(seconds / share - seconds)) left" : ""
    return "\(label)  \(bar) \(Int(share * 100)) %\(left)"
  }

  private static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
