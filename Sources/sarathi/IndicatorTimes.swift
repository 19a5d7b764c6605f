import Indicators

/// The speed of each indicator over one long random series.
struct IndicatorTimes {
  /// Nanoseconds a bar.
  struct Result: Encodable {
    var name: String
    /// `update` called bar by bar, each result used at once.
    var streaming: Double
    /// `values(of:into:)` into memory that is there already.
    var array: Double
  }

  private let bars: [Bar]
  private let closes: [Double]
  private let rounds: Int

  /// - Parameter rounds: the fastest counts, since everything else on the machine only adds time.
  init(bars: [Bar], rounds: Int = 7) {
    self.bars = bars
    closes = bars.map(\.close)
    self.rounds = rounds
  }

  /// What to measure: call a closure, get its result.
  var cases: [(name: String, run: () -> Result)] {
    [
      close("sma:20", SMA(period: 20)),
      close("ema:9", EMA(period: 9)),
      close("wma:10", WMA(period: 10)),
      close("dema:10", DEMA(period: 10)),
      close("tema:10", TEMA(period: 10)),
      close("kama:10", KAMA(period: 10)),
      close("trix:15", TRIX(period: 15)),
      close("rsi:14", RSI(period: 14)),
      close("macd:12,26,9", MACD(fast: 12, slow: 26, signal: 9)),
      bar("stochastic:14,3,3", Stochastic(period: 14, smoothing: 3, signal: 3)),
      close("stochrsi:14,5,3", StochasticRSI(period: 14, range: 5, signal: 3)),
      bar("cci:20", CCI(period: 20)),
      bar("williams:14", WilliamsR(period: 14)),
      close("roc:10", RateOfChange(period: 10)),
      close("momentum:10", Momentum(period: 10)),
      bar("truerange", TrueRange()),
      bar("atr:14", ATR(period: 14)),
      bar("natr:14", NATR(period: 14)),
      close("bollinger:20,2", BollingerBands(period: 20, deviations: 2)),
      bar("keltner:20,2,10", KeltnerChannels(period: 20, multiplier: 2, rangePeriod: 10)),
      bar("donchian:20", DonchianChannels(period: 20)),
      bar("adx:14", ADX(period: 14)),
      bar("adxr:14", ADXR(period: 14)),
      bar("dmi:14", DirectionalMovement(period: 14)),
      bar("aroon:14", Aroon(period: 14)),
      bar("sar:0.02,0.2", ParabolicSAR(step: 0.02, maximum: 0.2)),
      bar("supertrend:10,3", Supertrend(period: 10, multiplier: 3)),
      bar("vwap", SessionVWAP()),
      bar("obv", OBV()),
      bar("ad", AccumulationDistribution()),
      bar("mfi:14", MFI(period: 14)),
      close("stddev:20", StandardDeviation(period: 20)),
      close("linreg:14", LinearRegression(period: 14)),
      bar("pivots", Pivots()),
      close("highest:20", Highest(period: 20)),
      close("lowest:20", Lowest(period: 20)),
      bar("heikinashi", HeikinAshi()),
      bar("openingrange:15", OpeningRange(minutes: 15)),
    ]
  }

  @inline(__always)
  private func close<I: Indicator<Double>>(
    _ name: String, _ indicator: I
  ) -> (name: String, run: () -> Result) {
    (name, { measure(name, indicator, closes) })
  }

  @inline(__always)
  private func bar<I: Indicator<Bar>>(
    _ name: String, _ indicator: I
  ) -> (name: String, run: () -> Result) {
    (name, { measure(name, indicator, bars) })
  }

  @inline(__always)
  private func measure<I: Indicator>(
    _ name: String, _ indicator: I, _ inputs: [I.Input]
  ) -> Result {
    var outputs: [I.Output] = []
    indicator.values(of: inputs, into: &outputs)
    var checksum = 0.0
    let streaming = fastest {
      var running = indicator
      for input in inputs {
        if let output = running.update(input) { checksum += total(output) }
      }
    }
    let array = fastest { indicator.values(of: inputs, into: &outputs) }
    // Never true; keeps the sum from being optimised away.
    if checksum == 0.123456 { Console.note("\(checksum)") }
    return Result(name: name, streaming: streaming / Double(inputs.count), array: array / Double(inputs.count))
  }

  /// The sum of an output's numbers, so that none of them can be left out.
  @inline(__always)
  private func total<Output: IndicatorOutput>(_ output: Output) -> Double {
    withUnsafeBytes(of: output) { bytes in
      var sum = 0.0
      for index in 0..<MemoryLayout<Output>.size / 8 { sum += bytes.load(fromByteOffset: 8 * index, as: Double.self) }
      return sum
    }
  }

  /// Nanoseconds of processor time of the fastest round: other programs on the machine do not count.
  @inline(__always)
  private func fastest(_ work: () -> Void) -> Double {
    (0..<rounds).map { _ in
      let begin = BenchClock.processor
      work()
      return Double(BenchClock.processor - begin)
    }.min() ?? 0
  }
}
