import Market

/// A run's fills in one list for each instrument, in the run's order.
struct FillsByInstrument {
  private var lists: [[BacktestFill]]

  init(_ fills: [BacktestFill], instruments: [BacktestInstrument]) {
    guard instruments.count != 1 else {
      lists = [fills]
      return
    }
    lists = Array(repeating: [], count: instruments.count)
    var places: [InstrumentID: Int] = [:]
    for (place, instrument) in instruments.enumerated() { places[instrument.id] = place }
    for fill in fills {
      guard let place = places[fill.instrument] else {
        preconditionFailure("a fill names instrument \(fill.instrument.index), which is not in the run")
      }
      lists[place].append(fill)
    }
  }

  subscript(place: Int) -> [BacktestFill] { lists[place] }
}
