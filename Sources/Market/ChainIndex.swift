/// Which futures or options a listing asks for: those of one underlying and exchange, perhaps of one expiry.
struct ChainKey {
  let name: Int32
  let exchange: Exchange
  let isOption: Bool
  var expiry: Int32?

  func matches(_ row: InstrumentRow) -> Bool { compare(row) == 0 }

  /// Negative when `row` sorts before everything asked for, positive when after.
  func compare(_ row: InstrumentRow) -> Int {
    if row.name != name { return row.name < name ? -1 : 1 }
    if row.exchange.position != exchange.position { return row.exchange.position < exchange.position ? -1 : 1 }
    if row.kind.isOption != isOption { return isOption ? -1 : 1 }
    guard let expiry, let other = row.expiry, other != expiry else { return 0 }
    return other < expiry ? -1 : 1
  }
}

/// Derivatives in the order of their chains: underlying, exchange, futures before options, expiry, strike, call, put.
///
/// New rows wait in a short unsorted tail, so that registering one contract during the day does not re-sort them all.
struct ChainIndex: Sendable {
  private var sorted: [Int32] = []
  private var tail: [Int32] = []
  private static let longestTail = 256

  mutating func add(_ row: Int) { tail.append(Int32(row)) }

  mutating func settleIfLarge(_ rows: [InstrumentRow]) {
    if tail.count > Self.longestTail { settle(rows) }
  }

  /// Merges the tail into the sorted rows.
  mutating func settle(_ rows: [InstrumentRow]) {
    guard !tail.isEmpty else { return }
    let added = tail.sorted { Self.precedes(rows[Int($0)], rows[Int($1)]) }
    tail = []
    guard let first = added.first else { return }
    if let last = sorted.last, !Self.precedes(rows[Int(last)], rows[Int(first)]) {
      sorted = Self.merged(sorted, added, rows)
    } else {
      sorted += added
    }
  }

  func lastExpiry(in key: ChainKey, rows: [InstrumentRow]) -> Int32? {
    let settled = sorted[range(of: key, rows)].last.flatMap { rows[Int($0)].expiry }
    let late = tail.lazy.filter { key.matches(rows[Int($0)]) }.compactMap { rows[Int($0)].expiry }.max()
    return [settled, late].compactMap { $0 }.max()
  }

  /// The rows asked for, in chain order.
  func members(of key: ChainKey, rows: [InstrumentRow]) -> [InstrumentID] {
    var members = Array(sorted[range(of: key, rows)])
    let late = tail.filter { key.matches(rows[Int($0)]) }
    if !late.isEmpty { members = (members + late).sorted { Self.precedes(rows[Int($0)], rows[Int($1)]) } }
    return members.map { InstrumentID($0) }
  }

  /// The different values of `value` among the rows asked for, ascending.
  func distinct<Value: Comparable>(
    in key: ChainKey, rows: [InstrumentRow], _ value: (InstrumentRow) -> Value?
  ) -> [Value] {
    var values: [Value] = []
    for row in sorted[range(of: key, rows)] {
      guard let next = value(rows[Int(row)]), next != values.last else { continue }
      values.append(next)
    }
    for row in tail where key.matches(rows[Int(row)]) {
      guard let next = value(rows[Int(row)]) else { continue }
      let place = values.firstSortedIndex { $0 >= next }
      if place == values.count || values[place] != next { values.insert(next, at: place) }
    }
    return values
  }

  private func range(of key: ChainKey, _ rows: [InstrumentRow]) -> Range<Int> {
    let lower = sorted.firstSortedIndex { key.compare(rows[Int($0)]) >= 0 }
    return lower..<sorted.firstSortedIndex { key.compare(rows[Int($0)]) > 0 }
  }

  private static func merged(_ a: [Int32], _ b: [Int32], _ rows: [InstrumentRow]) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(a.count + b.count)
    var rest = a[...]
    for next in b {
      while let first = rest.first, precedes(rows[Int(first)], rows[Int(next)]) { result.append(rest.removeFirst()) }
      result.append(next)
    }
    return result + rest
  }

  private static func precedes(_ a: InstrumentRow, _ b: InstrumentRow) -> Bool {
    let order = ChainKey(name: b.name, exchange: b.exchange, isOption: b.kind.isOption, expiry: b.expiry).compare(a)
    if order != 0 { return order < 0 }
    let (left, right) = (a.strike ?? .min, b.strike ?? .min)
    return left != right ? left < right : a.kind.position < b.kind.position
  }
}
