import Market
import Testing

@Suite("The registry numbers instruments once")
struct InstrumentRegistryTests {
  private let terms = ContractTerms(
    lotSize: Quantity(65), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: Quantity(1800),
    sessionClass: .equityDerivatives)

  @Test("ids are dense, and the same instrument keeps its id")
  func dense() {
    var registry = InstrumentRegistry()
    let first = registry.register(.equity("SBIN"))
    let second = registry.register(.equity("SBIN", on: .bse))
    #expect([first.index, second.index, registry.register(.equity("SBIN")).index] == [0, 1, 0])
    #expect(registry.count == 2)
    #expect(registry[second] == .equity("SBIN", on: .bse))
    #expect(registry.instrument(for: InstrumentID(2)) == nil)
    #expect(registry.instrument(for: InstrumentID(-1)) == nil)
  }

  @Test("instruments are found by identity and by symbol")
  func lookUp() {
    var registry = InstrumentRegistry()
    let call = registry.register(option("NIFTY", "2026-08-18", "24350", .call))
    let put = registry.register(option("NIFTY", "2026-08-18", "24350", .put))
    #expect(registry.id(exchange: .nfo, symbol: "NIFTY18AUG2624350CE") == call)
    #expect(registry.id(of: option("NIFTY", "2026-08-18", "24350", .put)) == put)
    #expect(registry.id(exchange: .nfo, symbol: "NIFTY18AUG2624400CE") == nil)
    #expect(registry.id(exchange: .bfo, symbol: "NIFTY18AUG2624350CE") == nil)
    #expect(registry.id(exchange: .nfo, symbol: "garbage") == nil)
    #expect(registry.id(of: .equity("NIFTY")) == nil)
  }

  @Test("ids survive a restart through the listed rows")
  func restore() throws {
    var registry = InstrumentRegistry()
    for strike in stride(from: 25_000, to: 24_000, by: -50) {
      _ = registry.register(option("NIFTY", "2026-08-18", "\(strike)", .call))
    }
    let symbols = registry.instruments.map { ($0.exchange, $0.symbol) }
    let restored = try InstrumentRegistry(
      restoring: symbols.map { try Instrument(symbol: $0.1, exchange: $0.0) })
    #expect(Array(restored.instruments) == Array(registry.instruments))
    #expect(restored.ids.count == registry.count)
  }

  @Test("a row that occurs twice is refused, for the ids after it would shift")
  func restoreDuplicate() {
    #expect(throws: RegistryError.duplicate(.equity("A"), InstrumentID(0))) {
      try InstrumentRegistry(restoring: [.equity("A"), .equity("B"), .equity("A")])
    }
  }

  @Test("terms hold for their own day only")
  func termsByDay() {
    var registry = InstrumentRegistry()
    let id = registry.register(option("NIFTY", "2026-08-18", "24350", .call))
    registry.setTerms(terms, for: id, on: day("2026-08-17"))
    var changed = terms
    changed.freezeQuantity = Quantity(900)
    registry.setTerms(changed, for: id, on: day("2026-08-14"))
    #expect(registry.terms(of: id, on: day("2026-08-17")) == terms)
    #expect(registry.terms(of: id, on: day("2026-08-14")) == changed)
    #expect(registry.terms(of: id, on: day("2026-08-18")) == nil)
    #expect(registry.daysWithTerms == [day("2026-08-14"), day("2026-08-17")])
    registry.forgetTerms(before: day("2026-08-17"))
    #expect(registry.daysWithTerms == [day("2026-08-17")])
    #expect(registry.terms(of: id, on: day("2026-08-17")) == terms)
  }

  /// 100 rows stay in the unsorted tail, 2000 go through many merges: both answer alike.
  @Test("chains are listed in order, whatever the order of registration", arguments: [100, 2000])
  func chains(_ count: Int) {
    var registry = InstrumentRegistry()
    for step in 0..<count {
      // 7 has no factor in common with the counts, so every strike comes once, out of order.
      let strike = "\(20_000 + step * 7 % count * 50)"
      for kind in [InstrumentKind.put, .call] {
        _ = registry.register(option("NIFTY", step % 2 == 0 ? "2026-08-25" : "2026-08-18", strike, kind))
      }
    }
    #expect(registry.optionExpiries(of: "NIFTY", on: .nfo) == [day("2026-08-18"), day("2026-08-25")])
    #expect(registry.optionExpiries(of: "BANKNIFTY", on: .nfo) == [])
    let strikes = registry.strikes(of: "NIFTY", expiry: day("2026-08-18"), on: .nfo)
    #expect(strikes.count == count / 2)
    #expect(strikes == strikes.sorted())
    let found = registry.option(
      of: "NIFTY", expiry: day("2026-08-18"), strike: strikes[0], kind: .put, on: .nfo)
    #expect(found.map { registry[$0].kind } == .put)
    #expect(
      registry.option(of: "NIFTY", expiry: day("2026-08-18"), strike: price("1"), kind: .put, on: .nfo) == nil)
  }

  @Test("futures come nearest first and apart from options")
  func futures() {
    var registry = InstrumentRegistry()
    _ = registry.register(option("NIFTY", "2026-08-25", "24000", .call))
    let ids = ["2026-10-27", "2026-08-25", "2026-09-29"].map {
      registry.register(Instrument(exchange: .nfo, kind: .future, underlying: "NIFTY", expiry: day($0)))
    }
    #expect(registry.futures(of: "NIFTY", on: .nfo) == [ids[1], ids[2], ids[0]])
    #expect(registry.hasDerivatives(of: "NIFTY", on: .nfo, expiringFrom: day("2026-10-27")))
    #expect(!registry.hasDerivatives(of: "NIFTY", on: .nfo, expiringFrom: day("2026-10-28")))
  }
}
