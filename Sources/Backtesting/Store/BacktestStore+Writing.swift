package import Foundation

extension BacktestStore {
  /// - Returns: false when the id is taken.
  func write(_ record: BacktestRecord) throws(BacktestStoreError) -> Bool {
    let target = file(record.id)
    guard !FileManager.default.fileExists(atPath: target.path) else { return false }
    let data: Data
    do {
      data = try RecordFile.bytes(record)
    } catch {
      throw ioError(target, "the run cannot be written as JSON: \(error).")
    }
    return try place(data, at: target)
  }

  /// Writes the report of a run, over an earlier one.
  /// - Returns: where it is.
  @discardableResult
  package func saveReport(_ html: String, of id: String) throws(BacktestStoreError) -> URL {
    let target = report(of: id)
    do {
      try Data(html.utf8).write(to: target, options: .atomic)
    } catch {
      throw ioError(target, "the report cannot be written: \(error.localizedDescription).")
    }
    return target
  }

  /// Makes a file that is whole from the moment its name exists, never over another one.
  private func place(_ data: Data, at target: URL) throws(BacktestStoreError) -> Bool {
    let temporary = folder.appending(path: ".\(target.lastPathComponent).\(UUID().uuidString)")
    defer { _ = unlink(temporary.path) }
    do {
      try data.write(to: temporary)
      let handle = try FileHandle(forWritingTo: temporary)
      try handle.synchronize()
      try handle.close()
    } catch {
      throw ioError(target, "it cannot be written: \(error.localizedDescription).")
    }
    // A second name for the finished file: unlike a rename this fails when the name is taken.
    if link(temporary.path, target.path) == 0 { return true }
    let code = errno
    if code == EEXIST { return false }
    throw ioError(target, "it cannot be named: \(String(cString: strerror(code))).")
  }
}
