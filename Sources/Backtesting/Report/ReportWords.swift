import Market
import Trading

/// Codes in words.
enum ReportWords {
  static func exit(_ reason: ExitReason) -> String {
    switch reason {
    case .stopLoss: "stop"
    case .trailingStop: "trailing stop"
    case .breakEven: "break-even stop"
    case .profitLock: "profit lock"
    case .target: "target"
    case .signal: "signal"
    case .timeLimit: "time limit"
    case .squareOff: "square-off"
    case .limitBreach: "limit breached"
    case .emergency: "emergency"
    case .manual: "by hand"
    case .unprotected: "unprotected"
    }
  }

  static func direction(_ side: Side) -> String { side == .buy ? "long" : "short" }

  static func sizing(_ sizing: Sizing) -> String {
    switch sizing {
    case .quantity(let quantity): "\(ReportNumber.count(Int(quantity.units))) units"
    case .lots(let lots): lots.counted("lot")
    case .rupees(let money): "orders of at most ₹\(ReportNumber.rupees(money))"
    case .riskToStop(let basisPoints): "risk \(percent(basisPoints)) of the capital to the stop"
    }
  }

  static func fill(_ rule: BacktestPlan.FillRule) -> String {
    switch rule {
    case .nextOpen: "next open; inside a candle the worst comes first"
    case .sameClose: "close of the deciding candle (optimistic)"
    case .ohlcPath: "next open; inside a candle open, nearer extreme, other extreme, close"
    case .ticks: "next tick"
    }
  }

  static func slippage(_ slippage: BacktestPlan.Slippage) -> String {
    switch slippage {
    case .none: "none"
    case .ticks(let ticks): "\(ticks.counted("tick")) an order at the market"
    case .basisPoints(let basisPoints): "\(percent(basisPoints)) an order at the market"
    }
  }

  static func costs(_ costs: BacktestPlan.Costs) -> String {
    switch costs {
    case .plan(let name): "\(name): brokerage and every levy of the day"
    case .perBillion(let share): "\(ReportNumber.percent(Double(share) / 1e9, decimals: 4)) of each fill's value"
    case .none: "none"
    }
  }

  static func distance(_ distance: PriceDistance) -> String {
    switch distance {
    case .basisPoints(let basisPoints): percent(basisPoints)
    case .points(let price): "\(price) points"
    }
  }

  static func level(_ level: ExitLevel) -> String {
    switch level {
    case .distance(let distance): self.distance(distance)
    case .price(let price): "at \(price)"
    }
  }

  static func trailing(_ trailing: Trailing) -> String {
    switch trailing {
    case .distance(let distance): "\(self.distance(distance)) behind the best price"
    case .step(let gain, let move): "by \(move) for each \(gain) of profit"
    }
  }

  static func percent(_ basisPoints: Int64) -> String { ReportNumber.percent(Double(basisPoints) / 10_000) }
}

extension ReportWords {
  /// A denial's code as it is stored; one that this version does not know stays a code.
  static func denial(_ code: String) -> String {
    switch Denial.Code(rawValue: code) {
    case .stale: "the entry waited too long for a fill"
    case .sessionClosed: "the session was over"
    case .entryWindowClosed: "after the square-off, or outside the hours of entries"
    case .shortNotAllowed: "selling short is not allowed"
    case .opposite: "the opposite position is held"
    case .quantityTooLarge: "the quantity is too large"
    case .belowOneLot: "not even one lot fits the size"
    case .needsStop: "sizing by risk needs a stop"
    case .stopOnWrongSide: "the stop or target is on the wrong side of the price"
    case .openPositions: "too many open positions"
    case .tradesToday: "too many trades that day"
    case .priceBand: "the price is outside the band of the day"
    case .margin: "not enough margin"
    default: code
    }
  }
}
