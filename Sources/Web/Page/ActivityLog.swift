import Desk
import Engine
import Market
import Storage
import Trading

/// What happened lately, newest first: fills, stop moves, exits, incidents. Holds 100 lines.
struct ActivityLog: Sendable {
  struct Line: Sendable {
    var key: String
    var time: Timestamp
    /// Style: `fill`, `gain`, `loss`, `stop`, `notice`, `warning`, `critical`.
    var kind: String
    var account: AccountID?
    var title: String
    /// Stands behind the title and is never broken: `+₹2,275.08`.
    var amount = ""
    var detail: String
  }

  static let maximum = 100
  private(set) var lines: [Line] = []
  private var accounts: [AccountID: AccountStatus] = [:]
  private var serial = 0
  /// What of each order was filled, for orders that have a line.
  private struct Filled {
    var quantity = Quantity.zero
    var value = Money.zero
    var charges = Money.zero
    var parts = 0
  }
  private var fills: [String: Filled] = [:]

  init() {}

  /// Begins with what the tables remember: incidents and the day's trades.
  init(from history: any DeskHistory, _ status: DeskStatus) async {
    for account in status.accounts { accounts[account.id] = account.status }
    // The page says so itself when the history cannot be read.
    let incidents = (try? await history.incidents(latest: 20)) ?? []
    var trades: [Line] = []
    if let day = status.day {
      trades = ((try? await history.trades(on: day)) ?? []).map { row in
        Self.trade(
          row.origin.account, row.symbol, row.direction, row.quantity, row.entryPrice, row.exitPrice, row.net,
          row.exitReason, row.closed)
      }
    }
    let refused = (try? await history.refusedAlerts(latest: 20)) ?? []
    let remembered =
      refused.map { Self.refused($0.alert, $0.linkName) }
      + incidents.map { Self.incident($0.origin.account, $0.symbol, $0.level, $0.text, $0.advice, $0.time) } + trades
    for line in remembered.sorted(by: { $0.time < $1.time }) { append(line) }
  }

  mutating func add(_ event: DeskEvent, _ desk: any DeskService) {
    switch event {
    case .record(let account, let record, let symbol): add(record, account, symbol ?? "")
    case .duplicate(let account, let decision):
      append(
        Line(
          key: "", time: decision.time, kind: "notice", account: account,
          title: "\(decision.symbol): the same alert again",
          detail: "Answered with decision \(decision.number); nothing was done twice."))
    case .dayEnded:
      append(Line(key: "", time: desk.status().time, kind: "notice", title: "The day has ended", detail: ""))
    case .alertRefused(let alert, let link): append(Self.refused(alert, link))
    case .statusChanged: break
    }
  }

  private static func refused(_ alert: RefusedAlert, _ link: String) -> Line {
    Line(
      key: "", time: alert.time, kind: "warning", account: nil, title: "Not acted on: an alert for \(link)",
      detail: "\(alert.text). \(alert.fix)")
  }

  private mutating func add(_ record: Record, _ account: AccountID, _ symbol: String) {
    switch record {
    case .fill(let fill) where fill.correction > 0:
      append(Self.correction(of: fill, account, symbol))
    case .fill(let fill): add(fill, account, symbol)
    case .trade(let trade):
      append(
        Self.trade(
          account, symbol, trade.direction, trade.quantity, trade.entryPrice, trade.exitPrice, trade.net,
          trade.exitReason, trade.closed))
    case .stopMoved(let position, _, let stop, let best, let kind, let time):
      let key = "stop-\(account.number)-\(position.index)"
      lines.removeAll { $0.key.hasPrefix(key + "-") }
      append(
        Line(
          key: key, time: time, kind: "stop", account: account,
          title: "Stop of \(symbol) moved to \(Display.price(stop))",
          detail: "\(kind.words), best price \(Display.price(best))"))
    case .incident(let incident):
      append(Self.incident(account, symbol, incident.level, incident.text, incident.advice, incident.time))
    case .order(let order): add(order, account, symbol)
    case .account(let status): add(status, account)
    case .tradeReopened(_, _, let time):
      append(
        Line(
          key: "", time: time, kind: "warning", account: account, title: "\(symbol) is open again",
          detail: "A fill that had closed it was corrected at the broker."))
    case .decision, .position: break
    }
  }

  /// The parts of one order are one line: quantity and charges so far, average price.
  private mutating func add(_ fill: Fill, _ account: AccountID, _ symbol: String) {
    let key = "fill-\(account.number)-\(fill.order.index)"
    let isKnown = lines.contains { $0.key.hasPrefix(key + "-") }
    lines.removeAll { $0.key.hasPrefix(key + "-") }
    var filled = isKnown ? fills[key] ?? Filled() : Filled()
    filled.quantity += fill.quantity
    filled.value += fill.price * fill.quantity
    filled.charges += fill.charges.total
    filled.parts += 1
    fills[key] = filled
    let kept = Set(lines.compactMap { $0.key.hasPrefix("fill-") ? $0.key : nil })
    if fills.count > 2 * Self.maximum {
      fills = fills.filter { entry in entry.key == key || kept.contains { $0.hasPrefix(entry.key + "-") } }
    }
    let average = filled.quantity > .zero ? Price(raw: filled.value.raw / filled.quantity.units) : fill.price
    append(
      Line(
        key: key, time: fill.time, kind: "fill", account: account,
        title:
          "\(fill.side.pastWord) \(Display.quantity(filled.quantity)) \(symbol) at \(Display.average(average))",
        detail: "Charges ₹\(Display.rupees(filled.charges))" + (filled.parts > 1 ? ", \(filled.parts) fills" : "")))
  }

  /// A fill that the broker states otherwise now: taken back, then booked anew.
  private static func correction(of fill: Fill, _ account: AccountID, _ symbol: String) -> Line {
    let quantity = Display.quantity(fill.quantity < .zero ? -fill.quantity : fill.quantity)
    let what = "\(fill.side.rawValue) \(quantity) \(symbol) at \(Display.price(fill.price))"
    return Line(
      key: "", time: fill.time, kind: "warning", account: account,
      title: fill.quantity < .zero ? "Taken back: \(what)" : "Corrected: \(what)",
      detail: "The broker states fill \(fill.id) otherwise now. Charges \(Display.rupees(fill.charges.total))")
  }

  private mutating func add(_ order: Order, _ account: AccountID, _ symbol: String) {
    let what = "\(order.purpose.word(order.exitReason)) order for \(Display.quantity(order.terms.quantity)) \(symbol)"
    switch order.status {
    case .rejected:
      append(
        Line(
          key: "", time: order.lastSent ?? order.created, kind: "warning", account: account, title: what + " rejected",
          detail: order.statusReason ?? "The broker gave no reason."))
    case .unknown:
      append(
        Line(
          key: "", time: order.lastSent ?? order.created, kind: "warning", account: account,
          title: what + " is unknown", detail: "The broker is being asked; nothing replaces it until then."))
    default: break
    }
  }

  private mutating func add(_ status: AccountStatus, _ account: AccountID) {
    let before = accounts.updateValue(status, forKey: account)
    func note(_ kind: String, _ title: String, _ detail: String) -> Line {
      Line(key: "", time: status.time, kind: kind, account: account, title: title, detail: detail)
    }
    if status.halt != before?.halt {
      if let halt = status.halt {
        append(note("critical", "Entries halted", halt))
      } else if before != nil {
        append(note("notice", "Halt cleared", "Entries are allowed again."))
      }
    }
    if let before, status.isPaused != before.isPaused {
      append(
        status.isPaused
          ? note("notice", "Paused", "New entries are recorded, not placed. Exits go on.")
          : note("notice", "Started", "New entries are placed again."))
    }
  }

  private static func trade(
    _ account: AccountID, _ symbol: String, _ direction: Side, _ quantity: Quantity, _ entry: Price, _ exit: Price,
    _ net: Money, _ reason: ExitReason?, _ time: Timestamp
  ) -> Line {
    let prices = "\(Display.average(entry)) → \(Display.average(exit))"
    let why = reason.map { ", \($0.words)" } ?? ""
    return Line(
      key: "", time: time, kind: net < .zero ? "loss" : "gain", account: account,
      title: "Closed \(symbol):", amount: "\(net > .zero ? "+" : "")\(net.rupees) net",
      detail: "\(direction.directionWord) \(Display.quantity(quantity)), \(prices)\(why)")
  }

  private static func incident(
    _ account: AccountID, _ symbol: String, _ level: Incident.Level, _ text: String, _ advice: String, _ time: Timestamp
  ) -> Line {
    Line(
      key: "", time: time, kind: level.rawValue, account: account, title: symbol.isEmpty ? text : "\(symbol): \(text)",
      detail: advice)
  }

  private mutating func append(_ line: Line) {
    serial += 1
    var line = line
    line.key += line.key.isEmpty ? "line-\(serial)" : "-\(serial)"
    lines.insert(line, at: 0)
    if lines.count > Self.maximum { lines.removeLast() }
  }
}
