import Engine
import Market
import Simulation
import Trading

/// Whole books that are true and shown badly: as they were a moment ago, in another order, with lines twice.
extension SimulatedBroker {
  /// What the book was at a time.
  struct RememberedBook {
    var time: Timestamp
    var book: BrokerSnapshot
  }

  /// A broker keeps its promise of the settle time: what is older than that is never shown as today's book.
  private static let margin = Interval.milliseconds(200)
  private static let booksRemembered = 24

  /// After something changed at the broker.
  mutating func remember(at now: Timestamp) {
    guard !isHealed, faults[.bookStale] != nil, capabilities.settleTime > Self.margin else { return }
    if remembered.count >= Self.booksRemembered { remembered.removeFirst() }
    remembered.append(RememberedBook(time: now, book: exchange.snapshot(at: now)))
  }

  /// The book as this read shows it.
  mutating func deviated(_ book: BrokerSnapshot, at now: Timestamp) -> BrokerSnapshot {
    var chance = Chance(seed, "book \(now.nanoseconds)")
    var book = book
    let oldest = now - Interval(nanoseconds: capabilities.settleTime.nanoseconds - Self.margin.nanoseconds)
    // The first change after the age it is shown at replaced it.
    if faults[.bookStale] != nil, remembered.count >= 2, let last = remembered.last, last.time > oldest,
      let index = remembered.lastIndex(where: { $0.time <= now - Self.margin }), index < remembered.count - 1,
      remembered[index + 1].time > oldest, happens(.bookStale, &chance, times: 8)
    {
      let readBegan = book.readBegan
      book = remembered[index].book
      book.readBegan = readBegan
    }
    if book.orders.count > 1, happens(.bookReordered, &chance, times: 3) { book.orders.shuffle(using: &chance) }
    if !book.orders.isEmpty, happens(.bookDoubled, &chance, times: 2) {
      book.orders.insert(book.orders[chance.index(book.orders.count)], at: chance.index(book.orders.count))
    }
    return book
  }
}
