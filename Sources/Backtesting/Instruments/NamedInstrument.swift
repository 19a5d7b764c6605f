import Market

/// Reads a symbol as price files have it: an index, a canonical contract, `BANKNIFTY_2024-01-10_47200CE`, else a share.
struct NamedInstrument {
  var instrument: Instrument
  /// The index that the instrument is, or stands on.
  var index: String?
  var notes: [String] = []

  init(_ symbol: String, exchange: Exchange?) throws(BacktestError) {
    if let contract = Self.contract(symbol, exchange) {
      self.init(contract)
    } else if let short = IndexName.short(symbol), exchange == nil || exchange?.derivatives == Self.exchange(of: short)
    {
      try self.init(index: short)
    } else if let exchange, exchange.tradesDerivatives {
      self.init(future: symbol.uppercased(), on: exchange)
    } else {
      try self.init(share: symbol, on: exchange ?? .nse)
    }
  }

  private init(_ contract: Instrument) {
    instrument = contract
    index = IndexName.short(contract.underlying)
  }

  private init(index short: String) throws(BacktestError) {
    guard short != "INDIAVIX" else {
      throw BacktestError(
        "INDIAVIX cannot be traded: it has no shares, and its futures are not listed.",
        fix: "Backtest NIFTY or a share; look at INDIAVIX with: sarathi indicators")
    }
    instrument = Instrument(exchange: Self.exchange(of: short), kind: .future, underlying: short)
    index = short
    notes = ["\(short) is an index: traded as its future, at the index's price, without expiry or rollover"]
  }

  private init(future symbol: String, on exchange: Exchange) {
    instrument = Instrument(exchange: exchange, kind: .future, underlying: symbol)
    notes = ["\(symbol) is traded as a future on \(exchange.rawValue), without expiry or rollover"]
  }

  private init(share symbol: String, on exchange: Exchange) throws(BacktestError) {
    let fix = "Name the instrument: --symbol RELIANCE, or --symbol NIFTY28NOV2424000CE --exchange NFO"
    let share: Instrument
    do throws(SymbolError) {
      share = try Instrument(symbol: symbol.uppercased(), exchange: exchange)
    } catch {
      throw BacktestError("\"\(symbol)\" does not say what is traded.", fix: fix)
    }
    if let index = IndexName.beginning(symbol), symbol.contains("_") || symbol.contains("-") {
      throw BacktestError("\"\(symbol)\" begins like the index \(index), but names no contract.", fix: fix)
    }
    instrument = share
  }

  static func exchange(of short: String) -> Exchange { IndexName.isOnBSE(short) ? .bfo : .nfo }

  /// A contract in either spelling; nil when the symbol is none.
  private static func contract(_ symbol: String, _ exchange: Exchange?) -> Instrument? {
    if let exchange, !exchange.tradesDerivatives { return nil }
    let text = symbol.uppercased()
    for candidate in [exchange ?? .nfo, .bfo] {
      guard let contract = dashed(text, candidate) ?? canonical(text, candidate) else { continue }
      let short = IndexName.short(contract.underlying)
      return exchange == nil && short.map(self.exchange(of:)) == .bfo ? moved(contract, to: .bfo) : contract
    }
    return nil
  }

  private static func canonical(_ text: String, _ exchange: Exchange) -> Instrument? {
    do { return try Instrument(symbol: text, exchange: exchange) } catch { return nil }
  }

  private static func moved(_ contract: Instrument, to exchange: Exchange) -> Instrument {
    var result = contract
    result.exchange = exchange
    return result
  }

  /// `BANKNIFTY_2024-01-10_47200CE`, and `…_FUT`.
  private static func dashed(_ text: String, _ exchange: Exchange) -> Instrument? {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, let expiry = TradingDay(parsing: parts[1]), !parts[0].isEmpty else { return nil }
    return canonical(parts[0] + expiry.symbolText + parts[2], exchange)
  }
}
