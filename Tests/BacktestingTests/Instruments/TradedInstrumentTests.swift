import Backtesting
import History
import Market
import TestSupport
import Testing

@Suite("What a symbol is traded as")
struct TradedInstrumentTests {
  private func traded(
    _ symbol: String, on day: TradingDay = "2022-03-01", _ overrides: TradedInstrument.Overrides = .init()
  ) throws -> TradedInstrument {
    try TradedInstrument(SweepData.bars(1, days: 1, symbol: symbol, from: day), overrides: overrides)
  }

  @Test(
    "an index is traded as its future",
    arguments: [
      ("NIFTY", "NIFTY", Exchange.nfo), ("Nifty 50", "NIFTY", .nfo), ("NIFTY BANK", "BANKNIFTY", .nfo),
      ("FINNIFTY", "FINNIFTY", .nfo), ("SENSEX", "SENSEX", .bfo), ("BANKEX", "BANKEX", .bfo),
    ])
  func index(_ symbol: String, _ underlying: String, _ exchange: Exchange) throws {
    let traded = try traded(symbol, on: "2023-06-01")
    #expect(traded.instrument == Instrument(exchange: exchange, kind: .future, underlying: underlying))
    #expect(traded.isIndexFuture)
    #expect(traded.notes.contains { $0.contains("index") })
  }

  @Test("India VIX cannot be traded")
  func vix() { #expect(throws: BacktestError.self) { try traded("INDIAVIX") } }

  @Test(
    "the lot is that of the near month's future on the day",
    arguments: [
      ("NIFTY", "2021-06-24", 75), ("NIFTY", "2021-06-25", 50), ("NIFTY", "2024-05-02", 25),
      ("NIFTY", "2025-01-30", 25),
      ("NIFTY", "2025-01-31", 75), ("NIFTY", "2026-01-05", 65), ("BANKNIFTY", "2022-01-03", 25),
      ("BANKNIFTY", "2024-01-10", 15), ("BANKNIFTY", "2025-07-01", 35), ("BANKNIFTY", "2026-08-03", 30),
      ("MIDCPNIFTY", "2026-08-03", 120), ("SENSEX", "2024-12-02", 10), ("SENSEX", "2026-08-03", 20),
    ] as [(String, TradingDay, Int64)])
  func lots(_ index: String, _ day: TradingDay, _ lot: Int64) throws {
    #expect(try traded(index, on: day).terms.terms(on: day).lotSize.units == lot)
  }

  @Test(
    "an option's lot is that of its expiry",
    arguments: [
      ("BANKNIFTY_2024-01-10_47200CE", 15), ("NIFTY30JAN2523500CE", 25), ("NIFTY23JAN2523500PE", 75),
      ("NIFTY25APR2422000CE", 50), ("NIFTY02MAY2422000CE", 25), ("NIFTY06JAN2626000CE", 65),
    ])
  func optionLots(_ symbol: String, _ lot: Int64) throws {
    let traded = try traded(symbol, on: "2024-01-05")
    #expect(traded.instrument.kind.isOption)
    #expect(traded.terms.terms(on: "2024-01-05").lotSize.units == lot)
  }

  @Test("a dated name is read as its contract")
  func dashed() throws {
    let expected = Instrument(
      exchange: .nfo, kind: .call, underlying: "BANKNIFTY", expiry: "2024-01-10", strike: "47200")
    #expect(try traded("BANKNIFTY_2024-01-10_47200CE", on: "2024-01-05").instrument == expected)
    #expect(try traded("SENSEX_2024-01-12_72000PE", on: "2024-01-05").instrument.exchange == .bfo)
  }

  @Test("terms change inside a series on their day")
  func dated() throws {
    let series = SweepData.bars(1, days: 5, symbol: "NIFTY", from: "2021-06-23")
    let terms = try TradedInstrument(series).terms
    #expect(terms.terms(on: "2021-06-24").lotSize == 75)
    #expect(terms.terms(on: "2021-06-25").lotSize == 50)
    #expect(terms.terms(on: "2021-06-25").freezeQuantity == 1800)
  }

  @Test(
    "a share's tick follows date and price",
    arguments: [
      ("2022-03-01", "100", "0.05"), ("2024-06-11", "100", "0.01"), ("2024-06-11", "300", "0.05"),
      ("2025-05-02", "1000", "0.10"), ("2025-05-02", "7000", "0.50"), ("2025-05-02", "240", "0.01"),
      ("2025-05-02", "25000", "5"),
    ] as [(TradingDay, Price, Price)])
  func ticks(_ day: TradingDay, _ price: Price, _ tick: Price) throws {
    let step = Int32(price.raw / 100)
    let series = BarSeries(
      symbol: "RELIANCE", interval: .minutes(1), priceUnit: 100, hasVolume: false,
      columns: BarColumns(
        seconds: Column([UInt32(Timestamp(day: day, time: TimeOfDay(9, 15)).nanoseconds / 1_000_000_000)]),
        open: Column([step]), high: Column([step]), low: Column([step]), close: Column([step]), volume: Column([0])))
    let traded = try TradedInstrument(series)
    #expect(traded.instrument == .equity("RELIANCE"))
    #expect(traded.terms.terms(on: day).tickSize == tick)
  }

  @Test("the command line overrides lot, tick and exchange")
  func overrides() throws {
    let traded = try traded("RELIANCE", .init(exchange: .nfo, lot: 250, tick: "0.10"))
    #expect(traded.instrument == Instrument(exchange: .nfo, kind: .future, underlying: "RELIANCE"))
    #expect(traded.terms.terms(on: "2022-03-01").lotSize == 250)
    #expect(traded.terms.terms(on: "2022-03-01").tickSize == "0.10")
    #expect(try self.traded("RELIANCE", .init(exchange: .bse)).instrument == .equity("RELIANCE", on: .bse))
  }

  @Test("a derivative of unknown lot and a name that tells nothing are refused with the fix")
  func refused() {
    let lot = #expect(throws: BacktestError.self) { try traded("RELIANCE27JAN222500CE") }
    #expect(lot?.fix.contains("--lot") == true)
    let name = #expect(throws: BacktestError.self) { try traded("BANKNIFTY_rollingATM_CE") }
    #expect(name?.fix.contains("--symbol") == true)
  }

  @Test("a price band stands around the close of the day before")
  func band() throws {
    let series = SweepData.bars(1, days: 2, symbol: "RELIANCE")
    let terms = try TradedInstrument(series, overrides: .init(priceBand: 1_000)).terms
    let close = series.candle(374).close
    let second = terms.terms(on: "2022-03-02")
    #expect(terms.terms(on: "2022-03-01").upperBand == nil)
    let upper = try #require(second.upperBand)
    let lower = try #require(second.lowerBand)
    #expect(
      upper <= close + close.scaled(basisPoints: 1_000) && upper + "0.05" > close + close.scaled(basisPoints: 1_000))
    #expect(lower >= close - close.scaled(basisPoints: 1_000) && lower < close)
    #expect(upper.isOnTick("0.05") && lower.isOnTick("0.05"))
  }
}

@Suite("Candles from single prices")
struct TickBarsTests {
  @Test("have open, high, low, close and the volume traded in them")
  func bars() {
    func entry(_ time: TimeOfDay, _ price: Price, _ volume: Int64) -> TickSeries.Entry {
      .init(time: Timestamp(day: "2021-06-01", time: time), price: price, volume: volume)
    }
    let ticks = TickSeries(
      symbol: "SBIN",
      entries: [
        entry(TimeOfDay(9, 14, 59), "99", 0), entry(TimeOfDay(9, 15), "100", 10),
        entry(TimeOfDay(9, 15, 30), "102", 15),
        entry(TimeOfDay(9, 15, 59), "101", 40), entry(TimeOfDay(9, 17), "103", 41),
      ])
    let bars = ticks.bars(of: .minutes(1))
    #expect(bars.count == 3)
    let candle = bars.candle(1)
    #expect(candle.start.istTime == TimeOfDay(9, 15))
    #expect(candle.open == "100" && candle.high == "102" && candle.low == "100" && candle.close == "101")
    #expect(candle.volume == 40)
    #expect(bars.candle(2).volume == 1 && bars.candle(2).start.istTime == TimeOfDay(9, 17))
  }
}
