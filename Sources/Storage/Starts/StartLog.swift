import Foundation
package import Trading

/// How the starts of a desk ended: the small file `START` in the data folder, written outside the journal, so that a record
/// that cannot be applied cannot keep it from being written.
///
/// A start that ends before the desk is up, by a trap or a kill, leaves its mark. After several in a row the desk comes up
/// without recovering, to say so, instead of ending again and again through market hours. While records are applied the
/// mark names them, a batch at a time; the next start marks the records of that batch one by one.
package final class StartLog {
  /// Records of one account, one of which ended a start.
  package struct Suspect: Hashable, Sendable, Codable {
    package var account: AccountID
    package var first: Int64
    package var last: Int64

    package init(account: AccountID, first: Int64, last: Int64) {
      self.account = account
      self.first = first
      self.last = last
    }
  }

  /// Where the last start that failed ended.
  package enum Stage: String, Sendable, Codable {
    /// Links, instruments, strategies.
    case opening
    case snapshot
    case records
    /// The broker's books, what was unfinished.
    case brokers
  }

  /// Too many starts in a row ended before the desk was up.
  package struct Stuck: Hashable, Sendable {
    package var failed: Int
    package var stage: Stage
    package var suspect: Suspect?

    package init(failed: Int, stage: Stage, suspect: Suspect?) {
      self.failed = failed
      self.stage = stage
      self.suspect = suspect
    }
  }

  private struct Contents: Codable {
    var version: String
    /// Starts in a row that ended before the desk was up.
    var failed = 0
    /// A start is under way; found so by the next one, it has failed.
    var isStarting = false
    var stage = Stage.opening
    /// What is being done: records, or an account's snapshot (with zeros).
    var doing: Suspect?
    /// What was being done when the last failed start ended.
    var suspect: Suspect?
    var failedStage = Stage.opening
  }

  /// Records marked together while nothing is suspected of them.
  package static let batch: Int64 = 1000

  private let folder: URL
  private let disk: any Disk
  private let limit: Int
  private var contents: Contents
  private var path: String { folder.appending(path: "START").path }

  /// Reads what the starts before left.
  ///
  /// - Parameters:
  ///   - version: of the program. Another program than the one that failed is tried anew.
  ///   - limit: so many failed starts in a row, and ``begin()`` says that the desk is stuck.
  package init(_ folder: DataFolder, version: String, limit: Int = 3) {
    self.folder = folder.url
    disk = folder.disk
    self.limit = max(limit, 1)
    contents = Contents(version: version)
    // A file that is missing, empty after a power failure or not ours says nothing of earlier starts.
    guard let file = try? disk.open(path, for: .reading), let bytes = try? file.read(at: 0, count: 64 << 10),
      let found = try? JSONDecoder().decode(Contents.self, from: Data(bytes)), found.version == version
    else { return }
    contents = found
  }

  /// Counts this start, durably, before anything is recovered.
  ///
  /// - Returns: why it should not recover; then it is not counted.
  package func begin() throws(StorageError) -> Stuck? {
    if contents.isStarting {
      contents.failed += 1
      contents.failedStage = contents.stage
      contents.suspect = contents.doing
    }
    contents.doing = nil
    contents.stage = .opening
    contents.isStarting = contents.failed < limit
    try save(durably: true)
    guard !contents.isStarting else { return nil }
    return Stuck(failed: contents.failed, stage: contents.failedStage, suspect: contents.suspect)
  }

  /// Says that records from `sequence` on are applied next.
  ///
  /// - Returns: the last of them that this mark covers.
  package func willApply(_ sequence: Int64, of account: AccountID) -> Int64 {
    var last = sequence + Self.batch - 1
    if let suspect = contents.suspect, suspect.account == account, suspect.last > 0 {
      if (suspect.first...max(suspect.first, suspect.last)).contains(sequence) {
        last = sequence
      } else if sequence < suspect.first {
        last = min(last, suspect.first - 1)
      }
    }
    contents.stage = .records
    contents.doing = Suspect(account: account, first: sequence, last: last)
    mark()
    return last
  }

  /// Says that the snapshot of an account is read next.
  ///
  /// - Returns: false when the last start ended over it: it should be passed over.
  package func willReadSnapshot(of account: AccountID) -> Bool {
    let hasFailed = contents.failed > 0 && contents.failedStage == .snapshot && contents.suspect?.account == account
    contents.stage = .snapshot
    contents.doing = Suspect(account: account, first: 0, last: 0)
    mark()
    return !hasFailed
  }

  package func willAskBrokers() {
    contents.stage = .brokers
    contents.doing = nil
    mark()
  }

  /// The desk is up, or a start ended in good order with words of its own: the count begins anew.
  package func settle() throws(StorageError) {
    contents = Contents(version: contents.version)
    try save(durably: true)
  }

  /// A person has done something about it: the next start is tried.
  package static func forget(_ folder: DataFolder) throws(StorageError) {
    try folder.disk.remove(folder.url.appending(path: "START").path)
    try folder.disk.syncFolder(folder.url.path)
  }

  /// A mark that cannot be written makes the next message less exact; it is no reason not to start.
  private func mark() { try? save(durably: false) }

  /// What a trap leaves is with the operating system, so a mark needs no sync; the count does.
  private func save(durably: Bool) throws(StorageError) {
    let bytes: [UInt8]
    do { bytes = [UInt8](try JSONEncoder().encode(contents)) } catch {
      throw StorageError(.io, file: path, problem: "the mark cannot be made: \(error).", fix: "Report this.")
    }
    guard durably else {
      try disk.open(path, for: .replacing).append(bytes)
      return
    }
    let file = try disk.open(path + ".part", for: .replacing)
    try file.append(bytes)
    try file.sync()
    try disk.rename(path + ".part", to: path)
    try disk.syncFolder(folder.path)
  }
}
