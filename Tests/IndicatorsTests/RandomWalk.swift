import Indicators
import Market
import TestSupport

/// Bars of a random walk in 5-paisa steps: days of `barsPerDay` 1-minute bars, some of them missing, some flat, some
/// without volume.
func randomWalk(seed: UInt64, count: Int = 600, barsPerDay: Int = 40) -> [Bar] {
  var random = Seeded(seed)
  var close = 2000
  return (0..<count).compactMap { index in
    if random.oneIn(15) { return nil }
    let open = close
    let isFlat = random.oneIn(8)
    close = isFlat ? open : max(200, open + Int.random(in: -20...20, using: &random))
    let high = max(open, close) + (isFlat ? 0 : Int.random(in: 0...10, using: &random))
    let low = min(open, close) - (isFlat ? 0 : Int.random(in: 0...10, using: &random))
    let volume = random.oneIn(10) ? 0 : Int.random(in: 1...5000, using: &random)
    return bar(
      day: Int32(index / barsPerDay), minute: index % barsPerDay, open: Double(open) / 20, high: Double(high) / 20,
      low: Double(low) / 20, close: Double(close) / 20, volume: Double(volume))
  }
}

/// A bar that starts `minute` minutes after 09:15 on a day after 2024-01-01.
func bar(
  day: Int32 = 0, minute: Int = 0, minutes: Int = 1, open: Double? = nil, high: Double, low: Double, close: Double,
  volume: Double = 1
) -> Bar {
  let start = Timestamp(day: TradingDay(daysSince1970: 19_723 + day), time: TimeOfDay(9, 15)) + .minutes(Int64(minute))
  return Bar(
    start: start, end: start + .minutes(Int64(minutes)), open: open ?? close, high: high, low: low, close: close,
    volume: volume)
}
