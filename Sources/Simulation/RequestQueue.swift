import Market

/// Requests on their way to the book, first in, first out. Due times never fall, so the first is the next.
struct RequestQueue: Sendable {
  private struct Entry: Sendable {
    var due: Timestamp
    var slot: Int
  }
  private var entries: [Entry] = []
  private var head = 0

  /// ``Timestamp/distantFuture`` when nothing is under way.
  private(set) var nextDue = Timestamp.distantFuture

  /// The due time of a request sent at `now`: `latency` later, but never before one sent earlier (clocks step back).
  func due(sentAt now: Timestamp, latency: Interval) -> Timestamp {
    let due = now + latency
    guard head < entries.count, let last = entries.last else { return due }
    return max(due, last.due)
  }

  mutating func append(due: Timestamp, slot: Int) {
    entries.append(Entry(due: due, slot: slot))
    nextDue = entries[head].due
  }

  /// The order of the first request due by `now`; the order itself knows its own requests in the same sequence.
  mutating func next(until now: Timestamp) -> Int? {
    guard head < entries.count, entries[head].due <= now else { return nil }
    let slot = entries[head].slot
    head += 1
    if head == entries.count {
      entries.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= 1024, head * 2 >= entries.count {
      entries.removeFirst(head)
      head = 0
    }
    nextDue = head < entries.count ? entries[head].due : .distantFuture
    return slot
  }
}
