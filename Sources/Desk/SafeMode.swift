import Engine
import Logging
import Market
import Storage
import Trading

/// Why the desk is up without having recovered: page, API and webhook listener answer, and nothing is decided or sent. What
/// rests at the broker is left alone.
package struct SafeMode: Hashable, Sendable, Codable {
  /// What happened, and where.
  package var reason: String
  /// What to do about it.
  package var advice: String

  package var text: String {
    "safe mode: \(reason) Nothing is decided or sent; what rests at the broker stays. \(advice)"
  }

  /// After starts that ended, one after another, before the desk was up.
  init(_ stuck: StartLog.Stuck, kind: (AccountID, Int64) -> String?) {
    let many = "\(stuck.failed.counted("start")) in a row ended before the desk was up"
    advice = """
      See the log for how they ended and compare positions with the broker by hand; to try once more: \
      sarathi serve --try-again
      """
    switch (stuck.stage, stuck.suspect) {
    case (.records, let suspect?) where suspect.first == suspect.last:
      let account = suspect.account.number
      let name = kind(suspect.account, suspect.first).map { " (\($0))" } ?? ""
      reason = "\(many), the last while record \(suspect.first)\(name) of account \(account) was applied."
      advice = """
        Keep a copy of the data folder and look at the record: sarathi journal show --account \(account) --after \
        \(suspect.first - 1) --limit 1. Then use a version that can apply it, or set it aside: \
        sarathi journal quarantine \(account) \(suspect.first) --reason "…". To try once more as it is: \
        sarathi serve --try-again
        """
    case (.records, let suspect?):
      reason = """
        \(many), the last while one of the records \(suspect.first) to \(suspect.last) of account \
        \(suspect.account.number) was applied.
        """
    case (.snapshot, let suspect?):
      reason = "\(many), the last while the snapshot of account \(suspect.account.number) was read."
    case (.brokers, _): reason = "\(many), the last after recovery, while the brokers' books were compared."
    case (.opening, _), (.snapshot, nil), (.records, nil): reason = "\(many), the last before recovery."
    }
  }

  /// What is stored cannot be used: said at once, since another start would find the same.
  init?(_ error: any Error) {
    guard let error = error as? StorageError, error.kind == .damaged || error.kind == .unreadable else { return nil }
    let account = error.account.map { " of account \($0.number)" } ?? ""
    let record = error.sequence.map { ", record \($0)\(account)" } ?? account
    let table = error.table.map { "table \($0)" } ?? error.file
    reason = "the desk cannot recover (\(table)\(record)): \(error.problem)"
    advice = error.fix
  }
}

extension DeskLoop {
  /// The kind of a record, as far as it can be read.
  func kind(_ account: AccountID, _ sequence: Int64) -> String? {
    // Only a word more in a message.
    (try? journal.kind(of: account, at: sequence)).flatMap { $0 }
  }

  /// Comes up without recovering. Links are known, so that an alert is answered "try again" and not "unknown".
  func enterSafeMode(_ mode: SafeMode) {
    safeMode = mode
    runtimes = []
    lanes = Lanes()
    // Without its links the webhook answers 404; the reason is told all the same.
    do { try loadLinks() } catch { setup.logger.error("the links cannot be read: \(error)") }
    setup.logger.critical("\(mode.text)")
    refreshStatus()
  }
}
