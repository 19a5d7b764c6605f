import Market
import Trading

/// What a reader must know before believing the figures.
struct WarningSection {
  let record: BacktestRecord

  init(_ record: BacktestRecord) { self.record = record }

  var html: HTML {
    guard !warnings.isEmpty else { return "" }
    return
      "<section class=\"warnings\">\n<h2>Warnings</h2>\n<ul>\n\(warnings.map { "<li>\($0)</li>\n" as HTML }.joined())</ul>\n</section>\n"
  }

  var warnings: [String] {
    [optimism, Self.missingCosts(record.plan), emptyPurse, missingStop].compactMap { $0 } + (record.doubts ?? [])
      + [fewTrades, shortRange, choice, leftOut].compactMap { $0 }
  }

  /// Below this the luck of a few trades decides.
  static let fewTrades = 100
  /// The smallest share of a year after which yearly figures mean something.
  static let shortYears = 0.99

  private var optimism: String? {
    guard record.plan.fill == .sameClose else { return nil }
    return "Orders fill at the close of the very candle that decided them. Nobody can act on a price that is gone: real"
      + " results will be worse. Run it again with the fill rule next-open."
  }

  static func missingCosts(_ plan: BacktestPlan) -> String? {
    switch (plan.costs, plan.slippage) {
    case (.none, .none): "Neither charges nor slippage are counted. Real results will be worse."
    case (.none, _): "Charges are not counted. Real results will be worse."
    case (_, .none): "No slippage is assumed: every order at the market fills at the price seen. Real fills are worse."
    default: nil
    }
  }

  private var emptyPurse: String? {
    let refused = record.denials[Denial.Code.margin.code] ?? 0
    guard refused * 20 > record.trades.count else { return nil }
    if record.trades.isEmpty {
      return
        "No entry could be paid for: each needs more margin than the account has. Give it more capital or a smaller"
        + " size."
    }
    return
      "\(ReportNumber.count(refused)) entr\(refused == 1 ? "y was" : "ies were") refused because the account could not"
      + " pay for \(refused == 1 ? "it" : "them"): the figures are those of an account that was fully invested or ran dry."
      + " Give it more capital or a smaller size."
  }

  private var missingStop: String? {
    guard let refused = record.denials[Denial.Code.needsStop.code], refused > record.trades.count else {
      return nil
    }
    return "Risk sizing needs a stop, and most entries had none. Add one, such as --stop-percent 1."
  }

  private var fewTrades: String? {
    let trades = record.trades.count
    guard trades < Self.fewTrades else { return nil }
    return trades == 0
      ? noTrade
      : "\(trades.counted("trade")) only: luck decides more than the idea. Test a longer range or more"
        + " instruments."
  }

  private var noTrade: String {
    let refusals = record.refusals.map { "\(ReportNumber.count($0.count)) × \($0.why)" }.joined(separator: "; ")
    return refusals.isEmpty ? "There is no trade." : "There is no trade: every entry was refused (\(refusals))."
  }

  private var shortRange: String? {
    guard let years = record.statistics.years, years < Self.shortYears else { return nil }
    // Fewer days have no yearly figures at all.
    guard record.statistics.days >= BacktestStatistics.daysForYearlyFigures else { return nil }
    return "The range is shorter than a year: yearly figures are extrapolated, and one kind of market is all it saw."
  }

  private var choice: String? {
    guard record.trials > 1 else { return nil }
    let confidence = record.statistics.returns.deflatedSharpe.map {
      " The probability that its Sharpe ratio is more than the luck of the best of so many is"
        + " \(ReportNumber.percent($0, decimals: 0))."
    }
    return
      "These parameters are the best of \(ReportNumber.count(record.trials)) that were tried on the same prices, so"
      + " the figures flatter." + (confidence ?? "")
  }

  private var leftOut: String? {
    guard record.barsOutsideSessions > 0 else { return nil }
    let bars = record.data.reduce(0) { $0 + $1.bars }
    guard bars > 0, Double(record.barsOutsideSessions) / Double(bars) > 0.01 else { return nil }
    if record.data.allSatisfy(\.isDaily) {
      return
        "\(ReportNumber.count(record.barsOutsideSessions)) of \(ReportNumber.count(bars)) candles lie on days that are"
        + " no trading days by the calendar, and were left out. Are the dates right?"
    }
    return "\(ReportNumber.count(record.barsOutsideSessions)) of \(ReportNumber.count(bars)) candles lie outside the"
      + " trading hours of the calendar and were left out. Is the file's time zone right?"
  }
}
