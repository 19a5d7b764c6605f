import Foundation
import Market
import Strategies

extension SweepRow {
  /// Sums up a run that kept no lists.
  init(number: Int, values: ParameterValues, capital: Money, recorder: RunRecorder) {
    self.init(number: number, values: values)
    let summary = recorder.summary
    trades = summary.trades
    wins = summary.wins
    net = summary.net
    charges = summary.charges
    finalEquity = capital + summary.net
    profitFactor = summary.grossLoss > .zero ? summary.grossProfit.rupees / summary.grossLoss.rupees : nil
    let days = DailyResults(recorder.days, capital: capital)
    // Instruments are run one after another, so only whole days are in the order of time.
    maximumDrawdown = days.wereMerged ? days.deepestFall : summary.maximumDrawdown
    drawdown = days.deepestShare
    sharpe = days.sharpe
    calmar = days.growthPerYear.flatMap { growth in drawdown.flatMap { $0 > 0 ? growth / $0 : nil } }
  }
}

/// What closed trades came to day by day, and what that means for equity.
struct DailyResults {
  /// Whether several instruments traded on one day.
  let wereMerged: Bool
  private(set) var deepestFall = Money.zero
  /// Of the peak before it; nil without days.
  private(set) var deepestShare: Double?
  /// Mean daily return ÷ sample deviation × √252, as ``ReturnStatistics/sharpe``.
  private(set) var sharpe: Double?
  /// As ``ReturnStatistics/cagr``.
  private(set) var growthPerYear: Double?

  init(_ results: [(day: TradingDay, net: Money)], capital: Money) {
    let days = Self.merged(results)
    wereMerged = days.count < results.count
    guard let first = days.first, let last = days.last else { return }
    var (equity, peak, share) = (capital, capital, 0.0)
    var returns: [Double] = []
    returns.reserveCapacity(days.count)
    for day in days {
      if equity > .zero { returns.append(day.net.rupees / equity.rupees) }
      equity += day.net
      peak = max(peak, equity)
      deepestFall = max(deepestFall, peak - equity)
      if peak > .zero { share = max(share, (peak - equity).rupees / peak.rupees) }
    }
    deepestShare = share
    if returns.count == days.count { sharpe = Self.sharpe(returns) }
    if capital > .zero, equity > .zero {
      let years = Double(last.day - first.day + 1) / 365.25
      let rate = pow(equity.rupees / capital.rupees, 1 / years) - 1
      growthPerYear = rate.isFinite ? rate : nil
    }
  }

  /// One entry a day, ascending.
  private static func merged(_ days: [(day: TradingDay, net: Money)]) -> [(day: TradingDay, net: Money)] {
    if zip(days, days.dropFirst()).allSatisfy({ $0.day < $1.day }) { return days }
    var sums: [TradingDay: Money] = [:]
    for day in days { sums[day.day, default: .zero] += day.net }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func sharpe(_ returns: [Double]) -> Double? {
    let moments = Moments(returns)
    return moments.sampleDeviation.map { moments.mean / $0 * ReturnStatistics.daysPerYear.squareRoot() }
  }
}
