import Foundation

/// How sure one can be that a Sharpe ratio is no accident.
///
/// All Sharpe ratios here are per observation (per day), not annualised.
package struct SharpeConfidence {
  package let sharpe: Double
  package let observations: Int
  package let skewness: Double
  /// 3 for a normal distribution.
  package let kurtosis: Double

  package init(sharpe: Double, observations: Int, skewness: Double, kurtosis: Double) {
    self.sharpe = sharpe
    self.observations = observations
    self.skewness = skewness
    self.kurtosis = kurtosis
  }

  /// The probability that the true Sharpe ratio exceeds `benchmark`.
  ///
  /// D. H. Bailey, M. López de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15 (2012):
  /// Φ((SR − SR*)·√(n − 1) / √(1 − γ₃·SR + (γ₄ − 1)/4·SR²)).
  /// - Returns: nil when the root's argument is not above zero, or for fewer than two observations.
  package func probabilistic(benchmark: Double = 0) -> Double? {
    let spread = 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe
    guard observations >= 2, spread > 0 else { return nil }
    let error = (spread / Double(observations - 1)).squareRoot()
    return NormalDistribution.cumulative((sharpe - benchmark) / error)
  }

  /// The same against the Sharpe ratio that the best of so many worthless trials would show by luck.
  ///
  /// D. H. Bailey, M. López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management 40 (2014).
  /// - Returns: nil for a single trial.
  package func deflated(_ trials: Trials) -> Double? {
    Self.luckiest(of: trials).flatMap { probabilistic(benchmark: $0) }
  }

  /// √V·((1 − γ)·Φ⁻¹(1 − 1/N) + γ·Φ⁻¹(1 − 1/(N·e))), with γ the Euler–Mascheroni constant.
  package static func luckiest(of trials: Trials) -> Double? {
    guard trials.count > 1, trials.dailySharpeVariance >= 0 else { return nil }
    let n = Double(trials.count)
    let gamma = 0.577_215_664_901_532_9
    guard let first = NormalDistribution.quantile(1 / n), let second = NormalDistribution.quantile(1 / (n * M_E))
    else { return nil }
    return -trials.dailySharpeVariance.squareRoot() * ((1 - gamma) * first + gamma * second)
  }
}
