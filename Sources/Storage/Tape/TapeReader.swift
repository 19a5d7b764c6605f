package import Foundation
package import Market

/// Reads a day's tape from front to back: whole records that were in the file when it was opened. One owner; not shared
/// between threads.
package final class TapeReader {
  package let day: TradingDay
  /// Whole records in the file.
  package let count: Int

  private let file: TapeFile
  private var block: [UInt8] = []
  private var positionInBlock = 0
  /// Index of the first record behind the block.
  private var nextIndex = 0
  private var lastNumber: UInt32 = 0

  private static let blockRecords = 8192

  package init(_ url: URL, on disk: any Disk = .system) throws(StorageError) {
    file = try TapeFile(url.path, on: disk, for: .reading)
    try file.readHeader()
    day = file.day
    count = file.count
  }

  /// The next record; nil at the end.
  /// - Throws: `.damaged` where numbers do not ascend: from there on the tape is not what was written.
  package func next() throws(StorageError) -> TapeRecord? {
    if positionInBlock >= block.count {
      guard nextIndex < count else { return nil }
      try readBlock()
    }
    let record = TapeFormat.record(block, at: positionInBlock)
    positionInBlock += TapeFormat.size
    guard record.number > lastNumber else {
      throw file.damaged(
        "after record \(lastNumber) comes record \(record.number).",
        fix: "The day can be replayed up to record \(lastNumber) only.")
    }
    lastNumber = record.number
    return record
  }

  /// Moves to the first record with this number or a larger one.
  package func seek(to number: UInt32) throws(StorageError) {
    nextIndex = number == 0 ? 0 : try file.count(upTo: number - 1)
    block = []
    positionInBlock = 0
    lastNumber = nextIndex == 0 ? 0 : try file.number(at: nextIndex - 1)
  }

  private func readBlock() throws(StorageError) {
    let wanted = min(Self.blockRecords, count - nextIndex) * TapeFormat.size
    block = try file.handle.read(at: file.offset(of: nextIndex), count: wanted)
    guard block.count == wanted else {
      block = []
      throw file.damaged("the file became shorter while it was read.", fix: "Read it again after the desk has started.")
    }
    positionInBlock = 0
    nextIndex += wanted / TapeFormat.size
  }
}
