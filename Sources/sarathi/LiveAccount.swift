import Desk
import Engine
import Foundation
import Market
import Storage
import Synchronization
import Trading
import Web

/// Says in the terminal what the desk does, a line an event, with a progress bar below on a terminal.
final class LiveAccount: Sendable {
  private struct State {
    /// Last stop told, by position: small moves are passed over.
    var toldStops: [PositionID: Price] = [:]
    var toldOrders: [OrderNumber: OrderStatus] = [:]
    /// Result of each trade that was told.
    var toldTrades: [PositionID: Money] = [:]
    /// What was closed before then was told by the process before.
    var since = Timestamp.distantPast
    var hasBar = false
  }

  private let isQuiet: Bool
  /// The folder stays: the same command takes the day up again.
  private let goesOn: Bool
  private let isTerminal = isatty(1) == 1
  private let state = Mutex(State())

  init(isQuiet: Bool, goesOn: Bool) {
    self.isQuiet = isQuiet
    self.goesOn = goesOn
  }

  // MARK: Frame

  /// - Parameter watcher: the link for commands, and the webhook URL of the link for the watcher's own alerts; nil: there
  ///   is no time for either.
  func begin(
    page: String, watcher: (entry: EntryLink, webhook: String)?, speed: Double?, standstill: [String] = []
  ) {
    guard !isQuiet else { return }
    let pace = speed.map { "\(Int($0))x" } ?? "as fast as possible"
    print("Sarathi demo: NSE, 1 June 2021, on paper, \(pace).\nPage: \(page)\n")
    for text in standstill { print(Self.wrapped(VisibleText.of(text), to: 80).joined(separator: "\n") + "\n") }
    guard let watcher else { return }
    print(
      """
      \(watcher.entry.text)

      Send alerts of your own while the day plays; each is answered with what was
      decided and why, here, on the page and by curl:

        curl -d '{"action":"BUY","symbol":"SBIN"}' \\
          \(watcher.webhook)

      Also SELL, SHORT, COVER, EXIT; RELIANCE, TCS, HDFCBANK, SBIN have prices.

      """)
    fflush(nil)
  }

  func skipTrades(before time: Timestamp) { state.withLock { $0.since = time } }

  /// A new link for commands.
  func link(_ link: EntryLink) { say(nil, "PAGE", link.text) }

  func interrupted() {
    guard !isQuiet else { return }
    clearBar()
    let next = goesOn ? "The same command goes on from here." : "Its folder was a temporary one."
    print("\nStopped before the end of the day. \(next)")
  }

  func staying(page: String) {
    guard !isQuiet else { return }
    print("\nThe page stays up on \(page). Ctrl-C ends.")
    print("The session is over: an alert now is denied, with that reason.")
    fflush(nil)  // with the report before it, also through a pipe: nothing else is told
  }

  func alert(_ alert: DemoDay.Alert) {
    say(alert.time, "ALERT", alert.body.replacing("\"", with: ""), .bold)
    say(nil, "", "(\(alert.remark))", .faint)
  }

  // MARK: Events

  /// Until the day has ended.
  func narrate(_ events: AsyncStream<DeskEvent>, status: () -> DeskStatus) async {
    for await event in events {
      switch event {
      case .record(_, let record, let symbol): tell(record, symbol ?? "")
      case .duplicate(_, let decision):
        say(nil, "DUPLICATE", "decided before as decision \(decision.number); nothing is sent", .yellow)
      case .alertRefused(let alert, let link):
        say(alert.time, "REFUSED", "an alert for \(link): \(alert.text). \(alert.fix)", .yellow)
      case .statusChanged: drawBar(status())
      case .dayEnded:
        clearBar()
        return
      }
    }
  }

  private func tell(_ record: Record, _ symbol: String) {
    switch record {
    case .decision(let decision): tell(decision)
    case .order(let order): tell(order, symbol)
    case .fill(let fill) where fill.quantity < .zero:
      say(fill.time, "FILL", "taken back: \(-fill.quantity) \(symbol) at \(fill.price.display)")
    case .fill(let fill):
      let verb = fill.side == .buy ? "bought" : "sold"
      say(
        fill.time, "FILL",
        "\(verb) \(fill.quantity) \(symbol) at \(fill.price.display), charges \(paise(fill.charges.total))")
    case .stopMoved(let position, _, let stop, _, let kind, let time):
      tellStop(position, symbol, stop, kind, time)
    case .trade(let trade):
      // A command to all positions states the closed ones again.
      let isNews = state.withLock { state in
        trade.closed >= state.since && state.toldTrades.updateValue(trade.net, forKey: trade.position) != trade.net
      }
      guard isNews else { return }
      let style: Style = trade.net >= .zero ? .green : .red
      say(
        trade.closed, "EXIT",
        "\(symbol) \(words(trade.exitReason)): \(paise(trade.gross)) gross, \(paise(trade.net)) after charges", style)
    case .incident(let incident): say(incident.time, incident.level.rawValue.uppercased(), incident.text, .yellow)
    case .position, .account, .tradeReopened: break
    }
  }

  private func tell(_ decision: Decision) {
    let style: Style = decision.outcome == .denied ? .yellow : .plain
    let outcome = decision.outcome == .nothingToDo ? "nothing" : decision.outcome.words
    if !DemoDay.scripted.contains(decision.link) {
      let isStrategy = decision.link.number >= StrategyLinkOptions.firstNumber
      let link = decision.link == DemoDay.yours.id ? "" : " (link \(decision.link.number))"
      let symbol = decision.symbol.isEmpty ? "" : " \(decision.symbol)"
      say(decision.time, isStrategy ? "STRATEGY" : "YOURS", decision.action.rawValue + symbol + link, .bold)
    }
    say(decision.time, outcome.uppercased(), decision.reason, style)
  }

  private func tell(_ order: Order, _ symbol: String) {
    let isNews = state.withLock { $0.toldOrders.updateValue(order.status, forKey: order.number) != order.status }
    guard isNews else { return }
    let what = "\(order.terms.side.rawValue.lowercased()) \(order.terms.quantity) \(symbol)"
    switch order.status {
    case .submitting:
      say(order.lastSent, "ORDER", "\(purpose(order)): \(what), \(pricing(order.terms.pricing))", .faint)
    case .rejected: say(nil, "REJECTED", "\(what): \(order.statusReason ?? "")", .yellow)
    case .cancelled:
      let reason = order.statusReason.map { ": \($0)" } ?? ""
      say(nil, "CANCELLED", "\(purpose(order)): \(what), filled \(order.filledQuantity)\(reason)", .faint)
    case .ready, .open, .partiallyFilled, .filled, .expired, .unknown, .withdrawn: break
    }
  }

  /// A move of less than 0.1 % since the last one told is passed over.
  private func tellStop(_ position: PositionID, _ symbol: String, _ stop: Price, _ kind: StopKind, _ time: Timestamp) {
    let isNews = state.withLock { state -> Bool in
      if let told = state.toldStops[position], abs(told.raw - stop.raw) * 1000 < told.raw { return false }
      state.toldStops[position] = stop
      return true
    }
    if isNews {
      say(time, "STOP", "\(symbol) stop moved to \(stop.display) (\(words(ExitReason(stop: kind))))", .faint)
    }
  }

  private func purpose(_ order: Order) -> String {
    if let reason = order.exitReason { return "exit (\(reason.words))" }
    return switch order.purpose {
    case .entry: "entry"
    case .exit: "exit"
    case .protectiveStop: "resting stop"
    }
  }

  private func pricing(_ pricing: OrderPricing) -> String {
    switch pricing {
    case .market: "market"
    case .limit(let price): "limit \(price.display)"
    case .stopMarket(let trigger, _): "stop \(trigger.display)"
    case .stopLimit(let trigger, let limit): "stop \(trigger.display) limit \(limit.display)"
    }
  }

  private func words(_ reason: ExitReason?) -> String { reason?.words ?? "closed" }

  private func paise(_ money: Money) -> String { money.rupees }

  // MARK: Terminal

  private enum Style: String {
    case plain = ""
    case bold = "\u{1B}[1m"
    case faint = "\u{1B}[2m"
    case green = "\u{1B}[32m"
    case red = "\u{1B}[31m"
    case yellow = "\u{1B}[33m"
  }

  private func say(_ time: Timestamp?, _ kind: String, _ text: String, _ style: Style = .plain) {
    guard !isQuiet else { return }
    clearBar()
    let clock = time.map { "\($0.istTime)" } ?? "        "
    let head = clock + "  " + kind.padding(toLength: 9, withPad: " ", startingAt: 0) + " "
    for (index, line) in Self.wrapped(VisibleText.of(text), to: 80 - head.count).enumerated() {
      let text = (index == 0 ? head : String(repeating: " ", count: head.count)) + line
      print(isTerminal && style != .plain ? style.rawValue + text + "\u{1B}[0m" : text)
    }
    fflush(nil)  // also through a pipe, a line is there when it was told
  }

  private static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let candidate = lines[lines.count - 1].isEmpty ? String(word) : lines[lines.count - 1] + " " + word
      if candidate.count <= width || lines[lines.count - 1].isEmpty {
        lines[lines.count - 1] = candidate
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  private func drawBar(_ status: DeskStatus) {
    guard !isQuiet, isTerminal, let progress = status.replayProgress else { return }
    let width = 40
    let done = Int(progress * Double(width))
    let bar = String(repeating: "█", count: done) + String(repeating: "░", count: width - done)
    let result = status.accounts.reduce(Money.zero) { $0 + $1.dayResult }
    print("\r\u{1B}[K\(status.time.istTime) \(bar) \(Int(progress * 100)) %  day \(paise(result))", terminator: "")
    fflush(nil)
    state.withLock { $0.hasBar = true }
  }

  private func clearBar() {
    guard
      state.withLock({ state in
        defer { state.hasBar = false }
        return state.hasBar
      })
    else { return }
    print("\r\u{1B}[K", terminator: "")
  }
}
