import Market

/// An open tape: its file, how many whole records it has, and where a number lies in it.
final class TapeFile {
  let path: String
  let handle: any DiskFile
  private(set) var day = TradingDay(daysSince1970: 0)
  var count = 0

  init(_ path: String, on disk: any Disk, for access: DiskAccess) throws(StorageError) {
    self.path = path
    handle = try disk.open(path, for: access)
  }

  /// Reads the header and counts whole records; a torn last one does not count.
  func readHeader() throws(StorageError) {
    let bytes = try handle.read(at: 0, count: TapeFormat.size)
    guard let header = TapeFormat.parse(header: bytes) else {
      throw damaged("this is not a tape.", fix: "Move the file away; the day cannot be replayed from it.")
    }
    guard header.version == TapeFormat.version else {
      throw StorageError(
        .newerSchema, file: path,
        problem: "the tape has version \(header.version), this program reads \(TapeFormat.version).",
        fix: "Use the version of Sarathi that wrote it.")
    }
    day = header.day
    count = Int(try handle.size) / TapeFormat.size - 1
  }

  func number(at index: Int) throws(StorageError) -> UInt32 {
    let bytes = try handle.read(at: offset(of: index), count: 4)
    guard bytes.count == 4 else {
      throw damaged("the file became shorter while it was read.", fix: "Look at the disk.")
    }
    return bytes.littleEndian(at: 0)
  }

  /// How many records have numbers up to and including `number`. Numbers ascend, so a binary search finds it.
  func count(upTo number: UInt32) throws(StorageError) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if try self.number(at: middle) <= number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How many records there are before the first that is zeros.
  func countBeforeHole() throws(StorageError) -> Int {
    let blockRecords = 8192
    var index = 0
    while index < count {
      let bytes = try handle.read(at: offset(of: index), count: min(blockRecords, count - index) * TapeFormat.size)
      let hole = bytes.withUnsafeBytes { block in
        stride(from: 0, to: block.count, by: TapeFormat.size).first {
          block.loadUnaligned(fromByteOffset: $0, as: UInt32.self) == 0
        }
      }
      if let hole { return index + hole / TapeFormat.size }
      index += blockRecords
    }
    return count
  }

  func offset(of index: Int) -> Int64 { Int64(index + 1) * Int64(TapeFormat.size) }

  func damaged(_ problem: String, fix: String) -> StorageError {
    StorageError(.damaged, file: path, problem: problem, fix: fix)
  }
}
