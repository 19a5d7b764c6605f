import Engine
import Foundation
import Logging
import Market
package import Storage
import Trading

/// What the desk notices about itself: it belongs to no account's journal, and people see it on the page, in the log and
/// in `/metrics`.
extension DeskLoop {
  /// Something about the desk as a whole, until it is over.
  enum Notice: Int, Comparable {
    case damage, space, commits

    static func < (a: Notice, b: Notice) -> Bool { a.rawValue < b.rawValue }
  }

  func tell(_ notice: Notice, _ text: String?) {
    guard notices[notice] != text else { return }
    notices[notice] = text
    refreshStatus()
  }

  /// Stops entries of every account until a person clears it; exits go on.
  func haltEntries(because reason: String, by what: String) {
    for runtime in runtimes { enqueue(runtime.id, .command(.halt(reason), by: what)) }
  }

  // MARK: Stored data

  /// What is stored is not what was written: found while the desk runs.
  package func damageFound(_ text: String) {
    setup.logger.critical("what is stored is damaged, entries are halted: \(text)")
    hub.setDamaged()
    tell(
      .damage,
      "What is stored is damaged: \(text) Entries are halted, exits go on. Look at all of it: sarathi journal verify.")
    haltEntries(because: "what is stored is damaged: \(text)", by: "verification")
  }

  /// Compares the journal with what is known of it outside the database.
  func compareAnchors() throws(StorageError) {
    for file in setup.anchors {
      for anchor in AnchorFile.read(file) ?? [] {
        try compare(anchor.account, anchor.sequence, anchor.chain, knownFrom: "the anchor \(file.path)")
      }
    }
  }

  /// - Returns: whether the journal has the record.
  @discardableResult
  func compare(
    _ account: AccountID, _ sequence: Int64, _ chain: [UInt8], knownFrom source: String
  ) throws(StorageError) -> Bool {
    guard try journal.chain(of: account, at: sequence) != chain else { return true }
    let head = journal.head(of: account)
    let text =
      head < sequence
      ? "the journal ends with record \(head), and \(source) knows record \(sequence): the records between are missing"
      : "record \(sequence) is another than the one that \(source) knows: the journal was replaced"
    doubt(account, "\(text). Compare orders and positions with the broker, then clear the halt")
    return false
  }

  /// Links, accounts and deployments that are not what was written last.
  func noteChangedRows() throws(StorageError) {
    changedRows = Set(try journal.changedRows())
    for row in changedRows.sorted() {
      doubt(nil, "the row \(row) of the database is not what was written: it is not used. See sarathi journal verify")
    }
  }

  /// Something found at the start for which entries are halted once the account is up; nil: all accounts.
  private func doubt(_ account: AccountID?, _ text: String) {
    guard !doubts.contains(where: { $0.account == account }) else { return }
    setup.logger.critical("\(account.map { "account \($0.number): " } ?? "")\(text)")
    doubts.append((account, text))
  }

  /// Halts entries for what was found at the start.
  func announceDoubts(_ account: AccountID) {
    for doubt in doubts where doubt.account == nil || doubt.account == account {
      enqueue(account, .command(.halt(doubt.text), by: "recovery"))
      tell(.damage, "\(doubt.text.prefix(1).uppercased() + doubt.text.dropFirst()).")
    }
  }

  // MARK: Commits

  /// Runs a commit, and tells when they have become slow.
  func timed<Value>(_ commit: () throws(StorageError) -> Value) throws(StorageError) -> Value {
    guard let uptime = setup.uptime else { return try commit() }
    let start = uptime()
    let value = try commit()
    let end = uptime()
    commitsChanged(commitWatch.note(Interval(nanoseconds: end - start), at: end))
    return value
  }

  func commitsChanged(_ change: CommitWatch.Change?) {
    switch change {
    case nil: break
    case .began(let longest):
      let text = "commits are slow: the longest of the last minute took \(longest.nanoseconds / 1_000_000) ms"
      setup.logger.error("\(text); alerts may be answered 503 and decided afterwards")
      hub.setSlow(true)
      tell(
        .commits,
        "The disk is slow: \(text). Alerts may be answered 503 and decided afterwards; a repeat gets the decision.")
    case .over:
      setup.logger.notice("commits are as fast as they should be again")
      hub.setSlow(false)
      tell(.commits, nil)
    }
  }

  // MARK: Space

  /// Sizes of the data folder, looked at once a minute.
  package func note(_ use: FolderUse) {
    hub.set(use)
    if let uptime = setup.uptime { commitsChanged(commitWatch.note(nil, at: uptime())) }
    let free = "\(use.free >> 20) MiB are free on the disk of the data folder"
    let was = spaceState
    spaceState = use.free < setup.spaceLimit ? .low : use.free < setup.spaceWarning ? .warned : .enough
    guard spaceState != was else { return }
    switch spaceState {
    case .enough:
      setup.logger.notice("\(free): enough again")
      tell(.space, nil)
    case .warned:
      setup.logger.warning("\(free); make room: sarathi prune shows what may go")
      tell(
        .space, "\(free). Make room: sarathi prune shows what may go. Below \(setup.spaceLimit >> 20) MiB entries halt."
      )
    case .low:
      setup.logger.critical("\(free): entries are halted")
      tell(.space, "\(free): entries are halted, exits go on. Make room: sarathi prune shows what may go.")
      haltEntries(because: free, by: "disk watch")
    }
  }

  enum SpaceState { case enough, warned, low }
}
