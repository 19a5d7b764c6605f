import Engine
import Market
import Storage
import Trading

extension DeskLoop {
  /// The day's report of every account, computed from the tables and kept there.
  package func reportDay() throws -> [DayReport] {
    guard let day = day?.day else { throw DeskError("no day has been traded yet") }
    let reader = try DeskReader(setup.folder.database, on: setup.folder.disk)
    let reports = try runtimes.map { runtime in
      try DayReport(
        of: runtime.id, on: day, settings: runtime.engine.state.settings, schedule: setup.charges,
        instruments: { registry.instrument(for: $0) }, reader: reader)
    }
    let rows = try reports.map { report in
      StoreRow.dayReport(report.account, report.mode, report.day, body: try report.json(), at: now)
    }
    try journal.commit(CommitBatch([], storeRows: rows))
    return reports
  }
}
