package import Foundation
package import Market

/// Appends what the engine sees to the day's tape. One owner; not shared between threads.
///
/// Any error means that the tape is behind the engine: the writer takes nothing more, and the process stops.
package final class TapeWriter {
  /// Number of the last appended record; 0 at the start.
  package private(set) var lastNumber: UInt32
  /// Records the caller had seen and the file does not have: they were lost in a power failure. Their numbers are not
  /// given again.
  package let lost: ClosedRange<UInt32>?
  package let day: TradingDay

  private let file: TapeFile
  private var buffer: [UInt8] = []
  private var stopped: String?

  /// Kept in memory before the operating system gets it, at most; ``flush()`` is what callers rely on.
  private static let bufferBytes = 64 << 10

  /// Opens or creates the day's tape. A torn last record is cut off, and so is everything after record `number`: what
  /// the engine never decided on. With nil it goes on after the last whole record.
  package init(
    _ url: URL, on disk: any Disk = .system, day: TradingDay, continuingAfter number: UInt32? = nil
  ) throws(StorageError) {
    let file = try TapeFile(url.path, on: disk, for: .appending)
    try Self.begin(file, day, folder: url.deletingLastPathComponent().path, disk)
    let last = try Self.cut(file, after: number)
    let wanted = number ?? last
    lost = wanted > last ? last + 1...wanted : nil
    lastNumber = max(wanted, last)
    self.day = day
    self.file = file
    buffer.reserveCapacity(Self.bufferBytes + TapeFormat.size)
  }

  /// Adds a record to the buffer; returns its number.
  @discardableResult
  package func append(_ tick: Tick, receiveOffset: UInt16, verdict: UInt8) throws(StorageError) -> UInt32 {
    guard lastNumber < .max else {
      throw StorageError(
        .misuse, file: file.path, problem: "the day's tape is full.", fix: "Restart the desk with fewer instruments.")
    }
    guard (0...TapeFormat.largestInstrument).contains(tick.instrument.index) else {
      throw StorageError(
        .misuse, file: file.path, problem: "instrument \(tick.instrument.index) has no place on a tape.",
        fix: "This is a fault of the program: stop, keep the data folder, report it.")
    }
    lastNumber += 1
    let record = TapeRecord(number: lastNumber, tick: tick, receiveOffset: receiveOffset, verdict: verdict)
    TapeFormat.append(record, to: &buffer)
    if buffer.count >= Self.bufferBytes { try flush() }
    return lastNumber
  }

  /// Hands everything appended to the operating system: after it returns, the records survive the death of the process.
  /// Called before each journal commit.
  package func flush() throws(StorageError) {
    try guarded { () throws(StorageError) in
      guard !buffer.isEmpty else { return }
      try file.handle.append(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
  }

  /// Flushes and forces the file to disk: after it returns, the records survive a power failure. Called each second.
  package func sync() throws(StorageError) {
    try flush()
    try guarded { () throws(StorageError) in try file.handle.syncData() }
  }

  /// One failure ends the writer: what reached the disk is not known any more.
  private func guarded(_ body: () throws(StorageError) -> Void) throws(StorageError) {
    if let stopped {
      throw StorageError(
        .stopped, file: file.path, problem: "nothing more is written after an earlier failure: \(stopped)",
        fix: "Restart the desk: it recovers from the journal.")
    }
    do {
      try body()
    } catch {
      stopped = error.description
      throw error
    }
  }

  private static func begin(
    _ file: TapeFile, _ day: TradingDay, folder: String, _ disk: any Disk
  ) throws(StorageError) {
    if try file.handle.size < Int64(TapeFormat.size) {
      // New, or the process died while it wrote the header: there are no records yet.
      try file.handle.truncate(to: 0)
      try file.handle.append(TapeFormat.header(of: day))
      try file.handle.sync()
      try disk.syncFolder(folder)
    }
    try file.readHeader()
    guard file.day == day else {
      throw file.damaged("the tape is of \(file.day), not of \(day).", fix: "Move the file away.")
    }
  }

  /// Shortens the file to whole records up to `number`; returns the number of the last one left.
  private static func cut(_ file: TapeFile, after number: UInt32?) throws(StorageError) -> UInt32 {
    // A power failure can leave holes: space that was taken, contents that never arrived. What is behind one was not
    // synced either.
    file.count = try file.countBeforeHole()
    if let number { file.count = try file.count(upTo: number) }
    let end = file.offset(of: file.count)
    if try file.handle.size != end {
      try file.handle.truncate(to: end)
      // Else the next power failure could bring back what was cut off, among the records that took its place.
      try file.handle.sync()
    }
    return file.count == 0 ? 0 : try file.number(at: file.count - 1)
  }
}
