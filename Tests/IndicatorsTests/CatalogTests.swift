import Indicators
import Testing

@Suite("The catalogue makes indicators from text")
struct CatalogTests {
  @Test(
    "columns carry name, parameters and output",
    arguments: [
      ("ema:9", ["ema_9"]), ("EMA: 21 ", ["ema_21"]), ("ema", ["ema_9"]), ("vwap", ["vwap"]),
      ("macd:12,26,9", ["macd_12_26_9", "macd_12_26_9_signal", "macd_12_26_9_histogram"]),
      ("bollinger:20,2.5", ["bollinger_20_2.5_upper", "bollinger_20_2.5_middle", "bollinger_20_2.5_lower"]),
      ("supertrend:10,3", ["supertrend_10_3", "supertrend_10_3_direction"]),
    ])
  func columns(text: String, columns: [String]) throws {
    #expect(try IndicatorCatalog.make(text).columns == columns)
  }

  @Test(
    "what is wrong is said, with the way out",
    arguments: [
      ("ema:", "ema: period is \"\", which is no number"),
      ("ema:9,3", "ema takes 1 parameter (period), 2 given; write ema for the defaults, or ema:period"),
      (
        "macd:12",
        "macd takes 3 parameters (fast, slow, signal), 1 given; write macd for the defaults, or "
          + "macd:fast,slow,signal"
      ),
      ("vwap:3", "vwap takes no parameters, 1 given; write vwap"),
      ("rsi:two", "rsi: period is \"two\", which is no number"),
      ("rsi:nan", "rsi: period is \"nan\", which is no number"),
      ("rsi:2.5", "rsi: period is 2.5; it must be a whole number"),
      ("rsi:0", "rsi: period is 0; it must be from 1 to 100000"),
      ("adxr:1", "adxr: period is 1; it must be from 2 to 100000"),
      ("supertrend:10,-3", "supertrend: multiplier is -3; it must be from 0 to 100"),
      ("macd:26,12,9", "macd: fast must be below slow"),
    ])
  func errors(text: String, message: String) {
    #expect(throws: IndicatorError.self) { try IndicatorCatalog.make(text) }
    do { _ = try IndicatorCatalog.make(text) } catch { #expect(error.description == message) }
  }

  @Test("an unknown name lists the known ones")
  func unknown() {
    do {
      _ = try IndicatorCatalog.make("emma:9")
      Issue.record("no error")
    } catch {
      #expect(error == .unknownName("emma", known: IndicatorCatalog.names))
      #expect(error.description.hasPrefix("there is no indicator \"emma\"; there are: ad, adx, adxr, aroon, atr, "))
    }
  }

  @Test(
    "every entry's example makes it, with a column for each output", arguments: IndicatorCatalog.entries.map(\.name))
  func examples(name: String) throws {
    let entry = try #require(IndicatorCatalog.entries.first { $0.name == name })
    var indicator = try IndicatorCatalog.make(entry.example)
    #expect(try IndicatorCatalog.make(name).columns == indicator.columns)
    #expect(indicator.columns.count == entry.outputs.count)
    #expect(entry.meaning.hasSuffix("."))
    let bars = randomWalk(seed: 13)
    let rows = bars.map { indicator.update($0) }
    #expect(rows.contains { $0 != nil })
    #expect(rows.allSatisfy { $0 == nil || $0?.count == entry.outputs.count })
    let columns = try IndicatorCatalog.make(name).compute(bars)
    #expect(columns.map(\.count) == columns.map { _ in bars.count })
    for (index, column) in columns.enumerated() { #expect(column == rows.map { $0?[index] }) }
  }

  @Test("names are there once, in order")
  func names() {
    #expect(IndicatorCatalog.names.count == 38)
    #expect(IndicatorCatalog.names == Set(IndicatorCatalog.names).sorted())
  }
}
