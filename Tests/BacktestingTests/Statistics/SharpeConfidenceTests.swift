import Backtesting
import Testing

@Suite("Probabilistic and deflated Sharpe ratios")
struct SharpeConfidenceTests {
  @Test("the quantile is the inverse of the distribution, far into the tails")
  func quantile() throws {
    for exponent in stride(from: -300.0, through: -0.5, by: 0.5) {
      let p = Power.ten(exponent)
      let x = try #require(NormalDistribution.quantile(p))
      #expect(abs(NormalDistribution.cumulative(x) / p - 1) < 1e-11, "p = \(p)")
    }
    for step in 1..<1000 {
      let p = Double(step) / 1000
      let x = try #require(NormalDistribution.quantile(p))
      #expect(abs(NormalDistribution.cumulative(x) - p) < 1e-15, "p = \(p)")
    }
  }

  @Test("known points of the distribution")
  func knownPoints() throws {
    // Tables: Φ(1.96), Φ⁻¹(0.975), Φ⁻¹(10⁻⁹).
    #expect(abs(NormalDistribution.cumulative(1.96) - 0.975_002_104_851_779_5) < 1e-15)
    #expect(abs(try #require(NormalDistribution.quantile(0.975)) - 1.959_963_984_540_054) < 1e-14)
    #expect(abs(try #require(NormalDistribution.quantile(1e-9)) + 5.997_807_015_007_687) < 1e-13)
    #expect(abs(try #require(NormalDistribution.quantile(0.5))) < 1e-15)
    #expect(NormalDistribution.quantile(0) == nil && NormalDistribution.quantile(1) == nil)
  }

  /// Bailey and López de Prado (2012): two years of monthly returns, Sharpe ratio 0.458 a month.
  @Test("the probabilistic Sharpe ratio of the paper's example")
  func probabilistic() throws {
    let normal = SharpeConfidence(sharpe: 0.458, observations: 24, skewness: 0, kurtosis: 3)
    #expect(abs(try #require(normal.probabilistic()) - 0.982) < 0.0005)
    let real = SharpeConfidence(sharpe: 0.458, observations: 24, skewness: -2.448, kurtosis: 10.164)
    #expect(abs(try #require(real.probabilistic()) - 0.913) < 0.0005)
  }

  /// Bailey and López de Prado (2014): Sharpe ratio 2.5 a year of 250 days, 100 trials whose annual ratios vary by 1/2,
  /// 1 250 days, skewness −3, kurtosis 10.
  @Test("the deflated Sharpe ratio of the paper's example")
  func deflated() throws {
    let trials = Trials(count: 100, dailySharpeVariance: 0.5 / 250)
    #expect(abs(try #require(SharpeConfidence.luckiest(of: trials)) - 0.1132) < 0.00005)
    let confidence = SharpeConfidence(
      sharpe: 2.5 / 250.0.squareRoot(), observations: 1_250, skewness: -3, kurtosis: 10)
    #expect(abs(try #require(confidence.deflated(trials)) - 0.9004) < 0.00005)
  }

  @Test("one trial is not deflated")
  func oneTrial() {
    let confidence = SharpeConfidence(sharpe: 0.1, observations: 100, skewness: 0, kurtosis: 3)
    #expect(confidence.deflated(Trials(count: 1, dailySharpeVariance: 0.1)) == nil)
  }

  @Test("equal trials differ by nothing: deflating changes nothing")
  func equalTrials() {
    let trials = Trials(annualisedSharpes: [1, 1, 1, nil])
    #expect(trials == Trials(count: 3, dailySharpeVariance: 0))
    let confidence = SharpeConfidence(sharpe: 0.1, observations: 100, skewness: 0, kurtosis: 3)
    #expect(confidence.deflated(trials) == confidence.probabilistic())
  }
}

private enum Power {
  static func ten(_ exponent: Double) -> Double {
    var result = exponent.truncatingRemainder(dividingBy: 1) == 0 ? 1.0 : 0.1.squareRoot()
    for _ in 0..<Int(-exponent) { result /= 10 }
    return result
  }
}
