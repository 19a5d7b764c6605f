import Backtesting
import Market
import Strategies
import Trading

/// How a backtest trades, in words.
struct BacktestPlanText {
  private let setup: BacktestSetup
  private let showsParameters: Bool
  private var plan: BacktestPlan { setup.plan }

  /// - Parameter showsParameters: those of the strategy; a sweep has many.
  init(_ setup: BacktestSetup, showsParameters: Bool = true) {
    self.setup = setup
    self.showsParameters = showsParameters
  }

  var lines: [String] {
    [
      "strategy \(showsParameters ? choice(setup.strategy, StrategyCatalog.all) : setup.strategy.name)",
      setup.exit.map { "exit \(choice($0, StrategyCatalog.exits))" },
      "capital ₹\(plan.capital.grouped), \(size), product \(plan.product.rawValue), \(squareOff)",
      "fills \(plan.fill.rawValue), slippage \(slippage), costs \(costs)", guards, limits,
    ].compactMap { $0 }
  }

  private func choice(_ choice: BacktestSetup.Choice, _ known: [StrategyDescription]) -> String {
    guard let description = known.first(where: { $0.name == choice.name }) else { return choice.name }
    return ([choice.name] + description.parameters.map { "\($0.name)=\($0.text(choice.values[$0.name]))" })
      .joined(separator: " ")
  }

  private var size: String {
    switch plan.sizing {
    case .quantity(let quantity): "\(quantity.units.counted("unit")) each time"
    case .lots(let lots): "\(lots.counted("lot")) each time"
    case .rupees(let money): "at most ₹\(money.grouped) each time"
    case .riskToStop(let points): "\(Self.percent(points)) of the capital at risk each time"
    }
  }

  private var squareOff: String {
    if let time = plan.squareOff { return "square-off \("\(time)".prefix(5))" + earlier }
    return plan.product.mayStayOvernight ? "held over night" : "square-off 15 minutes before the close"
  }

  /// Days with an earlier close exist: those of a closing auction, of Muhurat trading.
  private var earlier: String {
    plan.product.mayStayOvernight ? "" : " (or 15 minutes before an earlier close)"
  }

  private var slippage: String {
    switch plan.slippage {
    case .none: "none"
    case .ticks(let ticks): ticks.counted("tick")
    case .basisPoints(let points): Self.percent(points)
    }
  }

  private var costs: String {
    switch plan.costs {
    case .none: "none"
    case .plan(let name): "of \(name), by date"
    case .perBillion(let share): "\(Decimal4.text(share / 1_000, minimumDecimals: 0)) % of each fill"
    }
  }

  private var guards: String? {
    let exit = plan.exitPlan
    let parts: [String] = [
      exit.stop.map { "stop \(Self.level($0))" }, exit.target.map { "target \(Self.level($0))" },
      exit.trailing.map { "trailing \(Self.trailing($0))" },
      exit.breakEvenAfter.map { "break-even after \(Self.distance($0))" },
      exit.profitLock.map { "lock \(Self.distance($0.keep)) after \(Self.distance($0.gain))" },
      exit.timeLimit.map { "at most \($0.nanoseconds / 60_000_000_000) minutes" },
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private var limits: String? {
    let parts: [String] = [
      plan.mayShort ? nil : "long only", plan.reverses ? nil : "no reversals",
      plan.maximumOpenPositions.map { "at most \($0.counted("position"))" },
      plan.maximumTradesPerDay.map { "at most \($0) entries a day" }, plan.checksMargin ? nil : "no margin check",
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private static func percent(_ basisPoints: Int64) -> String {
    "\(Decimal4.text(basisPoints * 100, minimumDecimals: 0)) %"
  }

  private static func distance(_ distance: PriceDistance) -> String {
    switch distance {
    case .basisPoints(let points): percent(points)
    case .points(let price): "\(price) points"
    }
  }

  private static func level(_ level: ExitLevel) -> String {
    switch level {
    case .distance(let distance): self.distance(distance)
    case .price(let price): "\(price)"
    }
  }

  private static func trailing(_ trailing: Trailing) -> String {
    switch trailing {
    case .distance(let distance): self.distance(distance)
    case .step(let gain, let move): "\(move) for each \(gain)"
    }
  }
}
