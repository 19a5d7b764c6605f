import Engine
import Storage

extension AccountEngine {
  /// Applies a journalled record again: it sees the prices it saw then.
  ///
  /// - Parameters:
  ///   - view: kept from record to record.
  ///   - effects: what follows from this record alone.
  mutating func reapply(_ entry: JournalEntry, view: inout MarketView, effects: inout Effects) {
    for quote in entry.input.quotes { view.restore(quote) }
    effects.removeAll()
    apply(entry.input.event, at: entry.time, market: view, into: &effects)
  }
}
