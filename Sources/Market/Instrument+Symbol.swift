/// Why a symbol text does not name an instrument.
package struct SymbolError: Error, Hashable, Sendable {
  package enum Part: String, Hashable, Sendable {
    case exchange, underlying, expiry, strike, kind
  }

  /// The whole text as given, cut to 60 characters.
  package var text: String
  package var part: Part
  package var fix: String

  init(_ text: some StringProtocol, _ part: Part, fix: String) {
    self.text = text.count > 60 ? text.prefix(60) + "…" : String(text)
    self.part = part
    self.fix = fix
  }
}

extension SymbolError: CustomStringConvertible {
  package var description: String { "symbol \"\(text)\": the \(part.rawValue) cannot be read. \(fix)" }
}

extension Instrument {
  /// The canonical symbol within its exchange: `RELIANCE`, `BANKNIFTY24APR24FUT`, `NIFTY28NOV2424000CE`.
  package var symbol: String {
    guard kind.isDerivative else { return underlying }
    return underlying + (expiry.map(\.symbolText) ?? "") + (strike.map(Self.strikeText) ?? "") + kind.symbolSuffix
  }

  /// With the exchange: `NSE:RELIANCE`.
  package var qualifiedSymbol: String { "\(exchange.rawValue):\(symbol)" }

  /// Reads a canonical symbol. The exchange decides its form: shares on NSE and BSE, indices on NSE_INDEX and
  /// BSE_INDEX, futures and options elsewhere.
  package init(symbol: some StringProtocol, exchange: Exchange) throws(SymbolError) {
    let parts: SymbolParts<Substring.UTF8View>
    let text = Substring(symbol)
    do {
      parts = try SymbolParts(text.utf8, exchange: exchange)
    } catch {
      throw SymbolError(symbol, error, fix: error.fix(on: exchange))
    }
    self.init(
      exchange: exchange, kind: parts.kind, underlying: String(Substring(parts.underlying)), expiry: parts.expiry,
      strike: parts.strike)
  }

  /// Reads `EXCHANGE:SYMBOL`; without an exchange, the symbol is one of `defaultExchange`.
  package init(parsing text: some StringProtocol, defaultExchange: Exchange) throws(SymbolError) {
    guard let colon = text.firstIndex(of: ":") else {
      try self.init(symbol: text, exchange: defaultExchange)
      return
    }
    guard let exchange = Exchange(rawValue: String(text[..<colon])) else {
      let names = Exchange.allCases.map(\.rawValue).joined(separator: ", ")
      throw SymbolError(text, .exchange, fix: "Before the colon put one of \(names).")
    }
    do {
      try self.init(symbol: text[text.index(after: colon)...], exchange: exchange)
    } catch {
      throw SymbolError(text, error.part, fix: error.fix)
    }
  }

  private static func strikeText(_ strike: Price) -> String { Decimal4.text(strike.raw, minimumDecimals: 0) }
}

extension SymbolError.Part {
  fileprivate func fix(on exchange: Exchange) -> String {
    switch self {
    case .exchange: "Give an exchange such as NSE."
    case .underlying:
      exchange.tradesDerivatives
        ? "Begin with the base symbol in capitals, as in NIFTY28NOV2424000CE."
        : "Write the bare symbol in capitals, at most \(Instrument.longestUnderlying) characters, as in RELIANCE."
    case .expiry: "Write the expiry as DDMMMYY before the strike, as in 28NOV24."
    case .strike: "Write the strike in rupees before CE or PE, without leading zeros, as in 24000 or 292.5."
    case .kind: "On \(exchange.rawValue) a symbol ends in FUT, CE or PE."
    }
  }
}

extension InstrumentKind {
  fileprivate var symbolSuffix: String {
    switch self {
    case .equity, .index: ""
    case .future: "FUT"
    case .call: "CE"
    case .put: "PE"
    }
  }
}

extension TradingDay {
  static let monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]

  /// `28NOV24`, the form inside symbols.
  package var symbolText: String {
    let c = civil
    return twoDigits(c.day) + Self.monthNames[c.month - 1] + twoDigits(c.year % 100)
  }
}
