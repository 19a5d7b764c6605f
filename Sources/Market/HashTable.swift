/// Open addressing over row numbers: 4 bytes a slot, at most half full. The rows themselves live with the owner, who
/// compares them. Rows are never removed.
struct HashTable: Sendable {
  /// Row number, or −1.
  private var slots: [Int32] = []
  private var count = 0

  func find(hash: UInt64, where isSame: (Int) -> Bool) -> Int? {
    guard !slots.isEmpty else { return nil }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let row = Int(slots[slot])
      if isSame(row) { return row }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Adds a row that is not in the table. `hashOf` gives the hash of a row already in it, for when the table grows.
  mutating func insert(_ row: Int, hash: UInt64, hashOf: (Int) -> UInt64) {
    if (count + 1) * 2 > slots.count { grow(hashOf) }
    place(Int32(row), hash)
    count += 1
  }

  private mutating func grow(_ hashOf: (Int) -> UInt64) {
    let old = slots
    slots = Array(repeating: -1, count: max(16, old.count * 2))
    for row in old where row >= 0 { place(row, hashOf(Int(row))) }
  }

  private mutating func place(_ row: Int32, _ hash: UInt64) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = row
  }
}
