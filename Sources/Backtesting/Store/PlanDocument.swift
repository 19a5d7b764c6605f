import Market
import Trading

/// A plan as JSON for people and scripts: amounts in rupees as text, words for what the program calls by cases.
package struct PlanDocument: Encodable {
  package let capital: String
  package let sizing: Size
  package let product: String
  package let costs: String
  package let slippage: String
  package let fill: String
  /// `15:15`; nil: no time of its own.
  package let squareOff: String?
  package let entryFrom: String
  package let entryUntil: String
  package let entryLifetimeSeconds: Int64
  package let mayShort: Bool
  package let reverses: Bool
  package let checksMargin: Bool
  /// Candles that pass before signals count.
  package let warmUp: Int
  package let maximumOpenPositions: Int?
  package let maximumTradesPerDay: Int?
  package let stop: String?
  package let target: String?
  package let trailing: String?
  package let breakEvenAfter: String?
  package let profitLock: ProfitLock?
  package let timeLimitMinutes: Int64?

  /// One of them is set.
  package struct Size: Encodable {
    var quantity: Int64?
    var lots: Int64?
    var rupees: String?
    var riskPercent: String?
  }

  package struct ProfitLock: Encodable {
    let gain: String
    let keep: String
  }

  package init(_ plan: BacktestPlan) {
    capital = "\(plan.capital)"
    product = plan.product.rawValue
    fill = plan.fill.rawValue
    squareOff = plan.squareOff.map { ReportNumber.clock($0) }
    entryFrom = ReportNumber.clock(plan.entryFrom)
    entryUntil = ReportNumber.clock(plan.entryUntil)
    entryLifetimeSeconds = plan.entryLifetime.nanoseconds / Timestamp.nanosecondsPerSecond
    mayShort = plan.mayShort
    reverses = plan.reverses
    checksMargin = plan.checksMargin
    warmUp = plan.warmUp
    maximumOpenPositions = plan.maximumOpenPositions
    maximumTradesPerDay = plan.maximumTradesPerDay
    costs =
      switch plan.costs {
      case .plan(let name): name
      case .perBillion(let share): "percent:\(Decimal4.text(share / 1_000, minimumDecimals: 0))"
      case .none: "none"
      }
    slippage =
      switch plan.slippage {
      case .none: "none"
      case .ticks(let ticks): "ticks:\(ticks)"
      case .basisPoints(let points): "percent:\(Decimal4.text(points * 100, minimumDecimals: 0))"
      }
    var size = Size()
    switch plan.sizing {
    case .quantity(let quantity): size.quantity = quantity.units
    case .lots(let lots): size.lots = lots
    case .rupees(let money): size.rupees = "\(money)"
    case .riskToStop(let points): size.riskPercent = Decimal4.text(points * 100, minimumDecimals: 0)
    }
    sizing = size
    let exit = plan.exitPlan
    stop = exit.stop.map(ReportWords.level)
    target = exit.target.map(ReportWords.level)
    trailing = exit.trailing.map(ReportWords.trailing)
    breakEvenAfter = exit.breakEvenAfter.map(ReportWords.distance)
    profitLock = exit.profitLock.map {
      ProfitLock(gain: ReportWords.distance($0.gain), keep: ReportWords.distance($0.keep))
    }
    timeLimitMinutes = exit.timeLimit.map { $0.nanoseconds / Timestamp.nanosecondsPerSecond / 60 }
  }
}
