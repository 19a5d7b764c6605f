import Desk
import Engine
import Market
import Storage
import Trading

/// How a recorded day ended: what a crash must not change, and what must hold whatever happened on the way.
struct RecordedDayEnd {
  let reports: [DayReport]
  /// What a person was told, but for notices.
  private let alarms: [String]
  private var troubles: [String] = []

  /// Plays the day to its end and closes the desk.
  init(of life: RecordedLife, on disk: VirtualDisk) throws {
    reports = try life.play()
    let incidents = try DeskReader(life.loop.setup.folder.database, on: disk).incidents(limit: 100_000)
    alarms = incidents.filter { $0.level != .notice }.map { "\($0.level.rawValue): \($0.text)" }
    for state in life.loop.states where (try? life.loop.rebuilt(state.settings.id)) != state {
      troubles.append("account \(state.settings.id.number): the journal alone gives another state")
    }
    life.loop.close()
  }

  func differences(from expected: RecordedDayEnd) -> [String] {
    var differences = zip(expected.reports, reports).flatMap { $1.differences(from: $0) }
    if expected.reports.count != reports.count { differences.append("\(reports.count) reports") }
    for alarm in alarms where !expected.alarms.contains(alarm) { differences.append("alarm + \(alarm)") }
    for alarm in expected.alarms where !alarms.contains(alarm) { differences.append("alarm − \(alarm)") }
    return differences + troubles
  }
}

extension DayReport {
  /// What is in one and not in the other, line by line.
  fileprivate func differences(from expected: DayReport) -> [String] {
    guard expected != self else { return [] }
    var lines: [String] = []
    func compare<Line: Hashable>(_ name: String, _ before: [Line], _ after: [Line], _ text: (Line) -> String) {
      for line in before where !after.contains(line) { lines.append("\(name) − \(text(line))") }
      for line in after where !before.contains(line) { lines.append("\(name) + \(text(line))") }
      if lines.isEmpty, before != after { lines.append("\(name): another order of lines") }
    }
    compare("decision", expected.decisions, decisions) {
      "\($0.number) \($0.time.istTime) \($0.action) \($0.symbol) \($0.outcome) \($0.reason)"
    }
    compare("fill", expected.fills, fills) {
      "\($0.time.istTime) position \($0.position.index) order \($0.order.index) \($0.symbol) \($0.side) "
        + "\($0.quantity) at \($0.price), charges \($0.charges.total)"
    }
    compare("trade", expected.trades, trades) {
      "\($0.position.index) \($0.symbol) \($0.quantity) \($0.opened.istTime) \($0.entryPrice) to "
        + "\($0.closed.istTime) \($0.exitPrice) \($0.exitReason.map { "\($0)" } ?? "") gross \($0.gross) charges \($0.charges)"
    }
    compare("open", expected.stillOpen, stillOpen) { "\($0.symbol) \($0.quantity)" }
    if lines.isEmpty { lines.append("sums: net \(expected.net) and \(net)") }
    return lines
  }
}
