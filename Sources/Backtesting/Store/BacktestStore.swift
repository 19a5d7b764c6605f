package import Foundation

/// Stored runs: one file each in `backtests/` of the data folder, beside it the report if there is one.
///
/// Files appear whole or not at all, and none is ever overwritten. What is in the folder and is no stored run is named
/// and skipped. Two processes may use it at once.
package struct BacktestStore: Sendable {
  package let folder: URL

  /// - Parameter dataFolder: the desk's. `backtests/` in it is made when the first run is saved.
  package init(dataFolder: URL) { folder = dataFolder.appending(path: "backtests") }

  /// Keeps a run under a new id.
  /// - Returns: the record with its id.
  package func save(_ record: BacktestRecord) throws(BacktestStoreError) -> BacktestRecord {
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ioError(folder, "the folder cannot be made: \(error.localizedDescription).")
    }
    var record = record
    let stem = BacktestID.stem(created: record.created, name: record.strategy.name)
    for attempt in 1...Self.maximumAttempts {
      record.id = attempt == 1 ? stem : "\(stem)-\(attempt)"
      if try write(record) { return record }
    }
    throw BacktestStoreError(
      .io, file(stem).path, "there are \(Self.maximumAttempts) runs of this second already.",
      fix: "Run it again a second later.")
  }

  /// Where the report of a run belongs.
  package func report(of id: String) -> URL { folder.appending(path: "\(id).html") }

  /// - Parameter prefix: an id, or as much of its beginning as is unique.
  package func load(_ prefix: String) throws(BacktestStoreError) -> BacktestRecord { try read(try id(of: prefix)) }

  /// The one run that a person means.
  /// - Parameter prefix: an id, or as much of its beginning as is unique.
  package func id(of prefix: String) throws(BacktestStoreError) -> String {
    let ids = try ids()
    let matches = ids.filter { $0 == prefix }.isEmpty ? ids.filter { $0.hasPrefix(prefix) } : [prefix]
    guard let id = matches.first, !prefix.isEmpty else {
      throw BacktestStoreError(
        .notFound, "backtest \"\(prefix.prefix(80))\"", "there is no such run in \(folder.path).",
        fix: ids.last.map { "The latest is \($0)." } ?? "None is stored yet.")
    }
    guard matches.count == 1 else {
      throw BacktestStoreError(
        .ambiguous, "backtest \"\(prefix.prefix(80))\"", "\(matches.count) runs begin like this:",
        fix: matches.suffix(5).joined(separator: ", ") + (matches.count > 5 ? ", …" : "") + ".")
    }
    return id
  }

  /// Deletes a run, damaged or not, and its report.
  /// - Parameter id: whole, as ``id(of:)`` says it.
  package func delete(_ id: String) throws(BacktestStoreError) {
    do {
      try FileManager.default.removeItem(at: file(id))
      let report = report(of: id)
      if FileManager.default.fileExists(atPath: report.path) { try FileManager.default.removeItem(at: report) }
    } catch {
      throw ioError(file(id), "it cannot be deleted: \(error.localizedDescription).")
    }
  }

  /// The run with the latest time. Damaged files are passed over.
  package func latest() throws(BacktestStoreError) -> BacktestRecord {
    for id in try ids().reversed() {
      if let record = try? read(id) { return record }
    }
    throw BacktestStoreError(
      .notFound, folder.path, "there is no stored run that can be read.", fix: "Run a backtest first.")
  }

  private func read(_ id: String) throws(BacktestStoreError) -> BacktestRecord {
    let url = file(id)
    let data: Data
    do {
      let size = try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
      guard size <= RecordFile.maximumBytes else { throw CocoaError(.fileReadTooLarge) }
      data = try Data(contentsOf: url)
    } catch {
      throw ioError(url, "it cannot be read: \(error.localizedDescription).")
    }
    return try RecordFile.record(data, of: url.path)
  }

  /// Ids by file name, oldest first; nothing is read.
  func ids() throws(BacktestStoreError) -> [String] {
    try names().filter(BacktestID.isRecord).map(BacktestID.ofFile).sorted(by: BacktestID.precedes)
  }

  /// Names of all files in the folder; none when it does not exist yet.
  func names() throws(BacktestStoreError) -> [String] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw ioError(folder, "the folder cannot be listed: \(error.localizedDescription).")
    }
  }

  func file(_ id: String) -> URL { folder.appending(path: "\(id).json") }

  func ioError(_ url: URL, _ problem: String) -> BacktestStoreError {
    BacktestStoreError(.io, url.path, problem, fix: "Check the rights and the free space there.")
  }

  private static let maximumAttempts = 1_000
}
