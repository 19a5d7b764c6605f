import History
import Market

/// Reads a symbol as price files have it: an index, a contract, a running future, else a share.
struct NamedInstrument {
  var instrument: Instrument
  /// The index that the instrument is, or stands on.
  var index: String?
  /// Of a running future: 1 is the near month, 2 the next.
  var month = 1
  var notes: [String] = []

  /// - Parameters:
  ///   - exchange: as a person gave it; goes before what the name says.
  ///   - days: of the first and the last price: a contract has none after its expiry.
  init(_ symbol: String, exchange given: Exchange?, days: ClosedRange<TradingDay>? = nil) throws(BacktestError) {
    let name = QuotedName(symbol)
    let exchange = given ?? name.exchange.flatMap(Exchange.init(rawValue:))
    if let running = name.runningFuture {
      try self.init(running: running.underlying, month: running.month, exchange)
      return
    }
    let contract = ContractName(name.base, exchange: Self.derivatives(given, name))
    if contract.looksLikeContract {
      if let given, !given.tradesDerivatives {
        throw BacktestError(
          "\"\(symbol)\" looks like a contract, and contracts do not trade on \(given.rawValue).",
          fix: "Leave --exchange out, or give --exchange \(given.derivatives.rawValue)")
      }
      self.init(try Self.only(contract, symbol, days))
    } else if let short = IndexName.short(name.base),
      exchange == nil || exchange?.derivatives == Self.exchange(of: short)
    {
      try self.init(index: short)
    } else if let exchange, exchange.tradesDerivatives {
      try self.init(future: name.base, on: exchange)
    } else {
      try self.init(share: name, of: symbol, on: exchange ?? .nse)
    }
  }

  /// A symbol that the file gives is the file's: `--symbol` chooses among those, and names what has no symbol.
  private static let whereNamed = "in the file's symbol column, or with --symbol if it has none"

  /// Brokers put `NSE:` before contracts too: it says little of where they trade.
  private static func derivatives(_ given: Exchange?, _ name: QuotedName) -> Exchange? {
    if let given { return given.tradesDerivatives ? given : nil }
    guard let named = name.exchange.flatMap(Exchange.init(rawValue:)) else { return nil }
    return named.tradesDerivatives || named == .bse ? named.derivatives : nil
  }

  private static func only(
    _ name: ContractName, _ symbol: String, _ days: ClosedRange<TradingDay>?
  ) throws(BacktestError) -> Instrument {
    let possible = days.map { name.readings(from: $0.lowerBound, to: $0.upperBound) } ?? name.readings
    if possible.count == 1 { return possible[0] }
    // Rows behind its expiry are left out of a contract that the name tells for certain.
    if name.readings.count == 1, let only = name.readings.first, let expiry = only.expiry,
      days.map({ $0.lowerBound <= expiry }) ?? true
    {
      return only
    }
    guard !possible.isEmpty else {
      guard let first = name.readings.first, let expiry = first.expiry, let days else {
        throw BacktestError(
          "\"\(symbol)\" looks like a contract, but says no underlying, expiry and strike that can be read.",
          fix: "Name it as NIFTY28NOV2423500CE or NIFTY28NOV24FUT, \(Self.whereNamed)")
      }
      throw BacktestError(
        "\"\(symbol)\" names \(first.symbol), which expires on \(expiry); the prices are of \(days.lowerBound) to "
          + "\(days.upperBound).",
        fix: "Give the prices of that contract, or name the right one as NIFTY28NOV2423500CE, \(Self.whereNamed)")
    }
    throw BacktestError(
      "\"\(symbol)\" may be \(possible.map(\.symbol).joined(separator: " or ")).",
      fix: "Say which, \(possible[0].symbol) for example, \(Self.whereNamed)")
  }

  private init(_ contract: Instrument) {
    instrument = contract
    index = IndexName.short(contract.underlying)
    if let index { instrument.underlying = index }
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

  /// A series that goes on from one month's future to the next.
  private init(running symbol: String, month: Int, _ exchange: Exchange?) throws(BacktestError) {
    let short = IndexName.short(symbol)
    let underlying = short ?? symbol
    let listing = exchange.map(\.derivatives) ?? ContractName.exchange(of: underlying)
    instrument = Instrument(exchange: listing, kind: .future, underlying: underlying)
    index = short
    self.month = month
    let which = ["near", "next", "far"][min(max(month, 1), 3) - 1]
    notes = [
      "\(symbol): the running future of the \(which) month; the step from one contract to the next is in its prices"
    ]
  }

  private init(future symbol: String, on exchange: Exchange) throws(BacktestError) {
    instrument = Instrument(exchange: exchange, kind: .future, underlying: symbol)
    notes = ["\(symbol) is traded as a future on \(exchange.rawValue), without expiry or rollover"]
  }

  private init(share name: QuotedName, of symbol: String, on exchange: Exchange) throws(BacktestError) {
    let fix = "Name the instrument, RELIANCE or NIFTY28NOV2424000CE for example, \(Self.whereNamed)"
    let share: Instrument
    do throws(SymbolError) {
      share = try Instrument(symbol: name.base, exchange: exchange)
    } catch {
      throw BacktestError("\"\(symbol)\" does not say what is traded.", fix: fix)
    }
    guard !name.isIndex else {
      throw BacktestError("\"\(symbol)\" is an index without futures here: it cannot be traded.", fix: fix)
    }
    if let index = IndexName.beginning(name.base), name.base.contains("_") || name.base.contains("-") {
      throw BacktestError("\"\(symbol)\" begins like the index \(index), but names no contract.", fix: fix)
    }
    if name.exchange == nil, Commodity.named(name.base) != nil {
      throw BacktestError(
        "\(name.base) is a commodity on MCX, and may be a fund's units on NSE.",
        fix: "Say where it trades: --exchange MCX --lot UNITS, or --symbol NSE:\(name.base)")
    }
    instrument = share
    if name.base.contains("_") {
      notes = ["\(name.base) is taken for a share of that name; if it is another one, name that one \(Self.whereNamed)"]
    }
  }

  static func exchange(of short: String) -> Exchange { IndexName.isOnBSE(short) ? .bfo : .nfo }
}
