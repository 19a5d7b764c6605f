import Market

/// A symbol as a sender writes it. It is the canonical one, or one of the names that brokers and charting sites give to
/// the same share, index or contract. `docs/how-to/links.md` lists them.
struct WrittenName {
  /// The running future that it names: 1 is the nearest month.
  let runningFuture: (underlying: String, month: Int)?
  /// Where the name itself says that it trades: `SBIN.BO` on BSE.
  let exchange: Exchange?
  /// Whether only a contract is written like this.
  var looksLikeContract: Bool { contracts.contains { $0.looksLikeContract || $0.month != nil } }

  /// The ways to write a share's or an underlying's symbol that it may stand for, the likeliest first.
  let symbols: [String]
  private let contracts: [ContractName]

  init(_ text: String, _ exchange: Exchange?) {
    let quoted = QuotedName(text)
    runningFuture = Self.running(text) ?? quoted.runningFuture
    symbols = Self.symbols(text, quoted.base)
    self.exchange = quoted.exchange.flatMap(Exchange.init(rawValue:))
    let listing = exchange?.derivatives
    contracts = Self.spellings(quoted.base).map { ContractName($0, exchange: listing) }
  }

  /// A charting site writes `_` for the `&` and `-` of a symbol: `M_M` is M&M, `BAJAJ_AUTO` is BAJAJ-AUTO. No listed
  /// share has an underscore of its own.
  private static func spellings(_ text: String) -> [String] {
    text.contains("_") ? [text, text.replacing("_", with: "&"), text.replacing("_", with: "-")] : [text]
  }

  /// As written, without exchange and series (`SBIN-EQ`), and the short name of an index (`NIFTY50-INDEX`).
  private static func symbols(_ text: String, _ base: String) -> [String] {
    var found: [String] = []
    for symbol in spellings(text) + spellings(base) + [IndexName.short(base)].compactMap({ $0 })
    where !found.contains(symbol) {
      found.append(symbol)
    }
    return found
  }

  /// `NIFTY1!`: 1 the nearest month, 2 the next.
  private static func running(_ text: String) -> (underlying: String, month: Int)? {
    guard text.hasSuffix("!"), let digit = text.dropLast().last?.wholeNumberValue, (1...9).contains(digit) else {
      return nil
    }
    return (String(text.dropLast(2)), digit)
  }

  /// The symbols of the underlying of ``runningFuture``.
  var runningUnderlyings: [String] {
    runningFuture.map { Self.symbols($0.underlying, $0.underlying) } ?? []
  }

  // MARK: Contracts

  /// The listed contracts that it can mean on `day`. By month, the list says which day is the last; else the name does.
  func contracts(
    in registry: borrowing InstrumentRegistry, on exchanges: [Exchange], _ day: TradingDay
  ) -> [InstrumentID] {
    var expired: [InstrumentID] = []
    for exchange in exchanges {
      let found = contracts(in: registry, on: exchange)
      let live = found.filter { registry.instrument(for: $0)?.expiry.map { $0 >= day } ?? false }
      // What both exchanges list is the one of NSE, as with shares.
      if !live.isEmpty { return live }
      expired += found
    }
    return expired
  }

  private func contracts(in registry: borrowing InstrumentRegistry, on exchange: Exchange) -> [InstrumentID] {
    var found: [InstrumentID] = []
    for name in contracts {
      var ids: [InstrumentID?] = []
      if let month = name.month {
        for underlying in Self.underlyings(month.underlying) {
          ids.append(Self.listed(month, underlying, registry, exchange))
        }
      }
      for reading in name.readings {
        for underlying in Self.underlyings(reading.underlying) {
          let listed = Instrument(
            exchange: exchange, kind: reading.kind, underlying: underlying, expiry: reading.expiry,
            strike: reading.strike)
          ids.append(registry.id(of: listed))
        }
      }
      for case let id? in ids where !found.contains(id) { found.append(id) }
    }
    return found
  }

  /// As written, and an index by its short name: BSX is SENSEX.
  private static func underlyings(_ text: String) -> [String] {
    guard let short = IndexName.short(text), short != text else { return [text] }
    return [text, short]
  }

  private static func listed(
    _ month: ContractName.Month, _ underlying: String, _ registry: borrowing InstrumentRegistry, _ exchange: Exchange
  ) -> InstrumentID? {
    var month = month
    month.underlying = underlying
    guard let expiry = lastExpiry(month, registry, exchange) else { return nil }
    return registry.id(exchange: exchange, symbol: month.symbol(on: expiry))
  }

  /// The last listed expiry of the month, unless it is far from the rule's: then the month's own is not in the list.
  private static func lastExpiry(
    _ month: ContractName.Month, _ registry: borrowing InstrumentRegistry, _ exchange: Exchange
  ) -> TradingDay? {
    var last: TradingDay?
    if month.rest != "FUT" {
      for expiry in registry.optionExpiries(of: month.underlying, on: exchange) where month.contains(expiry) {
        last = expiry
      }
    } else {
      for id in registry.futures(of: month.underlying, on: exchange) {
        if let expiry = registry.instrument(for: id)?.expiry, month.contains(expiry) { last = expiry }
      }
    }
    let rule = MonthlyExpiry.day(of: month.underlying, exchange: exchange, year: month.year, month: month.month)
    guard let last, let rule, abs(last - rule) > longestMove else { return last }
    return nil
  }
  /// Days by which holidays may move an expiry.
  private static let longestMove = 5

  /// The contract in canonical form, as the rules read the name; nil when only the list can say the day.
  var canonicalContract: String? { contracts.lazy.compactMap { $0.readings.first?.symbol }.first }

  // MARK: What is held

  /// Whether it means `instrument`, told without a list of instruments: an exit must not wait for one.
  func means(_ instrument: Instrument) -> Bool {
    if symbols.contains(instrument.symbol) { return true }
    if instrument.kind == .future, runningUnderlyings.contains(instrument.underlying) { return true }
    return contracts.contains { name in
      let isRead = name.readings.contains { reading in
        reading.kind == instrument.kind && Self.underlyings(reading.underlying).contains(instrument.underlying)
          && reading.expiry == instrument.expiry && reading.strike == instrument.strike
      }
      guard !isRead, instrument.exchange == .mcx, let month = name.month, let expiry = instrument.expiry else {
        return isRead
      }
      return month.contains(expiry) && instrument.symbol == month.symbol(on: expiry)
    }
  }

  /// What an option rule may look for: the name, or what the contract stands on that it names.
  var underlyings: [String] {
    symbols + runningUnderlyings
      + contracts.flatMap { $0.readings.map(\.underlying) + [$0.month?.underlying].compactMap { $0 } }
      .flatMap(Self.underlyings)
  }

  func isUnderlying(of instrument: Instrument) -> Bool { underlyings.contains(instrument.underlying) }
}
