import Desk
import Engine

/// The parts of the page that change by themselves. The raw value is the name of the event, of the template and of the
/// element on the page.
enum PageSection: String, CaseIterable, Sendable {
  case status, positions, trades, orders, decisions, activity, report

  /// It looks otherwise for who may command.
  var hasButtons: Bool {
    switch self {
    case .status, .positions: true
    case .trades, .orders, .decisions, .activity, .report: false
    }
  }

  /// What an event may change.
  static func touched(by event: DeskEvent) -> Set<PageSection> {
    switch event {
    case .record(_, let record, _): touched(by: record)
    case .duplicate, .alertRefused: [.activity]
    case .statusChanged: [.status, .positions]
    case .dayEnded: [.status, .report, .activity]
    }
  }

  private static func touched(by record: Record) -> Set<PageSection> {
    switch record {
    case .decision: [.decisions]
    case .order: [.orders, .activity]
    case .fill: [.status, .positions, .orders, .activity]
    case .position: [.status, .positions]
    case .trade, .tradeReopened: [.status, .positions, .trades, .activity]
    case .incident: [.activity]
    case .stopMoved: [.positions, .activity]
    case .account: [.status, .activity]
    }
  }
}
