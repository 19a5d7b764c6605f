import Foundation
import Market

/// What the days of a run came to. A day's return is its close over the close before (at first: the capital), less one.
///
/// Of a run of fewer than 30 days ``cagr``, ``volatility``, ``sharpe``, ``sortino`` and ``calmar`` are left out.
///
/// Everything but ``total`` and ``cagr`` is nil when equity was zero or less on the eve of some day.
package struct ReturnStatistics: Codable, Hashable, Sendable {
  /// Final equity ÷ capital − 1.
  package var total: Double?
  /// (Final equity ÷ capital)^(1 ÷ years) − 1; nil when nothing was left.
  package var cagr: Double?
  /// Sample deviation of daily returns × √252.
  package var volatility: Double?
  /// Mean daily return ÷ sample deviation × √252. The risk-free rate is taken as 0.
  package var sharpe: Double?
  /// Mean daily return ÷ downside deviation × √252, the latter √(Σ min(r, 0)² ÷ n) over all n days.
  package var sortino: Double?
  /// CAGR ÷ deepest drawdown as a share.
  package var calmar: Double?
  package var bestDay: Double?
  package var worstDay: Double?
  /// Days with a return above zero ÷ days with a return other than zero.
  package var winningDays: Double?
  /// Of daily returns, with population moments; kurtosis is 3 for a normal distribution.
  package var skewness: Double?
  package var kurtosis: Double?
  /// The probability that the true Sharpe ratio is above 0 (see ``SharpeConfidence``).
  package var probabilisticSharpe: Double?
  /// The same above what luck gives the best of all trials; nil when there was one trial.
  package var deflatedSharpe: Double?

  static let daysPerYear = 252.0

  /// Of a run without a day: nothing gained, the rest undefined.
  package static let withoutDays = ReturnStatistics()

  private init() { total = 0 }

  init(_ curve: EquityCurve, years: Double?, trials: Trials?) {
    let growth = curve.capital > .zero ? curve.finalEquity.rupees / curve.capital.rupees : nil
    total = growth.map { $0 - 1 }
    if let growth, let years, growth > 0, years > 0 {
      let rate = pow(growth, 1 / years) - 1
      cagr = rate.isFinite ? rate : nil
    }
    calmar = cagr.flatMap { rate in curve.deepestDrawdown?.share.map { rate / $0 } }
    let returns = curve.days.compactMap(\.simpleReturn)
    guard !returns.isEmpty, returns.count == curve.days.count else { return }
    describe(returns, trials)
  }

  /// So few days that a year of them is a guess.
  mutating func leaveOutYearlyFigures() { (cagr, volatility, sharpe, sortino, calmar) = (nil, nil, nil, nil, nil) }

  private mutating func describe(_ returns: [Double], _ trials: Trials?) {
    let moments = Moments(returns)
    let year = Self.daysPerYear.squareRoot()
    bestDay = returns.max()
    worstDay = returns.min()
    let up = returns.count { $0 > 0 }
    winningDays = TradeTally.ratio(Double(up), Double(returns.count { $0 != 0 }))
    let downside = returns.reduce(0) { $0 + min($1, 0) * min($1, 0) } / Double(returns.count)
    sortino = downside > 0 ? moments.mean / downside.squareRoot() * year : nil
    guard let deviation = moments.sampleDeviation else { return }
    volatility = deviation * year
    sharpe = moments.mean / deviation * year
    skewness = moments.skewness
    kurtosis = moments.kurtosis
    guard let skewness, let kurtosis else { return }
    let confidence = SharpeConfidence(
      sharpe: moments.mean / deviation, observations: moments.count, skewness: skewness, kurtosis: kurtosis)
    probabilisticSharpe = confidence.probabilistic()
    deflatedSharpe = trials.flatMap { confidence.deflated($0) }
  }
}
