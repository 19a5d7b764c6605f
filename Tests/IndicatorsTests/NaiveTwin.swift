import Indicators
import Market

/// Indicators computed the slow and obvious way, over whole arrays.
enum NaiveTwin {
  /// The last `period` elements up to `index`; nil while there are fewer.
  static func window<Element>(_ values: [Element], _ index: Int, _ period: Int) -> ArraySlice<Element>? {
    index + 1 >= period ? values[(index + 1 - period)...index] : nil
  }

  static func mean(_ values: some Collection<Double>) -> Double { values.reduce(0, +) / Double(values.count) }

  static func ema(_ values: [Double], _ period: Int) -> [Double?] {
    smoothed(values, period) { $0 + 2 / Double(period + 1) * ($1 - $0) }
  }

  static func wilder(_ values: [Double], _ period: Int) -> [Double?] {
    smoothed(values, period) { ($0 * Double(period - 1) + $1) / Double(period) }
  }

  /// Starts with the mean of the first `period` values.
  private static func smoothed(_ values: [Double], _ period: Int, _ next: (Double, Double) -> Double) -> [Double?] {
    var result = [Double?](repeating: nil, count: values.count)
    guard values.count >= period else { return result }
    var average = mean(values[..<period])
    result[period - 1] = average
    for index in values.indices.dropFirst(period) {
      average = next(average, values[index])
      result[index] = average
    }
    return result
  }

  static func atr(_ bars: [Bar], _ period: Int) -> [Double?] {
    let ranges = bars.indices.dropFirst().map { index in
      let close = bars[index - 1].close
      return [bars[index].high - bars[index].low, abs(bars[index].high - close), abs(bars[index].low - close)].max()
        ?? 0
    }
    return [nil] + wilder(ranges, period)
  }

  static func supertrend(_ bars: [Bar], _ period: Int, _ multiplier: Double) -> [(line: Double, isUp: Bool)?] {
    var result: [(line: Double, isUp: Bool)?] = []
    var upper: [Double] = []
    var lower: [Double] = []
    for (index, range) in atr(bars, period).enumerated() {
      guard let range else {
        result.append(nil)
        continue
      }
      let middle = (bars[index].high + bars[index].low) / 2
      let close = bars[index].close
      if let lastUpper = upper.last, let lastLower = lower.last {
        let before = bars[index - 1].close
        upper.append(
          middle + multiplier * range < lastUpper || before > lastUpper ? middle + multiplier * range : lastUpper)
        lower.append(
          middle - multiplier * range > lastLower || before < lastLower ? middle - multiplier * range : lastLower)
      } else {
        upper.append(middle + multiplier * range)
        lower.append(middle - multiplier * range)
      }
      let wasUp = result.last.flatMap { $0?.isUp } ?? false
      let isUp = wasUp ? close >= lower[lower.count - 1] : close > upper[upper.count - 1]
      result.append((isUp ? lower[lower.count - 1] : upper[upper.count - 1], isUp))
    }
    return result
  }

  /// The bars of the day of bar `index`, up to it.
  static func today(_ bars: [Bar], _ index: Int) -> [Bar] {
    bars[...index].filter { $0.start.istDay == bars[index].start.istDay }
  }

  /// All bars of the last day with bars before that of bar `index`.
  static func previousDay(_ bars: [Bar], _ index: Int) -> [Bar] {
    let earlier = bars.filter { $0.start.istDay < bars[index].start.istDay }
    return earlier.filter { $0.start.istDay == earlier.last?.start.istDay }
  }
}
