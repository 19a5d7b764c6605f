import Foundation
import Indicators
import Testing

@Suite("Indicators equal TA-Lib's")
struct GoldenTests {
  /// Each column of the file, and the catalogue's indicator and column it belongs to.
  static let columns: [(golden: String, indicator: String, column: String)] = [
    ("sma_20", "sma:20", "sma_20"), ("ema_9", "ema:9", "ema_9"), ("ema_21", "ema:21", "ema_21"),
    ("wma_10", "wma:10", "wma_10"), ("dema_10", "dema:10", "dema_10"), ("tema_10", "tema:10", "tema_10"),
    ("kama_10", "kama:10", "kama_10"), ("rsi_14", "rsi:14", "rsi_14"), ("trange", "truerange", "truerange"),
    ("atr_14", "atr:14", "atr_14"), ("natr_14", "natr:14", "natr_14"), ("plus_di_14", "dmi:14", "dmi_14_plus"),
    ("minus_di_14", "dmi:14", "dmi_14_minus"), ("dx_14", "dmi:14", "dmi_14_dx"), ("adx_14", "adx:14", "adx_14"),
    ("adxr_14", "adxr:14", "adxr_14"), ("cci_20", "cci:20", "cci_20"), ("mfi_14", "mfi:14", "mfi_14"),
    ("willr_14", "williams:14", "williams_14"), ("obv", "obv", "obv"), ("ad", "ad", "ad"),
    ("roc_10", "roc:10", "roc_10"), ("mom_10", "momentum:10", "momentum_10"), ("trix_15", "trix:15", "trix_15"),
    ("stddev_20", "stddev:20", "stddev_20"), ("sar", "sar:0.02,0.2", "sar_0.02_0.2"),
    ("linreg_14", "linreg:14", "linreg_14"), ("macd", "macd:12,26,9", "macd_12_26_9"),
    ("macd_signal", "macd:12,26,9", "macd_12_26_9_signal"), ("macd_hist", "macd:12,26,9", "macd_12_26_9_histogram"),
    ("bb_upper", "bollinger:20,2", "bollinger_20_2_upper"),
    ("bb_middle", "bollinger:20,2", "bollinger_20_2_middle"),
    ("bb_lower", "bollinger:20,2", "bollinger_20_2_lower"),
    ("stoch_k", "stochastic:14,3,3", "stochastic_14_3_3_k"),
    ("stoch_d", "stochastic:14,3,3", "stochastic_14_3_3_d"),
    ("stochrsi_k", "stochrsi:14,5,3", "stochrsi_14_5_3_k"), ("stochrsi_d", "stochrsi:14,5,3", "stochrsi_14_5_3_d"),
    ("aroon_down", "aroon:14", "aroon_14_down"), ("aroon_up", "aroon:14", "aroon_14_up"),
  ]

  @Test("Every indicator column equals TA-Lib's, including where it is undefined", arguments: columns)
  func column(golden: String, indicator: String, column: String) throws {
    try check(GoldenFile(), golden, indicator, column)
  }

  /// Bars of a market that stands still now and then, without volume at times: what is 0, what stays as it was and
  /// what is mere rounding is TA-Lib's choice.
  static let flatColumns: [(golden: String, indicator: String, column: String)] = [
    ("rsi_5", "rsi:5", "rsi_5"), ("mfi_5", "mfi:5", "mfi_5"), ("plus_di_5", "dmi:5", "dmi_5_plus"),
    ("minus_di_5", "dmi:5", "dmi_5_minus"), ("dx_5", "dmi:5", "dmi_5_dx"), ("adx_5", "adx:5", "adx_5"),
    ("adxr_5", "adxr:5", "adxr_5"), ("cci_5", "cci:5", "cci_5"), ("willr_5", "williams:5", "williams_5"),
    ("stddev_5", "stddev:5", "stddev_5"), ("kama_5", "kama:5", "kama_5"),
    ("stoch_k", "stochastic:5,3,3", "stochastic_5_3_3_k"), ("stoch_d", "stochastic:5,3,3", "stochastic_5_3_3_d"),
    ("stochrsi_k", "stochrsi:5,3,3", "stochrsi_5_3_3_k"), ("stochrsi_d", "stochrsi:5,3,3", "stochrsi_5_3_3_d"),
    ("bb_upper", "bollinger:5,2", "bollinger_5_2_upper"), ("bb_middle", "bollinger:5,2", "bollinger_5_2_middle"),
    ("bb_lower", "bollinger:5,2", "bollinger_5_2_lower"), ("aroon_down", "aroon:5", "aroon_5_down"),
    ("aroon_up", "aroon:5", "aroon_5_up"), ("sar", "sar:0.02,0.2", "sar_0.02_0.2"),
  ]

  @Test("on a market that stands still now and then", arguments: flatColumns)
  func flatColumn(golden: String, indicator: String, column: String) throws {
    try check(GoldenFile("talib_flat.csv"), golden, indicator, column)
  }

  private func check(_ file: GoldenFile, _ golden: String, _ indicator: String, _ column: String) throws {
    let made = try IndicatorCatalog.make(indicator)
    let index = try #require(made.columns.firstIndex(of: column))
    let expected = try #require(file.values[golden])
    let actual = made.compute(file.bars)[index]
    #expect(actual.count == file.bars.count)
    #expect(expected.contains { $0 != nil })
    for (bar, (actual, expected)) in zip(actual, expected).enumerated() where !Self.agree(actual, expected) {
      Issue.record("\(golden), bar \(bar): \(String(describing: actual)), TA-Lib \(String(describing: expected))")
    }
  }

  @Test("no column of the file is left out")
  func allColumns() throws {
    let inputs: Set = ["timestamp", "open", "high", "low", "close", "volume"]
    #expect(Set(try GoldenFile().values.keys).subtracting(inputs) == Set(Self.columns.map(\.golden)))
    #expect(
      Set(try GoldenFile("talib_flat.csv").values.keys).subtracting(inputs) == Set(Self.flatColumns.map(\.golden)))
    #expect(try GoldenFile().bars.count == 300)
  }

  /// The file has 10 significant digits.
  static func agree(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= max(1e-9, 1e-8 * max(abs(a), abs(b)))
  }
}
