import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("Names as a charting site writes them")
struct ChartNameTests {
  private var registry = InstrumentRegistry()

  init() {
    func list(_ instrument: Instrument) {
      let id = registry.register(instrument)
      registry.setTerms(Listed.call.terms, for: id, on: Listed.day)
    }
    for name in ["M&M", "BAJAJ-AUTO", "INFY", "L&TFH"] { list(.equity(name)) }
    for day in ["2026-07-28", "2026-08-25", "2026-09-29"] as [TradingDay] {
      for underlying in ["NIFTY", "M&M"] {
        list(Instrument(exchange: .nfo, kind: .future, underlying: underlying, expiry: day))
      }
    }
  }

  private func resolve(_ symbol: String, _ exchange: Exchange?) -> Resolution {
    SymbolResolver(day: Listed.day, market: MarketView(), priceAge: .seconds(15)).resolve(
      symbol: symbol, exchange: exchange, action: .buy, rule: nil, registry: registry, at: Scenario.time(10, 0))
  }

  private func instrument(_ resolution: Resolution) -> Instrument? {
    if case .instrument(let resolved) = resolution { resolved.instrument } else { nil }
  }

  @Test(
    "an underscore stands for & or -",
    arguments: [("M_M", "M&M"), ("BAJAJ_AUTO", "BAJAJ-AUTO"), ("L_TFH", "L&TFH"), ("M&M", "M&M"), ("INFY", "INFY")],
    [nil, Exchange.nse])
  func underscore(_ names: (String, String), _ exchange: Exchange?) {
    #expect(instrument(resolve(names.0, exchange))?.underlying == names.1)
  }

  @Test("a name that no spelling lists is denied")
  func unknown() {
    guard case .failed(let denial) = resolve("TATA_XX", .nse) else {
      Issue.record("resolved")
      return
    }
    #expect(denial.code == .unknownSymbol && denial.detail.contains("TATA_XX"))
  }

  @Test(
    "NIFTY1! is the nearest future that has not expired, NIFTY2! the next",
    arguments: [
      ("NIFTY1!", "2026-08-25"), ("NIFTY2!", "2026-09-29"), ("M_M1!", "2026-08-25"), ("M&M1!", "2026-08-25"),
    ] as [(String, TradingDay)], [nil, Exchange.nse, .nfo])
  func continuous(_ case: (symbol: String, expiry: TradingDay), _ exchange: Exchange?) {
    let found = instrument(resolve(`case`.symbol, exchange))
    #expect(found?.kind == .future)
    #expect(found?.expiry == `case`.expiry)
  }

  @Test("a running future that is not listed is denied with the rule", arguments: ["NIFTY3!", "INFY1!", "BANKNIFTY1!"])
  func noFuture(_ symbol: String) {
    guard case .failed(let denial) = resolve(symbol, .nse) else {
      Issue.record("resolved")
      return
    }
    #expect(denial.code == .unknownSymbol)
    #expect(denial.detail.contains(symbol) && denial.detail.contains("future"))
  }
}
