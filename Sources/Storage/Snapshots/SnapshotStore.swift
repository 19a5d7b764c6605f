package import Foundation
package import Trading

/// Keeps the newest snapshots of each account, one file each, in a folder of its own.
///
/// A snapshot only shortens recovery: without one, the journal is applied from its start.
package struct SnapshotStore: Sendable {
  private let folder: URL
  private let disk: any Disk
  private let kept: Int

  /// - Parameter kept: how many of each account stay; older ones are removed after a new one is safe.
  package init(_ folder: URL, on disk: any Disk = .system, keeping kept: Int = 3) {
    self.folder = folder
    self.disk = disk
    self.kept = max(kept, 1)
  }

  /// Writes the snapshot beside the others. When it returns, the file is whole and durable under its name; after a
  /// crash it is either there or not.
  package func save(_ snapshot: Snapshot) throws(StorageError) {
    let folder = self.folder(of: snapshot.account)
    try disk.makeFolder(folder.path)
    try disk.syncFolder(self.folder.path)
    let final = folder.appending(path: Self.name(of: snapshot.sequence)).path
    let temporary = final + ".part"
    try write(SnapshotFormat.bytes(of: snapshot), to: temporary)
    try disk.rename(temporary, to: final)
    try disk.syncFolder(folder.path)
    try removeOld(in: folder)
  }

  /// The newest sound snapshot that may be taken, and what was wrong with those that were passed over.
  ///
  /// - Parameter problem: why a sound one may not be taken; nil when it may.
  package func newest(
    of account: AccountID, unless problem: (Snapshot) throws(StorageError) -> String? = { _ in nil }
  ) throws(StorageError) -> (snapshot: Snapshot?, skipped: [StorageError]) {
    let folder = self.folder(of: account)
    var skipped: [StorageError] = []
    for name in try files(in: folder) {
      let path = folder.appending(path: name).path
      let snapshot: Snapshot
      do {
        snapshot = try read(path, of: account)
      } catch {
        skipped.append(error)
        continue
      }
      guard let problem = try problem(snapshot) else { return (snapshot, skipped) }
      skipped.append(Self.skip(path, account, problem))
    }
    return (nil, skipped)
  }

  /// Renames snapshots that belong to no record of the journal, so that they are told once and do not take the place of
  /// those that do. They stay on the disk.
  package func setAside(of account: AccountID, _ sequences: [Int64]) throws(StorageError) {
    let folder = self.folder(of: account)
    for sequence in sequences {
      let path = folder.appending(path: Self.name(of: sequence)).path
      if disk.exists(path) { try disk.rename(path, to: path + ".undone") }
    }
    if !sequences.isEmpty { try disk.syncFolder(folder.path) }
  }

  private func read(_ path: String, of account: AccountID) throws(StorageError) -> Snapshot {
    let file = try disk.open(path, for: .reading)
    let bytes = try file.read(at: 0, count: Int(try file.size))
    let snapshot: Snapshot
    do {
      snapshot = try SnapshotFormat.parse(bytes)
    } catch {
      throw Self.skip(path, account, error.description)
    }
    guard snapshot.account == account else { throw Self.skip(path, account, "it is of another account.") }
    return snapshot
  }

  private func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
    let file = try disk.open(path, for: .replacing)
    try file.append(bytes)
    try file.sync()
  }

  private func removeOld(in folder: URL) throws(StorageError) {
    for name in try files(in: folder).dropFirst(kept) {
      try disk.remove(folder.appending(path: name).path)
    }
  }

  /// Newest first. The folder is missing before the first snapshot.
  private func files(in folder: URL) throws(StorageError) -> [String] {
    guard disk.exists(folder.path) else { return [] }
    do {
      let names = try disk.names(in: folder.path)
      return names.filter { $0.hasSuffix(".snapshot") }.sorted(by: >)
    } catch {
      throw StorageError(
        .io, file: folder.path, problem: "the snapshots cannot be listed: \(error.localizedDescription).",
        fix: "Give the user that runs the desk the right to read the folder.")
    }
  }

  private func folder(of account: AccountID) -> URL { folder.appending(path: "\(account.number)") }

  /// With leading zeros, so that names sort as numbers do.
  private static func name(of sequence: Int64) -> String {
    let digits = String(max(sequence, 0))
    return String(repeating: "0", count: 19 - digits.count) + digits + ".snapshot"
  }

  private static func skip(_ path: String, _ account: AccountID, _ problem: String) -> StorageError {
    StorageError(
      .damaged, file: path, account: account, problem: "the snapshot is passed over: \(problem)",
      fix: "Nothing needs doing: an older snapshot or the journal takes its place. Look at the disk if it recurs.")
  }
}
