import Market

/// A symbol as a sender writes it. It is the canonical one, or one of the names that brokers and charting sites give to
/// the same share, index or contract. `docs/links.md` lists them.
struct WrittenName {
  /// The running future that it names: 1 is the nearest month.
  let runningFuture: (underlying: String, month: Int)?
  /// Whether only a contract is written like this.
  var looksLikeContract: Bool { contracts.contains { $0.looksLikeContract || $0.month != nil } }

  /// The ways to write a share's or an underlying's symbol that it may stand for, the likeliest first.
  let symbols: [String]
  private let contracts: [ContractName]

  init(_ text: String, _ exchange: Exchange?) {
    let quoted = QuotedName(text)
    runningFuture = Self.running(text) ?? quoted.runningFuture
    symbols = Self.symbols(text, quoted.base)
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
    var found: [InstrumentID] = []
    for name in contracts {
      for exchange in exchanges {
        let byMonth = name.month.flatMap { month in
          lastExpiry(month, registry, exchange).flatMap {
            registry.id(exchange: exchange, symbol: month.symbol(on: $0))
          }
        }
        let byDay = name.readings.map { reading in
          var listed = reading
          listed.exchange = exchange
          return registry.id(of: listed)
        }
        for case let id? in [byMonth] + byDay where !found.contains(id) { found.append(id) }
      }
    }
    let live = found.filter { registry.instrument(for: $0)?.expiry.map { $0 >= day } ?? false }
    return live.isEmpty ? found : live
  }

  private func lastExpiry(
    _ month: ContractName.Month, _ registry: borrowing InstrumentRegistry, _ exchange: Exchange
  ) -> TradingDay? {
    if month.rest != "FUT" {
      return registry.optionExpiries(of: month.underlying, on: exchange).last(where: month.contains)
    }
    var last: TradingDay?
    for id in registry.futures(of: month.underlying, on: exchange) {
      if let expiry = registry.instrument(for: id)?.expiry, month.contains(expiry) { last = expiry }
    }
    return last
  }

  /// The contract in canonical form, as the rules read the name; nil when only the list can say the day.
  var canonicalContract: String? { contracts.lazy.compactMap { $0.readings.first?.symbol }.first }

  // MARK: What is held

  /// Whether it means `instrument`, told without a list of instruments: an exit must not wait for one.
  func means(_ instrument: Instrument) -> Bool {
    if symbols.contains(instrument.symbol) { return true }
    if instrument.kind == .future, runningUnderlyings.contains(instrument.underlying) { return true }
    return contracts.contains { name in
      let isRead = name.readings.contains { reading in
        reading.kind == instrument.kind && reading.underlying == instrument.underlying
          && reading.expiry == instrument.expiry && reading.strike == instrument.strike
      }
      guard !isRead, instrument.exchange == .mcx, let month = name.month, let expiry = instrument.expiry else {
        return isRead
      }
      return month.contains(expiry) && instrument.symbol == month.symbol(on: expiry)
    }
  }

  func isUnderlying(of instrument: Instrument) -> Bool { symbols.contains(instrument.underlying) }
}
