import History
import Market

/// Works out the terms of each day of a series.
struct TermsBuilder {
  private let named: NamedInstrument
  private let overrides: TradedInstrument.Overrides

  /// - Throws: when nothing says how large a lot is.
  init(_ named: NamedInstrument, _ overrides: TradedInstrument.Overrides) throws(BacktestError) {
    self.named = named
    self.overrides = overrides
    if overrides.lot == nil, named.instrument.kind.isDerivative, lot(on: TradingDay(daysSince1970: 0)) == nil {
      let usual = Commodity.named(named.instrument.underlying).map { " (traders count \($0.lot))" } ?? ""
      let listing = named.instrument.exchange == .mcx ? " --exchange MCX" : ""
      throw BacktestError(
        "\(named.instrument.symbol): the lot size of this contract is not known.",
        fix: "Give it, in units of the quoted price: --lot UNITS\(listing)\(usual)")
    }
    if overrides.tick == nil,
      TickRule.tick(
        of: named.instrument, isIndex: named.index != nil, on: TradingDay(daysSince1970: 0), reference: .zero)
        == nil
    {
      throw BacktestError(
        "\(named.instrument.symbol): the price step of this contract is not known.", fix: "Give it: --tick RUPEES")
    }
  }

  func terms(over bars: BarSeries) -> DatedTerms {
    var days = DayWalk(bars)
    guard let first = days.next() else { return DatedTerms(terms(on: TradingDay(daysSince1970: 0), nil, .zero, bars)) }
    var reference = first.open
    var last = terms(on: first.day, nil, reference, bars)
    var result = DatedTerms(last)
    var month = first.day.civil.month
    var close = first.close
    while let day = days.next() {
      if day.day.civil.month != month { (month, reference) = (day.day.civil.month, close) }
      let today = terms(on: day.day, close, reference, bars)
      if today != last { result.set(today, from: day.day) }
      last = today
      close = day.close
    }
    return result
  }

  /// Says when the series is older than the lot table.
  func lotNote(over bars: BarSeries) -> String? {
    guard overrides.lot == nil, !bars.isEmpty, named.instrument.kind.isDerivative, let index = named.index,
      let known = IndexLots.known(of: index), let lot = lot(on: known)
    else { return nil }
    let first = named.instrument.expiry ?? bars.start(0).istDay
    if let confirmed = IndexLots.confirmed(of: index), first >= known, first < confirmed {
      return "lots of \(index) before \(confirmed) are as newspapers had them, not confirmed by a circular "
        + "(--lot overrides)"
    }
    guard first < known else { return nil }
    return "lots of \(index) before \(known) are not known: \(lot) is taken (--lot overrides)"
  }

  private func terms(on day: TradingDay, _ lastClose: Price?, _ reference: Price, _ bars: BarSeries) -> ContractTerms {
    let instrument = named.instrument
    // A contract without a known step was refused before.
    let tick =
      overrides.tick ?? TickRule.tick(of: instrument, isIndex: named.index != nil, on: day, reference: reference)
      ?? TickRule.fivePaise
    var terms = ContractTerms(
      lotSize: overrides.lot ?? lot(on: day) ?? Quantity(1), tickSize: tick, freezeQuantity: freeze(on: day),
      sessionClass: sessionClass(bars))
    if let band = overrides.priceBand, let lastClose {
      terms.lowerBand = (lastClose - lastClose.scaled(basisPoints: band)).rounded(to: tick, .up)
      terms.upperBand = (lastClose + lastClose.scaled(basisPoints: band)).rounded(to: tick, .down)
    }
    return terms
  }

  private func lot(on day: TradingDay) -> Quantity? {
    guard named.instrument.kind.isDerivative else { return Quantity(1) }
    guard let index = named.index else { return nil }
    if let expiry = named.instrument.expiry { return IndexLots.lot(of: index, expiring: expiry) }
    // The next month's future has its lot a month before it becomes the near one.
    return IndexLots.lot(of: index, on: day.advanced(by: 30 * (named.month - 1)))
  }

  private func freeze(on day: TradingDay) -> Quantity {
    guard let index = named.index else { return .maximum }
    return FreezeQuantities.bundled.quantity(of: index, on: day)
  }

  /// Shares with derivatives stop at 15:15 since 2026-08-03; a series that trades on after that is one without.
  private func sessionClass(_ bars: BarSeries) -> SessionClass {
    switch named.instrument.exchange {
    case .mcx: .commodity
    case .nfo, .bfo: .equityDerivatives
    case .nse, .bse, .nseIndex, .bseIndex:
      Self.tradesAfterAuction(bars) ? .cashWithoutDerivatives : .cashWithDerivatives
    }
  }

  private static let auctionSince = Timestamp(unixSeconds: 1_785_695_400)  // 2026-08-03 00:00 in India

  private static func tradesAfterAuction(_ bars: BarSeries) -> Bool {
    let first = bars.index(from: auctionSince)
    guard first < bars.count, !bars.isDaily else { return false }
    // A day has at most 375 bars; a few days tell.
    return (first..<min(first + 2_000, bars.count)).contains { bars.start($0).istTime >= TimeOfDay(15, 20) }
  }
}

/// The days of a series with their first and last prices.
struct DayWalk {
  private let bars: BarSeries
  private var place = 0

  init(_ bars: BarSeries) { self.bars = bars }

  mutating func next() -> (day: TradingDay, open: Price, close: Price)? {
    guard place < bars.count else { return nil }
    let first = place
    let day = bars.start(first).istDay
    place = bars.index(from: Timestamp(day: day.advanced(by: 1), time: TimeOfDay(0, 0)))
    return (day, bars.price(bars.columns.open[first]), bars.price(bars.columns.close[place - 1]))
  }
}
