import Engine
import Storage
import Trading

/// What waits for the loop: protective inputs first, then alerts that close, then alerts that may open. Alerts and
/// notes are bounded here; events by what is under way at the brokers. Commands have no bound: people send them.
///
/// Alerts of one link are decided in the order in which they came: an entry that acted after the exit that followed it
/// would open what was meant to be closed. So an exit takes the earlier alerts of its own link along, and passes those of
/// all others. A link's own share of the lanes is small, so no exit waits for more than one commit.
struct Lanes {
  enum Input {
    case event(AccountID, Event)
    /// A command, with where its answer goes.
    case command(AccountID, Command, by: String, (CommandResult) -> Void)
    /// What strategies wished at one instant: decided and committed together, exits among them, so it does not wait
    /// behind alerts. With an account: for that one only.
    case wishes([StrategyWish], AccountID?)
    case alert(Alert, LinkID, (SubmitResult) -> Void)
    /// Something to write down that nobody waits for.
    case refusedAlert(RefusedAlert)
  }

  /// Alerts that may wait in all, and of one link; for those that close and for the others apart. One more is answered
  /// "try again".
  static let capacity = 4096
  static let linkCapacity = 128
  /// Inputs applied in one commit.
  static let batch = 256
  /// Refused alerts that may wait to be written.
  static let noteCapacity = 64

  private struct Waiting {
    var input: Input
    var link: LinkID
    var closes: Bool
  }
  private struct Counts {
    var exits = 0
    var entries = 0
  }

  private var protective: [Input] = []
  /// Alerts that close, each behind the earlier alerts of its link.
  private var exits: [Waiting] = []
  private var entries: [Waiting] = []
  /// What is only written down, behind all else.
  private var notes: [Input] = []
  private var total = Counts()
  private var ofLink: [LinkID: Counts] = [:]

  var isEmpty: Bool { protective.isEmpty && exits.isEmpty && entries.isEmpty && notes.isEmpty }
  /// Something waits that no entry may delay.
  var isUrgent: Bool { !protective.isEmpty || !exits.isEmpty }

  /// Why no further alert of the link can wait now; nil when one can.
  func objection(to link: LinkID, closes: Bool) -> String? {
    let waiting = closes ? total.exits : total.entries
    guard waiting < Self.capacity else { return "\(Self.capacity) alerts are waiting; try again" }
    let own = ofLink[link] ?? Counts()
    guard (closes ? own.exits : own.entries) < Self.linkCapacity else {
      return "\(Self.linkCapacity) alerts of this link are waiting; try again"
    }
    return nil
  }

  var takesNotes: Bool { notes.count < Self.noteCapacity }

  mutating func add(_ input: Input) {
    if case .refusedAlert = input { notes.append(input) } else { protective.append(input) }
  }

  /// - Parameter closes: whether it may close something its link holds.
  mutating func add(_ alert: Alert, of link: LinkID, closes: Bool, _ answer: @escaping (SubmitResult) -> Void) {
    let waiting = Waiting(input: .alert(alert, link, answer), link: link, closes: closes)
    count(waiting, 1)
    guard closes else { return entries.append(waiting) }
    if ofLink[link]?.entries ?? 0 > 0 {
      exits += entries.filter { $0.link == link }
      entries.removeAll { $0.link == link }
    }
    exits.append(waiting)
  }

  /// The next inputs to apply together.
  mutating func next() -> [Input] {
    let first = protective.prefix(Self.batch)
    protective.removeFirst(first.count)
    let second = exits.prefix(Self.batch - first.count)
    exits.removeFirst(second.count)
    let third = entries.prefix(Self.batch - first.count - second.count)
    entries.removeFirst(third.count)
    let alerts = Array(second) + third
    for alert in alerts { count(alert, -1) }
    let last = notes.prefix(Self.batch - first.count - alerts.count)
    notes.removeFirst(last.count)
    return first + alerts.map(\.input) + last
  }

  private mutating func count(_ waiting: Waiting, _ step: Int) {
    let kind = waiting.closes ? \Counts.exits : \Counts.entries
    total[keyPath: kind] += step
    ofLink[waiting.link, default: Counts()][keyPath: kind] += step
    if let counts = ofLink[waiting.link], counts.exits == 0, counts.entries == 0 { ofLink[waiting.link] = nil }
  }
}
