package import Market

/// What the account was worth over a run: after every bar, cash plus positions at their instruments' last closes.
///
/// Money is exact. It is computed after the run from the fills, so that a run that needs no curve pays nothing for it.
package struct EquityCurve: Sendable {
  /// What the account began with.
  package let capital: Money
  /// Each day that has bars in session, ascending.
  package let days: [EquityDay]
  /// The fall that took the largest share of its peak; nil when equity never fell below a peak.
  package let deepestDrawdown: Drawdown?
  /// The fall that took the most rupees: another one, perhaps, when the account grew.
  package let costliestDrawdown: Drawdown?
  /// The fall that took longest from its peak until the peak was reached again, or until the end.
  package let longestDrawdown: Drawdown?
  /// Bars in session, of all instruments.
  package let bars: Int
  /// Bars at whose end a position in their instrument was held.
  package let barsHeld: Int
  /// Distinct times at which equity was looked at: for one instrument, its bars.
  package let steps: Int
  /// At most ``PointSampler/limit`` points for drawing, ascending in time.
  package let points: [EquityPoint]

  /// The share of bars with a position, 0…1; nil without bars.
  package var exposure: Double? { bars == 0 ? nil : Double(barsHeld) / Double(bars) }
  package var finalEquity: Money { days.last?.close ?? capital }

  /// - Parameters:
  ///   - instruments: those of the run, in any order; every fill's instrument is among them and has bars.
  ///   - calendar: the one that the run used. Bars outside the sessions are left out, as the run left them out.
  package init(result: BacktestResult, instruments: [BacktestInstrument], calendar: TradingCalendar = .bundled) {
    let series = instruments.map { SessionBars($0, calendar: calendar) }
    let fills = FillsByInstrument(result.fills, instruments: instruments)
    let grid = TimeGrid(series)
    var changes = [Int64](repeating: 0, count: grid.seconds.count)
    var barsHeld = 0
    for index in series.indices {
      barsHeld += changes.withUnsafeMutableBufferPointer { changes in
        HoldingWalk(bars: series[index], fills: fills[index], grid: grid).add(to: changes)
      }
    }
    let recorder = EquityRecorder(capital: result.capital, changes: changes, seconds: grid.seconds)
    capital = result.capital
    days = recorder.days
    deepestDrawdown = recorder.drawdowns.deepest
    costliestDrawdown = recorder.drawdowns.costliest
    longestDrawdown = recorder.drawdowns.longest
    bars = series.reduce(0) { $0 + $1.count }
    self.barsHeld = barsHeld
    steps = changes.count
    points = recorder.sampler.points
  }
}
