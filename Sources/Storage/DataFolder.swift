package import Foundation
package import Market

/// The one folder that holds everything the desk keeps: `sarathi.sqlite` (journal and tables), `paper.sqlite` (the
/// paper broker's book), `tape/`, `snapshots/`, `LOCK`, and `RESERVE` (space for the last records on a full disk).
package final class DataFolder: Sendable {
  package enum Access: Hashable, Sendable {
    /// Creates the folder when it is missing and takes its lock: one process at a time. The lock goes with the value, or with
    /// ``DataFolder/unlock()``.
    case exclusive
    /// For looking only, beside a running desk: takes no lock, creates nothing.
    case shared
  }

  package let url: URL
  /// What the folder is on; whoever opens a tape or snapshots of it passes this on.
  package let disk: any Disk
  /// Other users could read what is in the folder; it is closed to them now.
  package let wasOpenToOthers: Bool
  private let lock: FolderLock?

  /// - Parameter reserveBytes: emergency space kept in `RESERVE`; not taken unless as much again stays free, so that a
  ///   start on a full disk leaves what was given back to the journal.
  /// - Throws: `.inUse` with the other process, `.readOnly`, or `.folder` when the folder is somebody else's.
  package init(_ url: URL, access: Access = .exclusive, reserveBytes: Int = 16 << 20) throws(StorageError) {
    self.url = url
    disk = .system
    guard access == .exclusive else {
      try Self.requireFolder(url.path)
      lock = nil
      wasOpenToOthers = false
      return
    }
    try Self.create(url)
    try Self.refuseForeign(url)
    wasOpenToOthers = try FolderRights.close(url)
    lock = try FolderLock(url.appending(path: "LOCK").path)
    for name in ["tape", "snapshots"] { try SystemCall.makeFolder(url.appending(path: name).path) }
    Self.keepReserve(reserve.path, bytes: reserveBytes)
    try SystemCall.syncFolder(url.path)
  }

  /// A folder on a disk that is nobody else's, as in a simulation: no lock, no reserve, no look at owners.
  package init(_ url: URL, on disk: any Disk) throws(StorageError) {
    self.url = url
    self.disk = disk
    lock = nil
    wasOpenToOthers = false
    try disk.makeFolder(url.path)
    for name in ["tape", "snapshots"] { try disk.makeFolder(url.appending(path: name).path) }
    try disk.syncFolder(url.path)
  }

  /// Lets another desk use the folder, when nothing writes there any more but something may still hold this value.
  package func unlock() { lock?.release() }

  /// Makes the name `LOCK` lead to this desk's lock again, when something has removed or replaced the file.
  ///
  /// - Returns: whether that was needed.
  /// - Throws: `.inUse` when another desk has taken the folder meanwhile.
  package func keepLock() throws(StorageError) -> Bool { try lock?.keep() ?? false }

  package var database: URL { url.appending(path: "sarathi.sqlite") }
  package var paperBook: URL { url.appending(path: "paper.sqlite") }
  package var snapshots: URL { url.appending(path: "snapshots") }
  package func tape(of day: TradingDay) -> URL { url.appending(path: "tape").appending(path: "\(day).tape") }
  private var reserve: URL { url.appending(path: "RESERVE") }

  /// Days that have a tape, oldest first.
  package func tapeDays() throws(StorageError) -> [TradingDay] {
    let path = url.appending(path: "tape").path
    do {
      return try disk.names(in: path)
        .filter { $0.hasSuffix(".tape") }.compactMap { TradingDay(parsing: $0.dropLast(5)) }.sorted()
    } catch {
      throw StorageError(.io, file: path, problem: "the tapes cannot be listed: \(error).", fix: "Check the rights.")
    }
  }

  /// Gives the emergency space back to the disk, so that exits can still be journalled when it is full. It is taken
  /// again at the next start.
  ///
  /// - Returns: false when there was none: the disk was too small for it, or it was given back before.
  @discardableResult
  package func releaseReserve() throws(StorageError) -> Bool {
    let isThere = disk.exists(reserve.path)
    try disk.remove(reserve.path)
    return isThere
  }

  private static func create(_ url: URL) throws(StorageError) {
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      if access(url.path, F_OK) == 0 { try requireFolder(url.path) }
      throw StorageError(
        .folder, file: url.path, problem: "the data folder cannot be created: \(error.localizedDescription).",
        fix: "Choose a place the user that runs the desk may write to.")
    }
    try requireFolder(url.path)
  }

  private static func requireFolder(_ path: String) throws(StorageError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw SystemCall.error(path, "looking at") }
      throw StorageError(
        .missing, file: path, problem: "there is no data folder here.", fix: "Check the path, or start the desk once.")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw StorageError(
        .folder, file: path, problem: "the data folder is a file.", fix: "Choose another path for the data folder.")
    }
    guard status.st_uid == geteuid() || geteuid() == 0 else {
      throw StorageError(
        .folder, file: path, problem: "the folder belongs to another user (\(status.st_uid)).",
        fix: "Run the desk as that user, or choose another data folder.")
    }
  }

  /// A folder that holds other things and none of ours was meant for something else. Settings (`*.toml`) and hidden
  /// files may be there before the first start, and what backtests keep.
  private static func refuseForeign(_ url: URL) throws(StorageError) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: url.path)
    } catch {
      throw StorageError(
        .folder, file: url.path, problem: "the data folder cannot be read: \(error.localizedDescription).",
        fix: "Give the user that runs the desk the right to read and write it.")
    }
    let isOurs = names.contains("LOCK") || names.contains("sarathi.sqlite") || Set(names) == ["tape", "snapshots"]
    let early = ["backtests", "price-cache"]
    guard isOurs || names.allSatisfy({ $0.hasPrefix(".") || $0.hasSuffix(".toml") || early.contains($0) }) else {
      throw StorageError(
        .folder, file: url.path,
        problem: "the folder holds other files (\(names.sorted().prefix(3).joined(separator: ", "))).",
        fix: "Choose an empty or new folder for the desk's data.")
    }
  }

  private static func keepReserve(_ path: String, bytes: Int) {
    guard bytes > 0, access(path, F_OK) != 0, freeBytes(beside: path) >= 2 * Int64(bytes) else { return }
    // Without room for a reserve the desk still starts; the first full disk then stops it.
    guard let descriptor = try? SystemCall.open(path, O_RDWR | O_CREAT | O_NOFOLLOW) else { return }
    let isKept = (try? SystemCall.write([UInt8](repeating: 0, count: bytes), to: descriptor, path: path)) != nil
    _ = Foundation.close(descriptor)
    if !isKept { _ = unlink(path) }
  }

  /// What this user may still write on the disk of a file; 0 when it cannot be told.
  private static func freeBytes(beside path: String) -> Int64 {
    var status = statvfs()
    guard statvfs((path as NSString).deletingLastPathComponent, &status) == 0 else { return 0 }
    return Int64(
      clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
  }
}
