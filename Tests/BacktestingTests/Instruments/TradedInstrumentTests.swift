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
      ("NIFTY", "2014-09-22", 50), ("NIFTY", "2015-09-21", 25), ("NIFTY", "2016-01-04", 75),
      ("BANKNIFTY", "2018-09-19", 40), ("BANKNIFTY", "2019-06-20", 20), ("BANKNIFTY", "2020-06-26", 25),
      ("NIFTY-I", "2021-06-01", 75), ("NIFTY-II", "2021-06-01", 50), ("NIFTY1!", "2021-06-25", 50),
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

  @Test(
    "the lot of an old contract is that of its expiry",
    arguments: [
      ("BANKNIFTY_2018-09-27_26000CE", "2018-09-19", 40), ("BANKNIFTY_2018-11-01_26000CE", "2018-10-29", 20),
      ("BANKNIFTY_2019-06-27_31000CE", "2019-06-20", 20), ("BANKNIFTY_2020-07-23_22500CE", "2020-07-20", 20),
      ("BANKNIFTY_2020-07-30_22500CE", "2020-07-27", 25), ("BANKNIFTY_2023-07-20_45000CE", "2023-07-17", 25),
      ("BANKNIFTY_2023-07-27_45000CE", "2023-07-17", 15), ("NIFTY_2014-09-25_8000CE", "2014-09-22", 50),
      ("NIFTY_2015-09-24_7900CE", "2015-09-21", 25), ("NIFTY_2016-01-28_7500CE", "2016-01-04", 75),
    ] as [(String, TradingDay, Int64)])
  func oldLots(_ symbol: String, _ day: TradingDay, _ lot: Int64) throws {
    #expect(try traded(symbol, on: day).terms.terms(on: day).lotSize.units == lot)
  }

  @Test("lots from before the table, or not confirmed by a circular, are said")
  func lotNotes() throws {
    #expect(try traded("NIFTY", on: "2006-06-01").notes.contains { $0.contains("are not known: 50 is taken") })
    #expect(try traded("NIFTY", on: "2015-06-01").notes.contains { $0.contains("not confirmed") })
    #expect(try !traded("NIFTY", on: "2016-06-01").notes.contains { $0.contains("lots of") })
  }

  private static let contracts: [(String, TradingDay, String, Exchange)] = [
    ("NIFTY2280417150PE", "2022-08-03", "NIFTY04AUG2217150PE", .nfo),
    ("NIFTY24D0524500CE", "2024-12-03", "NIFTY05DEC2424500CE", .nfo),
    ("NIFTY24NOV23500CE", "2024-11-26", "NIFTY28NOV2423500CE", .nfo),
    ("BANKNIFTY24JAN47200CE", "2024-01-18", "BANKNIFTY25JAN2447200CE", .nfo),
    ("NIFTY24NOVFUT", "2024-11-26", "NIFTY28NOV24FUT", .nfo),
    ("NSE:NIFTY24NOVFUT", "2024-11-26", "NIFTY28NOV24FUT", .nfo),
    ("NIFTY241128C23500", "2024-11-26", "NIFTY28NOV2423500CE", .nfo),
    ("NIFTY24112823500CE", "2024-11-26", "NIFTY28NOV2423500CE", .nfo),
    ("NIFTYX2024", "2024-11-26", "NIFTY28NOV24FUT", .nfo),
    ("NIFTY2411122000CE", "2024-01-09", "NIFTY11JAN2422000CE", .nfo),
    ("BANKNIFTY23D0644500PE", "2023-12-04", "BANKNIFTY06DEC2344500PE", .nfo),
    ("NIFTY28NOV2423500CE.NFO", "2024-11-26", "NIFTY28NOV2423500CE", .nfo),
    ("CNXBAN_2024-01-10_47200CE", "2024-01-09", "BANKNIFTY10JAN2447200CE", .nfo),
    ("BFO:SENSEX24N2277000CE", "2024-11-21", "SENSEX22NOV2477000CE", .bfo),
    ("SENSEX24N2277000CE", "2024-11-21", "SENSEX22NOV2477000CE", .bfo),
  ]

  @Test("the names of exchanges, brokers and charts are read as their contract", arguments: contracts)
  func contractNames(_ symbol: String, _ day: TradingDay, _ canonical: String, _ exchange: Exchange) throws {
    let traded = try traded(symbol, on: day)
    #expect(traded.instrument.symbol == canonical && traded.instrument.exchange == exchange)
  }

  @Test(
    "what looks like a contract is one, or is refused: never a share, never another year's",
    arguments: [
      ("RELIANCE24NOV1300CE", "--lot"), ("RELIANCE24NOVFUT", "--lot"), ("NSE_TCS_CE_4000_20250327", "--symbol"),
      ("NIFTY24XYZ23500CE", "--symbol"), ("NIFTY22NOV17000CE", "--symbol"), ("BANKNIFTY_ATM_PE", "--symbol"),
      ("CRUDEOIL24NOVFUT", "--symbol"), ("CRUDEOIL19NOV24FUT", "--lot"), ("NIFTY_FUT", "--symbol"),
      ("NIFTY28NOV2423500", "--symbol"), ("NIFTY24NOV23500XX", "--symbol"), ("NIFTY24D0524500", "--symbol"),
      ("SBIN28NOV24800", "--symbol"), ("BANKNIFTY24112850000", "--symbol"), ("NIFTYFUT", "--symbol"),
      ("SBINFUT", "--symbol"), ("NIFTY24JUL", "--symbol"), ("NIFTY2024JUL", "--symbol"),
      ("BANKNIFTY24JULCE", "--symbol"),
    ])
  func contractLike(_ symbol: String, _ remedy: String) {
    let error = #expect(throws: BacktestError.self) { try traded(symbol, on: "2024-11-12") }
    #expect(error?.fix.contains(remedy) == true, "\(String(describing: error))")
  }

  @Test("the remedy of an error works")
  func remedies() throws {
    #expect(
      try traded("RELIANCE24NOV1300CE", on: "2024-11-12", .init(lot: 250)).instrument.symbol == "RELIANCE28NOV241300CE")
    #expect(try traded("CRUDEOIL19NOV24FUT", on: "2024-11-12", .init(lot: 100)).instrument.exchange == .mcx)
    let error = #expect(throws: BacktestError.self) { try traded("GOLD", on: "2024-11-12") }
    #expect(error?.fix.contains("--exchange MCX") == true)
    #expect(try traded("GOLD", on: "2024-11-12", .init(exchange: .mcx, lot: 100)).instrument.kind == .future)
    #expect(try traded("NSE:GOLD", on: "2024-11-12").instrument == .equity("GOLD"))
  }

  @Test(
    "shares and indices are found under the names of brokers",
    arguments: [
      ("NSE:SBIN-EQ", Instrument.equity("SBIN")), ("SBIN-EQ", .equity("SBIN")), ("NSE_EQ|SBIN", .equity("SBIN")),
      ("BSE:SBIN", .equity("SBIN", on: .bse)), ("SBIN.NS", .equity("SBIN")), ("SBIN.BO", .equity("SBIN", on: .bse)),
      ("NSE:BAJAJ-AUTO-EQ", .equity("BAJAJ-AUTO")), ("3MINDIA", .equity("3MINDIA")),
      ("NIFTYBEES", .equity("NIFTYBEES")),
      ("NIFTY1", .equity("NIFTY1")), ("RELIANCE", .equity("RELIANCE")),
      ("NSE:NIFTY50-INDEX", Instrument(exchange: .nfo, kind: .future, underlying: "NIFTY")),
      ("^NSEI", Instrument(exchange: .nfo, kind: .future, underlying: "NIFTY")),
      ("^NSEBANK", Instrument(exchange: .nfo, kind: .future, underlying: "BANKNIFTY")),
      ("^BSESN", Instrument(exchange: .bfo, kind: .future, underlying: "SENSEX")),
      ("NSE_INDEX|Nifty 50", Instrument(exchange: .nfo, kind: .future, underlying: "NIFTY")),
    ])
  func brokerNames(_ symbol: String, _ instrument: Instrument) throws {
    #expect(try traded(symbol, on: "2024-03-11").instrument == instrument)
  }

  @Test(
    "a commodity has the price step of its contract",
    arguments: [("CRUDEOIL", "1"), ("NATURALGAS", "0.10"), ("GOLDM", "1"), ("COPPER", "0.05")] as [(String, Price)])
  func commodityTicks(_ symbol: String, _ tick: Price) throws {
    let traded = try traded(symbol, on: "2024-11-12", .init(exchange: .mcx, lot: 100))
    #expect(traded.terms.terms(on: "2024-11-12").tickSize == tick)
    let unknown = #expect(throws: BacktestError.self) { try self.traded("KAPAS", .init(exchange: .mcx, lot: 4)) }
    #expect(unknown?.fix.contains("--tick") == true)
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
    let lot = #expect(throws: BacktestError.self) { try traded("RELIANCE27JAN222500CE", on: "2022-01-04") }
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
  @Test("Candles built from ticks have open, high, low, close and volume")
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
