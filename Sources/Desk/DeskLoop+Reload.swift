import Engine
import Market
import Storage
import Trading

/// What a running desk takes anew: calendar and instruments.
extension DeskLoop {
  func use(_ calendar: TradingCalendar) {
    self.calendar = calendar
    openDay(now.istDay)
  }

  /// Takes another instrument file into use. What is held gets its terms, signals find its instruments.
  func use(_ instruments: InstrumentRegistry, of day: TradingDay) throws(StorageError) {
    let known = registry.count
    merge(instruments)
    try registerInstruments(from: known)
    // Those of earlier files are not asked for again.
    registry.forgetTerms(before: day)
    instrumentsDay = day
    guard let today = self.day?.day else { return }
    for id in registry.ids where market.isListed(id) {
      guard let instrument = registry.instrument(for: id), let terms = registry.terms(of: id, on: today) else {
        continue
      }
      admit(ResolvedInstrument(id: id, instrument: instrument, terms: terms))
    }
    listDeployed(on: today)
    for index in runtimes.indices { enqueueTerms(index) }
  }
}
