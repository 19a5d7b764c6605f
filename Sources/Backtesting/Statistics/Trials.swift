/// How many variants were tried before this one was chosen, and how much their Sharpe ratios differed: what the
/// deflated Sharpe ratio needs.
package struct Trials: Codable, Hashable, Sendable {
  /// At least 1. Trials that resemble each other count as fewer; this takes them as independent.
  package var count: Int
  /// Sample variance of the trials' Sharpe ratios per day, not annualised.
  package var dailySharpeVariance: Double

  package init(count: Int, dailySharpeVariance: Double) {
    self.count = count
    self.dailySharpeVariance = dailySharpeVariance
  }

  /// - Parameter sharpes: annualised, as ``ReturnStatistics/sharpe`` has them. Trials without one are left out.
  package init(annualisedSharpes sharpes: [Double?]) {
    let known = sharpes.compactMap { $0 }
    let deviation = Moments(known).sampleDeviation ?? 0
    self.init(count: known.count, dailySharpeVariance: deviation * deviation / ReturnStatistics.daysPerYear)
  }
}
