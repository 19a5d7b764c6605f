import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("Names as brokers and charting sites write them")
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
    for day in ["2026-08-18", "2026-08-25", "2026-09-01", "2026-09-29"] as [TradingDay] {
      list(Instrument(exchange: .nfo, kind: .call, underlying: "NIFTY", expiry: day, strike: "24000"))
    }
    for exchange in [Exchange.nfo, .bfo] {
      list(Instrument(exchange: exchange, kind: .future, underlying: "TCS", expiry: "2026-08-25"))
    }
    list(Instrument(exchange: .bfo, kind: .call, underlying: "SENSEX", expiry: "2026-08-20", strike: "80000"))
    list(Instrument(exchange: .bfo, kind: .future, underlying: "SENSEX", expiry: "2026-08-27"))
    list(Instrument(exchange: .nfo, kind: .call, underlying: "NIFTYNXT50", expiry: "2026-08-25", strike: "65000"))
    list(Instrument(exchange: .nfo, kind: .call, underlying: "NIFTY", expiry: "2026-11-10", strike: "24000"))
    for symbol in ["RELINFRA-BE", "ONLYNSE"] { list(.equity(symbol)) }
    list(.equity("ONLYBSE", on: .bse))
    for (underlying, exchange) in [("NIFTY", Exchange.nseIndex), ("SENSEX", .bseIndex)] {
      list(Instrument(exchange: exchange, kind: .index, underlying: underlying))
    }
    list(Instrument(exchange: .mcx, kind: .future, underlying: "CRUDEOIL", expiry: "2026-09-21"))
    list(.equity("SBIN"))
    list(.equity("3MINDIA"))
    list(.equity("SBIN", on: .bse))
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
    #expect(denial.detail.contains("the instrument file of today lists none"))
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

  @Test(
    "a broker's or a chart's name of a contract is the listed one",
    arguments: [
      ("NIFTY26AUGFUT", "NIFTY25AUG26FUT"), ("NIFTYQ2026", "NIFTY25AUG26FUT"), ("M_MU2026", "M&M29SEP26FUT"),
      ("NIFTY-I", "NIFTY25AUG26FUT"), ("NIFTY26AUG24000CE", "NIFTY25AUG2624000CE"),
      ("NIFTY2681824000CE", "NIFTY18AUG2624000CE"), ("NIFTY2690124000CE", "NIFTY01SEP2624000CE"),
      ("NIFTY260825C24000", "NIFTY25AUG2624000CE"), ("NIFTY26082524000CE", "NIFTY25AUG2624000CE"),
      ("NIFTY26SEP24000CE", "NIFTY29SEP2624000CE"), ("NIFTY25AUG2624000CE", "NIFTY25AUG2624000CE"),
    ], [nil, Exchange.nse, .nfo])
  func contracts(_ names: (String, String), _ exchange: Exchange?) {
    #expect(instrument(resolve(names.0, exchange))?.symbol == names.1)
  }

  @Test(
    "a commodity's day is in no rule: the list says it", arguments: ["CRUDEOIL26SEPFUT", "CRUDEOILU2026", "CRUDEOIL1!"])
  func commodity(_ symbol: String) {
    #expect(instrument(resolve(symbol, .mcx))?.symbol == "CRUDEOIL21SEP26FUT")
    #expect(instrument(resolve(symbol, nil))?.symbol == "CRUDEOIL21SEP26FUT")
  }

  @Test(
    "what NSE and BSE list both is the one of NSE, unless the alert says BSE",
    arguments: [nil, Exchange.nse, .bse, .bfo])
  func both(_ exchange: Exchange?) {
    let house: Exchange = exchange == .bse || exchange == .bfo ? .bfo : .nfo
    for name in ["TCS26AUGFUT", "TCSQ2026", "TCS1!"] {
      #expect(instrument(resolve(name, exchange))?.exchange == house, "\(name)")
    }
  }

  @Test(
    "indices that end in digits, and the charts' own names of BSE's",
    arguments: [
      ("NIFTYNXT50260825C65000", "NIFTYNXT5025AUG2665000CE"), ("NIFTYNXT502682565000CE", "NIFTYNXT5025AUG2665000CE"),
      ("BSX260820C80000", "SENSEX20AUG2680000CE"), ("BSX1!", "SENSEX27AUG26FUT"), ("BSXQ2026", "SENSEX27AUG26FUT"),
    ])
  func indices(_ names: (String, String)) {
    #expect(instrument(resolve(names.0, nil))?.symbol == names.1)
  }

  @Test(
    "what is listed elsewhere is said, and not traded",
    arguments: [
      ("ONLYBSE", nil, "BSE lists it"), ("ONLYBSE.NS", nil, "BSE lists it"), ("ONLYNSE", .bse, "NSE lists it"),
      ("RELINFRA", nil, "NSE lists RELINFRA-BE"), ("SENSEX26AUGFUT", .nse, "is listed on BFO"),
      ("CRUDEOIL26SEPFUT", .nse, "is listed on MCX"),
      // The month's own contract is not in the list, only a weekly one.
      ("NIFTY26NOV24000CE", nil, "NIFTY23NOV2624000CE"),
    ] as [(String, Exchange?, String)])
  func elsewhere(_ case: (name: String, exchange: Exchange?, words: String)) {
    guard case .failed(let denial) = resolve(`case`.name, `case`.exchange) else {
      Issue.record("resolved")
      return
    }
    #expect(denial.code == .unknownSymbol && denial.detail.contains(`case`.words), "\(denial.detail)")
  }

  @Test("the month's last listed day counts, also where the rule would say another one")
  func listedDay() {
    var other = ChartNameTests()
    let moved = Instrument(
      exchange: .nfo, kind: .call, underlying: "NIFTY", expiry: "2026-10-26", strike: "24000")
    let id = other.registry.register(moved)
    other.registry.setTerms(Listed.call.terms, for: id, on: Listed.day)
    #expect(other.instrument(other.resolve("NIFTY26OCT24000CE", .nfo))?.expiry == "2026-10-26")
  }

  @Test(
    "series, house and index names are taken off",
    arguments: [
      ("SBIN-EQ", Exchange.nse, "NSE:SBIN"), ("SBIN.NS", nil, "NSE:SBIN"), ("SBIN-EQ", nil, "NSE:SBIN"),
      ("3MINDIA-EQ", .nse, "NSE:3MINDIA"), ("SBIN.BO", .bse, "BSE:SBIN"), ("SBIN.BO", nil, "BSE:SBIN"),
      ("NIFTY50-INDEX", .nse, "NSE_INDEX:NIFTY"),
      ("NIFTY 50", .nseIndex, "NSE_INDEX:NIFTY"), ("NIFTY 50", nil, "NSE_INDEX:NIFTY"),
    ] as [(String, Exchange?, String)])
  func quoted(_ case: (name: String, exchange: Exchange?, symbol: String)) {
    #expect(instrument(resolve(`case`.name, `case`.exchange))?.qualifiedSymbol == `case`.symbol)
  }

  @Test(
    "a name of one exchange with the other in the alert is denied",
    arguments: [("SBIN.BO", Exchange.nse), ("SBIN.NS", .bse)])
  func contradiction(_ name: String, _ exchange: Exchange) {
    guard case .failed(let denial) = resolve(name, exchange) else {
      Issue.record("resolved")
      return
    }
    #expect(denial.code == .unknownSymbol && denial.detail.contains("the alert says \(exchange.rawValue)"))
  }

  @Test(
    "a contract that is not listed is denied with its name, and never taken for another one",
    arguments: [
      ("NIFTY26DECFUT", "NIFTY29DEC26FUT"), ("NIFTY26AUG25000CE", "NIFTY25AUG2625000CE"),
      ("NIFTY2682524000PE", "NIFTY25AUG2624000PE"), ("NIFTYZ2026", "NIFTY29DEC26FUT"),
      ("CRUDEOILZ2026", "a contract"),
    ])
  func notListed(_ names: (String, String)) {
    guard case .failed(let denial) = resolve(names.0, nil) else {
      Issue.record("resolved")
      return
    }
    #expect(denial.code == .unknownSymbol)
    #expect(denial.detail.contains(names.0) && denial.detail.contains(names.1))
  }
}
