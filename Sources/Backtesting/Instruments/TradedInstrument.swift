package import History
package import Market

/// What a series' symbol is traded as, and what a person should know about that choice.
package struct TradedInstrument: Sendable {
  package var instrument: Instrument
  package var terms: DatedTerms
  /// Sentences: "NIFTY is an index: traded as its future …".
  package var notes: [String]
  /// Whether the instrument stands for an index's future: it never expires and trades at the index's price.
  package var isIndexFuture: Bool

  /// What the command line may say instead of what the symbol tells.
  package struct Overrides: Hashable, Sendable {
    package var exchange: Exchange?
    package var lot: Quantity?
    package var tick: Price?
    /// Daily price band around the close of the day before, in basis points.
    package var priceBand: Int64?

    package init(exchange: Exchange? = nil, lot: Quantity? = nil, tick: Price? = nil, priceBand: Int64? = nil) {
      self.exchange = exchange
      self.lot = lot
      self.tick = tick
      self.priceBand = priceBand
    }
  }

  /// - Parameter bars: terms depend on its days and prices.
  package init(_ bars: BarSeries, overrides: Overrides = Overrides()) throws(BacktestError) {
    let days = bars.isEmpty ? nil : bars.start(0).istDay...bars.start(bars.count - 1).istDay
    let named = try NamedInstrument(bars.symbol, exchange: overrides.exchange, days: days)
    instrument = named.instrument
    isIndexFuture = named.index != nil && named.instrument.kind == .future && named.instrument.expiry == nil
    notes = named.notes
    let builder = try TermsBuilder(named, overrides)
    terms = builder.terms(over: bars)
    if let note = builder.lotNote(over: bars) { notes.append(note) }
  }
}
