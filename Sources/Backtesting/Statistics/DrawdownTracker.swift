import Market

/// Finds the worst falls of equity in one pass.
struct DrawdownTracker {
  private(set) var deepest: Drawdown?
  private(set) var costliest: Drawdown?
  private(set) var longest: Drawdown?
  /// When each step was.
  private let seconds: [UInt32]
  private var peak: Int64
  /// The last step at the peak; −1: before the first step, at the capital.
  private var peakStep = -1
  /// Lowest since the peak, and where first; the peak itself while equity stands there.
  private var trough: Int64
  private var troughStep = -1

  init(capital: Money, seconds: [UInt32]) {
    peak = capital.raw
    trough = capital.raw
    self.seconds = seconds
  }

  @inline(__always)
  mutating func take(_ equity: Int64, at step: Int) {
    if equity >= peak {
      if trough < peak { judge(fall(until: step, isRecovered: true)) }
      peak = equity
      peakStep = step
      trough = equity
    } else if equity < trough {
      trough = equity
      troughStep = step
    }
  }

  /// The last fall may not have recovered.
  mutating func finish(steps: Int) {
    if trough < peak { judge(fall(until: steps - 1, isRecovered: false)) }
  }

  @inline(never)
  private func fall(until step: Int, isRecovered: Bool) -> Drawdown {
    let began = peakStep < 0 ? time(0) : time(peakStep)
    return Drawdown(
      peak: Money(raw: peak), trough: Money(raw: trough), peakTime: peakStep < 0 ? nil : began,
      troughTime: time(troughStep), recoveryTime: isRecovered ? time(step) : nil, bars: step - peakStep,
      days: time(step).istDay - began.istDay)
  }

  /// Of equals the first stands.
  @inline(never)
  private mutating func judge(_ fall: Drawdown) {
    if costliest.map({ fall.amount > $0.amount }) ?? true { costliest = fall }
    if longest.map({ (fall.days, fall.bars) > ($0.days, $0.bars) }) ?? true { longest = fall }
    if let share = fall.share, deepest?.share.map({ share > $0 }) ?? true { deepest = fall }
  }

  private func time(_ step: Int) -> Timestamp { Timestamp(unixSeconds: Int64(seconds[step])) }
}
