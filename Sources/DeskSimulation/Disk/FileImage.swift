/// The bytes of a file as a running system sees them, and how to take back what was not synced.
struct FileImage: Sendable {
  private(set) var bytes: [UInt8] = []
  /// A sync failed: later ones make nothing durable.
  private var isSyncBroken = false

  /// Since the last sync, oldest first.
  private var changes: [Change] = []
  /// What the changes overwrote or cut off, one after the other.
  private var overwritten: [UInt8] = []

  private struct Change {
    var isCut: Bool
    /// Where a write begins; the size a cut leaves.
    var offset: Int
    /// Bytes written; 0 for a cut.
    var count: Int
    var sizeBefore: Int
    /// Place in `overwritten` of what was at `offset` before.
    var saved: Int
    var savedCount: Int

    var sizeAfter: Int { isCut ? offset : max(sizeBefore, offset + count) }
  }

  static let sectorBytes = 512

  mutating func write(_ source: UnsafeRawBufferPointer, at offset: Int) {
    let before = bytes.count
    note(isCut: false, offset: offset, count: source.count, overwriting: offset + source.count)
    if offset == before {
      bytes.append(contentsOf: source)
      return
    }
    grow(to: offset + source.count)
    bytes.withUnsafeMutableBytes { target in
      UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + source.count]).copyMemory(from: source)
    }
  }

  mutating func truncate(to size: Int) {
    if size >= bytes.count {
      // Growing is a write of zeros.
      let before = bytes.count
      note(isCut: false, offset: before, count: size - before, overwriting: before)
      grow(to: size)
    } else {
      note(isCut: true, offset: size, count: 0, overwriting: bytes.count)
      bytes.removeSubrange(size...)
    }
  }

  mutating func sync() {
    guard !isSyncBroken else { return }
    changes.removeAll(keepingCapacity: true)
    overwritten.removeAll(keepingCapacity: true)
  }

  mutating func breakSync() { isSyncBroken = true }
  mutating func repairSync() { isSyncBroken = false }

  /// Keeps what was synced, and of the rest what chance lets arrive.
  ///
  /// A sector is as it was after any one of its writes, or before them; the size is any one it had, and what never
  /// arrived below it is zero. Cuts are kept in order, and nothing written after a cut that is lost is kept: its space
  /// belongs to the file only once the cut does.
  mutating func losePower(using random: inout some RandomNumberGenerator) {
    guard !changes.isEmpty else { return }
    takeBackCuts(using: &random)
    let size = keptSize(using: &random)
    takeBackSectors(using: &random)
    if size < bytes.count { bytes.removeSubrange(size...) }
    isSyncBroken = false
    sync()
  }

  /// Remembers what is between `offset` and `end`, which is about to go.
  private mutating func note(isCut: Bool, offset: Int, count: Int, overwriting end: Int) {
    let saved = max(min(end, bytes.count) - offset, 0)
    changes.append(
      Change(
        isCut: isCut, offset: offset, count: count, sizeBefore: bytes.count, saved: overwritten.count,
        savedCount: saved))
    if saved > 0 { overwritten.append(contentsOf: bytes[offset..<offset + saved]) }
  }

  private mutating func grow(to size: Int) {
    if size > bytes.count { bytes.append(contentsOf: repeatElement(0, count: size - bytes.count)) }
  }

  /// Goes back to before a cut, or to none.
  private mutating func takeBackCuts(using random: inout some RandomNumberGenerator) {
    let cuts = changes.indices.filter { changes[$0].isCut }
    guard !cuts.isEmpty else { return }
    let kept = Int.random(in: 0...cuts.count, using: &random)
    guard kept < cuts.count else { return }
    for change in changes[cuts[kept]...].reversed() { takeBack(change) }
    changes.removeSubrange(cuts[kept]...)
  }

  private mutating func takeBack(_ change: Change) {
    if bytes.count > change.sizeBefore { bytes.removeSubrange(change.sizeBefore...) }
    grow(to: change.sizeBefore)
    for index in 0..<change.savedCount { bytes[change.offset + index] = overwritten[change.saved + index] }
  }

  /// One of the sizes since the last cut.
  private func keptSize(using random: inout some RandomNumberGenerator) -> Int {
    let tail = changes.lastIndex { $0.isCut } ?? changes.startIndex
    guard let first = changes[tail...].first else { return bytes.count }
    let sizes = [first.isCut ? first.sizeAfter : first.sizeBefore] + changes[tail...].map(\.sizeAfter)
    return sizes.randomElement(using: &random) ?? bytes.count
  }

  /// Everything arrives, nothing does, or each sector has a fate of its own.
  private mutating func takeBackSectors(using random: inout some RandomNumberGenerator) {
    let fate = Int.random(in: 0..<4, using: &random)
    guard fate != 0 else { return }
    var writes: [Int: Int] = [:]
    for change in changes { for sector in sectors(of: change) { writes[sector, default: 0] += 1 } }
    var lost: [Int: Int] = [:]
    // A sector beyond a later cut is gone, whatever was in it.
    var limit = bytes.count
    for change in changes.reversed() {
      if change.isCut { limit = min(limit, change.offset) }
      for sector in sectors(of: change) {
        let all = writes[sector] ?? 0
        let rest = lost[sector] ?? (fate == 1 ? all : Int.random(in: 0...all, using: &random))
        lost[sector] = max(rest - 1, 0)
        if rest > 0 { takeBack(sector, of: change, below: limit) }
      }
    }
  }

  private func sectors(of change: Change) -> Range<Int> {
    guard change.count > 0 else { return 0..<0 }
    return change.offset / Self.sectorBytes..<(change.offset + change.count - 1) / Self.sectorBytes + 1
  }

  private mutating func takeBack(_ sector: Int, of change: Change, below limit: Int) {
    let start = max(sector * Self.sectorBytes, change.offset)
    let end = min((sector + 1) * Self.sectorBytes, change.offset + change.count, limit)
    guard start < end else { return }
    for place in start..<end {
      let index = place - change.offset
      bytes[place] = index < change.savedCount ? overwritten[change.saved + index] : 0
    }
  }
}
