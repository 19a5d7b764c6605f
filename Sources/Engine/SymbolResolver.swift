package import Market
import Trading

/// Finds the instrument a signal means, with its terms of the day. The result is journalled with the signal, so that the
/// engine never needs the registry.
package struct SymbolResolver: Sendable {
  private let day: TradingDay
  private let market: MarketView
  /// How old the underlying's price may be when it chooses a strike.
  private let priceAge: Interval

  package init(day: TradingDay, market: borrowing MarketView, priceAge: Interval) {
    self.day = day
    self.market = copy market
    self.priceAge = priceAge
  }

  /// - Parameters:
  ///   - symbol: a canonical symbol, or one as brokers and charting sites write it; empty means "everything", which only EXIT may say.
  ///   - rule: the link's option rule; then the symbol names the underlying.
  package func resolve(
    symbol: String, exchange: Exchange?, action: Action, rule: OptionRule?, registry: borrowing InstrumentRegistry,
    at now: Timestamp
  ) -> Resolution {
    if symbol.isEmpty { return .none }
    if let kind = action.optionKind {
      guard let rule else {
        return .failed(
          Denial(.noOptionContract, "the link has no option rule, which says the strike and expiry to trade"))
      }
      return resolveOption(symbol, kind, rule, registry, at: now)
    }
    for exchange in Self.candidates(exchange) {
      if let id = registry.id(exchange: exchange, symbol: symbol) { return resolution(of: id, symbol, registry) }
    }
    // The rest is for names that are not the canonical ones.
    let name = WrittenName(symbol, exchange)
    if let own = name.exchange, let exchange, own.derivatives != exchange.derivatives {
      return .failed(
        Denial(
          .unknownSymbol, "\(symbol.prefix(40)) is a name of \(own.rawValue), and the alert says \(exchange.rawValue)"))
    }
    let exchange = exchange ?? name.exchange
    let candidates = Self.candidates(exchange)
    if let future = name.runningFuture { return resolveContinuous(symbol, name, future.month, exchange, registry) }
    for exchange in candidates {
      for other in name.symbols {
        if let id = registry.id(exchange: exchange, symbol: other) { return resolution(of: id, symbol, registry) }
      }
    }
    return resolveContract(symbol, name, exchange, registry)
  }

  private static func candidates(_ exchange: Exchange?) -> [Exchange] {
    switch exchange {
    // A share without an exchange is the one on NSE.
    case nil: [.nse, .nfo, .bfo, .mcx, .nseIndex, .bseIndex]
    // Charting sites list an index under its exchange.
    case .nse?: [.nse, .nseIndex]
    case .bse?: [.bse, .bseIndex]
    case let exchange?: [exchange]
    }
  }

  private func unknown(
    _ symbol: String, _ exchange: Exchange?, _ registry: borrowing InstrumentRegistry
  ) -> Resolution {
    let place = exchange.map { " on \($0.rawValue)" } ?? ""
    if let hint = elsewhere(symbol, exchange, registry) {
      return .failed(Denial(.unknownSymbol, "no instrument is called \(symbol.prefix(40))\(place); \(hint)"))
    }
    let why =
      registry.daysWithTerms.contains(day)
      ? "the instrument file of today lists none" : "no instrument file of today is loaded"
    return .failed(
      Denial(.unknownSymbol, "no instrument is called \(symbol.prefix(40))\(place): \(why)"))
  }

  /// Where the name is listed otherwise: on the other exchange, or in another series of NSE.
  private func elsewhere(
    _ symbol: String, _ exchange: Exchange?, _ registry: borrowing InstrumentRegistry
  ) -> String? {
    for name in WrittenName(symbol, nil).symbols {
      for other in [Exchange.nse, .bse] where other != exchange {
        if registry.id(exchange: other, symbol: name) != nil {
          return "\(other.rawValue) lists it: send \"exchange\": \"\(other.rawValue)\""
        }
      }
      for series in ["-BE", "-BZ", "-SM", "-ST"] {
        if registry.id(exchange: .nse, symbol: name + series) != nil { return "NSE lists \(name)\(series)" }
      }
    }
    return nil
  }

  private func resolution(
    of id: InstrumentID, _ symbol: String, _ registry: borrowing InstrumentRegistry
  ) -> Resolution {
    guard let instrument = registry.instrument(for: id) else {
      return .failed(Denial(.unknownSymbol, "no instrument is called \(symbol.prefix(40))"))
    }
    if let expiry = instrument.expiry, expiry < day {
      return .failed(Denial(.expiredContract, "\(symbol) expired on \(expiry)"))
    }
    guard let terms = registry.terms(of: id, on: day) else {
      let newest = registry.daysWithTerms.last { $0 < day }.map { "those in use are of \($0)" } ?? "none are in use"
      return .failed(
        Denial(
          .termsMissing,
          "the contract terms of \(symbol) for \(day) are not loaded, \(newest): load the instrument file of today"))
    }
    return .instrument(ResolvedInstrument(id: id, instrument: instrument, terms: terms))
  }

  // MARK: Names of brokers and charting sites

  /// The contract that a broker's or a charting site's name means: one that is listed, or nothing.
  private func resolveContract(
    _ symbol: String, _ name: WrittenName, _ exchange: Exchange?, _ registry: borrowing InstrumentRegistry
  ) -> Resolution {
    guard name.looksLikeContract else { return unknown(symbol, exchange, registry) }
    let found = name.contracts(in: registry, on: Self.derivatives(exchange), day)
    if found.count == 1 { return resolution(of: found[0], symbol, registry) }
    guard found.isEmpty else {
      let symbols = found.compactMap { registry.instrument(for: $0)?.symbol }.joined(separator: " or ")
      return .failed(Denial(.unknownSymbol, "\(symbol.prefix(40)) may be \(symbols): send the one that is meant"))
    }
    if let exchange, let other = name.contracts(in: registry, on: Self.derivatives(nil), day).first,
      let listed = registry.instrument(for: other)
    {
      return .failed(
        Denial(
          .unknownSymbol,
          "\(symbol.prefix(40)) is listed on \(listed.exchange.rawValue), and the alert says \(exchange.rawValue)"))
    }
    let meaning = name.canonicalContract.map { $0 == symbol ? "a contract" : "the contract \($0)" } ?? "a contract"
    return .failed(
      Denial(
        .unknownSymbol,
        "\(symbol.prefix(40)) names \(meaning), which the instrument file of today does not list"))
  }

  private static func derivatives(_ exchange: Exchange?) -> [Exchange] {
    exchange.map { [$0.derivatives] } ?? [.nfo, .bfo, .mcx]
  }

  private func resolveContinuous(
    _ symbol: String, _ name: WrittenName, _ place: Int, _ exchange: Exchange?, _ registry: borrowing InstrumentRegistry
  ) -> Resolution {
    for exchange in Self.derivatives(exchange) {
      for underlying in name.runningUnderlyings {
        let listed = registry.futures(of: underlying, on: exchange).filter { id in
          registry.instrument(for: id)?.expiry.map { $0 >= day } ?? false
        }
        if listed.indices.contains(place - 1) { return resolution(of: listed[place - 1], symbol, registry) }
      }
    }
    return .failed(
      Denial(
        .unknownSymbol,
        "\(symbol.prefix(40)) means future number \(place) of \(name.runningUnderlyings.first ?? symbol), counted by expiry, and "
          + "that many are not listed today"))
  }

  // MARK: Options

  private func resolveOption(
    _ symbol: String, _ kind: InstrumentKind, _ rule: OptionRule, _ registry: borrowing InstrumentRegistry,
    at now: Timestamp
  ) -> Resolution {
    guard let (underlying, exchange) = optionUnderlying(symbol, registry) else {
      return .failed(Denial(.noOptionContract, "no options on \(symbol.prefix(40)) are listed"))
    }
    guard let spot = spot(of: underlying, registry, at: now) else {
      return .failed(Denial(.noPrice, "no fresh price of \(underlying) to choose a strike by"))
    }
    let expiries = registry.optionExpiries(of: underlying, on: exchange)
    guard let expiry = Self.expiry(rule, among: expiries, on: day) else {
      return .failed(
        Denial(
          .noOptionContract,
          "no \(rule.expiry.rawValue) expiry of \(underlying) is \(rule.minimumDaysToExpiry) days away"))
    }
    let strikes = registry.strikes(of: underlying, expiry: expiry, on: exchange)
    guard let strike = Self.strike(rule.moneyness, kind, among: strikes, spot: spot),
      let id = registry.option(of: underlying, expiry: expiry, strike: strike, kind: kind, on: exchange)
    else {
      return .failed(Denial(.noOptionContract, "the strike asked for is not listed for \(underlying) \(expiry)"))
    }
    return resolution(of: id, "\(underlying) \(expiry) \(strike) \(kind.rawValue)", registry)
  }

  private func optionUnderlying(
    _ symbol: String, _ registry: borrowing InstrumentRegistry
  ) -> (underlying: String, exchange: Exchange)? {
    for exchange in [Exchange.nfo, .bfo] {
      if !registry.optionExpiries(of: symbol, on: exchange).isEmpty { return (symbol, exchange) }
    }
    for other in WrittenName(symbol, nil).underlyings {
      for exchange in [Exchange.nfo, .bfo] {
        if !registry.optionExpiries(of: other, on: exchange).isEmpty { return (other, exchange) }
      }
    }
    return nil
  }

  /// The underlying's own price: the index where there is one, else the share.
  private func spot(of underlying: String, _ registry: borrowing InstrumentRegistry, at now: Timestamp) -> Price? {
    for exchange in [Exchange.nseIndex, .bseIndex, .nse, .bse] {
      if let id = registry.id(exchange: exchange, symbol: underlying), let quote = market.quote(id),
        now - quote.time <= priceAge
      {
        return quote.price
      }
    }
    return nil
  }

  /// The listed expiry a rule means. `thisWeek` is the nearest one, `nextWeek` the one after it, `thisMonth` the last of
  /// the calendar month of the nearest; those with too few days left are passed over first.
  ///
  /// - Parameter expiries: ascending.
  package static func expiry(_ rule: OptionRule, among expiries: [TradingDay], on day: TradingDay) -> TradingDay? {
    let usable = expiries.filter { $0 - day >= rule.minimumDaysToExpiry && $0 >= day }
    guard let nearest = usable.first else { return nil }
    switch rule.expiry {
    case .thisWeek: return nearest
    case .nextWeek: return usable.dropFirst().first
    case .thisMonth:
      let month = nearest.civil
      return usable.last { $0.civil.year == month.year && $0.civil.month == month.month }
    }
  }

  /// The listed strike a rule means. At the money is the strike nearest to the spot, the lower one of two equally near;
  /// in and out of the money count listed strikes from there.
  ///
  /// - Parameter strikes: ascending.
  package static func strike(
    _ moneyness: OptionRule.Moneyness, _ kind: InstrumentKind, among strikes: [Price], spot: Price
  ) -> Price? {
    var nearest: Int?
    for (index, strike) in strikes.enumerated() {
      guard let best = nearest else {
        nearest = index
        continue
      }
      if abs(strike.raw - spot.raw) < abs(strikes[best].raw - spot.raw) { nearest = index }
    }
    guard let atTheMoney = nearest else { return nil }
    let outward = kind == .call ? 1 : -1
    let index =
      switch moneyness {
      case .atTheMoney: atTheMoney
      case .inTheMoney(let steps): atTheMoney - outward * steps
      case .outOfTheMoney(let steps): atTheMoney + outward * steps
      }
    return strikes.indices.contains(index) ? strikes[index] : nil
  }
}
