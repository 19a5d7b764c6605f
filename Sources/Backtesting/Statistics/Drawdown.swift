package import Market

/// One fall of equity below a peak, until the peak was reached again.
package struct Drawdown: Codable, Hashable, Sendable {
  @AsText package var peak: Money
  @AsText package var trough: Money
  /// Peak − trough.
  @AsText package var amount: Money
  /// The share of the peak that was lost: 0.25 is 25 %. More than 1 when equity fell below zero; nil when the peak was
  /// nothing or less.
  package var share: Double?
  /// The last second of the bar after which equity stood at the peak for the last time; nil: before the first bar, at
  /// the capital.
  @AsText package var peakTime: Timestamp?
  @AsText package var troughTime: Timestamp
  /// When equity reached the peak again; nil: not before the end.
  @AsText package var recoveryTime: Timestamp?
  /// Steps from the peak to the recovery, or to the last step. (One instrument: bars.)
  package var bars: Int
  /// Calendar days from the peak (or the first bar's day) to the recovery, or to the last bar.
  package var days: Int

  package init(
    peak: Money, trough: Money, peakTime: Timestamp?, troughTime: Timestamp, recoveryTime: Timestamp?, bars: Int,
    days: Int
  ) {
    let lost = peak - trough
    self.peak = peak
    self.trough = trough
    amount = lost
    share = peak > .zero ? lost.rupees / peak.rupees : nil
    self.peakTime = peakTime
    self.troughTime = troughTime
    self.recoveryTime = recoveryTime
    self.bars = bars
    self.days = days
  }
}
