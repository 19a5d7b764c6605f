import Market
import Testing

@Suite("A symbol names one instrument, both ways")
struct SymbolTests {
  @Test(
    "canonical symbols are read and printed alike",
    arguments: [
      (Exchange.nse, "RELIANCE", Instrument.equity("RELIANCE")),
      (.bse, "M&M", .equity("M&M", on: .bse)),
      (.nseIndex, "NIFTY", Instrument(exchange: .nseIndex, kind: .index, underlying: "NIFTY")),
      (
        .nfo, "BANKNIFTY24APR24FUT",
        Instrument(exchange: .nfo, kind: .future, underlying: "BANKNIFTY", expiry: day("2024-04-24"))
      ),
      (.nfo, "NIFTY28NOV2424000CE", option("NIFTY", "2024-11-28", "24000", .call)),
      (.nfo, "VEDL25APR24292.5CE", option("VEDL", "2024-04-25", "292.5", .call)),
      (.nfo, "NIFTYNXT5025AUG2682PE", option("NIFTYNXT50", "2026-08-25", "82", .put)),
    ])
  func roundTrip(_ exchange: Exchange, _ symbol: String, _ instrument: Instrument) throws {
    #expect(try Instrument(symbol: symbol, exchange: exchange) == instrument)
    #expect(instrument.symbol == symbol)
    #expect(try Instrument(parsing: instrument.qualifiedSymbol, defaultExchange: .mcx) == instrument)
  }

  @Test("without an exchange the caller's default holds")
  func defaultExchange() throws {
    #expect(try Instrument(parsing: "SBIN", defaultExchange: .nse) == .equity("SBIN"))
  }

  @Test("trailing zeros of a strike do not make another instrument")
  func strikeZeros() throws {
    let instrument = try Instrument(symbol: "NIFTY28NOV2424000.00CE", exchange: .nfo)
    #expect(instrument.symbol == "NIFTY28NOV2424000CE")
  }

  @Test(
    "a bad symbol names its wrong part",
    arguments: [
      (Exchange.nse, "", SymbolError.Part.underlying),
      (.nse, "reliance", .underlying),
      (.nse, "A B", .underlying),
      (.nse, "RELIANCE₹", .underlying),
      (.nfo, "NIFTY", .kind),
      (.nfo, "CE", .expiry),
      (.nfo, "NIFTY24000CE", .expiry),
      (.nfo, "NIFTY31NOV2424000CE", .expiry),
      (.nfo, "NIFTY28NOX2424000CE", .expiry),
      (.nfo, "28NOV2424000CE", .underlying),
      (.nfo, "NIFTY28NOV24CE", .strike),
      (.nfo, "NIFTY28NOV24024000CE", .strike),
      (.nfo, "NIFTY28NOV24.5CE", .strike),
      (.nfo, "NIFTY28NOV240CE", .strike),
      (.nfo, "NIFTY28NOV241.2.3CE", .strike),
      (.nfo, "NIFTY28NOV24100FUT", .strike),
    ])
  func badSymbol(_ exchange: Exchange, _ symbol: String, _ part: SymbolError.Part) {
    let error = #expect(throws: SymbolError.self) { try Instrument(symbol: symbol, exchange: exchange) }
    #expect(error?.part == part)
    #expect(error?.description.contains("\"\(symbol)\"") == true)
  }

  @Test("an unknown exchange is an error, not a default")
  func unknownExchange() {
    let error = #expect(throws: SymbolError.self) { try Instrument(parsing: "NYSE:IBM", defaultExchange: .nse) }
    #expect(error?.part == .exchange)
    #expect(error?.fix.contains("NSE_INDEX") == true)
  }
}
