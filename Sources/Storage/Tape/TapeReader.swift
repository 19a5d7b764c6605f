package import Foundation
package import Market

/// Reads a day's tape from front to back: whole records that were in the file when it was opened. One owner; not shared
/// between threads.
package final class TapeReader {
  package let day: TradingDay
  /// Whole records in the file.
  package let count: Int

  /// Records that were passed over because they are not what was written.
  package private(set) var damaged = 0

  private let file: TapeFile
  private let passesOverDamage: Bool
  private var block: [UInt8] = []
  private var positionInBlock = 0
  /// Index of the first record behind the block.
  private var nextIndex = 0
  private var lastNumber: UInt32 = 0

  private static let blockRecords = 8192

  /// - Parameter passingOverDamage: a record that is not what was written is left out and counted; else it is an error.
  package init(
    _ url: URL, on disk: any Disk = .system, passingOverDamage: Bool = false
  ) throws(StorageError) {
    passesOverDamage = passingOverDamage
    file = try TapeFile(url.path, on: disk, for: .reading)
    try file.readHeader()
    day = file.day
    count = file.count
  }

  /// The next record; nil at the end.
  /// - Throws: `.damaged` where numbers do not ascend: from there on the tape is not what was written.
  package func next() throws(StorageError) -> TapeRecord? {
    while true {
      if let record = try nextOrDamage() { return record }
      if positionInBlock >= block.count, nextIndex >= count { return nil }
    }
  }

  /// Nil at the end, and for a record that is passed over.
  private func nextOrDamage() throws(StorageError) -> TapeRecord? {
    if positionInBlock >= block.count {
      guard nextIndex < count else { return nil }
      try readBlock()
    }
    let isSound = TapeFormat.isSound(block, at: positionInBlock)
    let record = TapeFormat.record(block, at: positionInBlock)
    positionInBlock += TapeFormat.size
    if passesOverDamage, !isSound || record.number <= lastNumber {
      damaged += 1
      return nil
    }
    guard isSound else {
      throw file.damaged(
        "the record after record \(lastNumber) is not what was written.",
        fix: "The day can be replayed up to record \(lastNumber) only.")
    }
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
