/// What the figures say and how they are computed, in one place: for tooltips and for the list at the end.
enum Meaning {
  static let netProfit = "Equity at the end less the capital: the sum of all trades after charges."
  static let totalReturn = "Net result ÷ capital."
  static let buyAndHold =
    "The capital split evenly over the instruments, bought at the first candle and held to the last: no charges, nothing"
    + " borrowed. Of a future it is the move of its price."
  static let cagr = "The yearly growth that would have led from the capital to the equity at the end."
  static let drawdown =
    "The largest loss of equity from an earlier peak, as a share of that peak, looked at after every"
    + " candle; and how long it took until the peak was reached again, or to the end."
  static let costliest = "The drawdown that cost most rupees."
  static let longest = "The longest time below an earlier peak."
  static let volatility = "Standard deviation of daily returns × √252."
  static let sharpe = "Mean daily return ÷ its standard deviation × √252, without a risk-free rate."
  static let sortino = "As Sharpe, but only days with a loss count as risk."
  static let calmar = "CAGR ÷ max drawdown."
  static let probabilisticSharpe =
    "Probability that the true Sharpe ratio is above 0, given the length, skewness and"
    + " kurtosis of the daily returns (Bailey and López de Prado 2012)."
  static let deflatedSharpe =
    "Probability that the true Sharpe ratio is above what luck gives the best of all runs"
    + " that were tried (Bailey and López de Prado 2014)."
  static let day = "Return of one day on the equity of the evening before."
  static let winningDays = "Days with a gain ÷ days with a gain or a loss."
  static let skewness = "Of daily returns: below 0, losses are rarer and larger than gains."
  static let kurtosis = "Of daily returns: 3 for a normal distribution; more means more extreme days."
  static let exposure = "Candles at whose end a position was held ÷ all candles."
  static let turnover = "Value of all fills ÷ capital."
  static let trades = "Round trips: from the first entry until flat. Won: those with a result above 0 after charges."
  static let expectancy = "Mean result of a trade after charges."
  static let profitFactor = "What winners earned ÷ what losers lost, after charges."
  static let payoff = "Average win ÷ average loss."
  static let average = "Mean result after charges of the trades that won, or lost."
  static let largest = "The best and the worst single trade, after charges."
  static let held = "Mean time from entry to exit, nights and weekends included; and in candles."
  static let streak = "Most wins, or losses, in a row."
  static let charges = "Brokerage and all levies, as they were on the day."
}
