import Backtesting
import History
import Market
import Strategies
import TestSupport
import Trading

/// A backtest that follows from one seed: plan, instruments, candles.
struct RandomSetup {
  var setup: BacktestSetup
  var strategy: RandomStrategy
  var exit: RandomExit?

  /// What is left out of the lottery, to look at one thing at a time.
  struct Scope {
    var fills: [BacktestPlan.FillRule] = [.nextOpen, .sameClose, .ohlcPath]
    var instruments = 1...3
    var carriedPrices = true
    var longLifetimes = true
    var bands = false
    var daily = true
    var guards = true
  }

  init(_ seed: UInt64, _ scope: Scope = Scope()) {
    var random = Seeded(seed)
    var plan = BacktestPlan()
    let intervals: [Interval] = [.minutes(1), .minutes(3), .minutes(5), .minutes(15), .minutes(60)]
    let isDaily = scope.daily && random.oneIn(6)
    let interval = isDaily ? .hours(24) : intervals.randomElement(using: &random) ?? .minutes(5)
    let isFuture = random.oneIn(2)
    plan.fill = scope.fills.randomElement(using: &random) ?? .nextOpen
    plan.product = isDaily || random.oneIn(3) ? (isFuture ? .nrml : .cnc) : .mis
    Self.draw(&plan, interval, scope, &random)
    if plan.product == .cnc { plan.mayShort = false }
    let hasVolume = scope.carriedPrices && random.oneIn(2)
    let count = Int.random(in: scope.instruments, using: &random)
    let days = isDaily ? 60 : Int.random(in: 2...6, using: &random)
    let instruments = (0..<count).map { number in
      Self.instrument(
        number, isFuture: isFuture, days: days, interval, hasVolume: hasVolume, bands: scope.bands, &random)
    }
    setup = BacktestSetup(
      strategy: .init("random", ParameterValues(RandomStrategy.description)), instruments: instruments, plan: plan)
    strategy = RandomStrategy(
      seed: random.next(), pace: Int.random(in: 1...8, using: &random), warmUp: Int.random(in: 0...5, using: &random))
    if random.oneIn(2) {
      exit = RandomExit(
        seed: random.next(), pace: Int.random(in: 2...10, using: &random), warmUp: Int.random(in: 0...9, using: &random)
      )
    }
  }

  private static func draw(_ plan: inout BacktestPlan, _ interval: Interval, _ scope: Scope, _ random: inout Seeded) {
    plan.capital = Money(rupees: Int64.random(in: 2_000...200_000, using: &random))
    plan.exitPlan = exitPlan(&random)
    if !scope.guards { plan.exitPlan = .none }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: plan.sizing = .quantity(Quantity(Int64.random(in: 1...120, using: &random)))
    case 1: plan.sizing = .lots(Int64.random(in: 1...4, using: &random))
    case 2: plan.sizing = .rupees(Money(rupees: Int64.random(in: 1000...60_000, using: &random)))
    default: plan.sizing = .riskToStop(basisPoints: Int64.random(in: 5...200, using: &random))
    }
    plan.squareOff = random.oneIn(3) ? nil : TimeOfDay(15, Int.random(in: 0...25, using: &random))
    if random.oneIn(3) { plan.entryFrom = TimeOfDay(9, Int.random(in: 15...59, using: &random)) }
    if random.oneIn(3) { plan.entryUntil = TimeOfDay(Int.random(in: 11...15, using: &random), 20) }
    if scope.longLifetimes, random.oneIn(3) {
      plan.entryLifetime = .seconds(Int64.random(in: 60...4000, using: &random))
    }
    plan.mayShort = !random.oneIn(4)
    plan.reverses = !random.oneIn(4)
    let costs: [BacktestPlan.Costs] = [.plan("zerodha"), .plan("none"), .perBillion(300_000), .none]
    plan.costs = costs.randomElement(using: &random) ?? .none
    plan.warmUp = random.oneIn(3) ? Int.random(in: 0...8, using: &random) : 0
    plan.checksMargin = !random.oneIn(3)
    if case .riskToStop = plan.sizing { plan.checksMargin = true }
    if random.oneIn(4) { plan.maximumOpenPositions = Int.random(in: 1...2, using: &random) }
    if random.oneIn(4) { plan.maximumTradesPerDay = Int.random(in: 1...6, using: &random) }
  }

  private static func exitPlan(_ random: inout Seeded) -> ExitPlan {
    func distance(_ range: ClosedRange<Int64>) -> PriceDistance {
      random.oneIn(2)
        ? .basisPoints(Int64.random(in: range, using: &random) * 10)
        : .points(Price(raw: Int64.random(in: range, using: &random) * 1000))
    }
    var plan = ExitPlan.none
    if random.oneIn(2) { plan.stop = .distance(distance(2...40)) }
    if random.oneIn(3) { plan.target = .distance(distance(2...60)) }
    if random.oneIn(3) {
      plan.trailing =
        random.oneIn(2)
        ? .distance(distance(2...40)) : .step(gain: Price(rupees: 1), move: Price(rupees: 0, paise: 50))
    }
    if random.oneIn(5) { plan.breakEvenAfter = distance(3...20) }
    if random.oneIn(5) {
      plan.profitLock = .init(gain: .points(Price(rupees: 3)), keep: .points(Price(rupees: 1)))
    }
    if random.oneIn(5) { plan.timeLimit = .seconds(Int64.random(in: 1...200, using: &random) * 30) }
    return plan
  }

  /// Five-minute candles of two shares that a built-in strategy may trade.
  static func walk(seed: UInt64, days: Int) -> BacktestSetup {
    var random = Seeded(seed)
    var plan = BacktestPlan()
    plan.sizing = .rupees(Money(rupees: 50_000))
    plan.exitPlan = ExitPlan(stop: .distance(.basisPoints(150)), trailing: .distance(.basisPoints(200)))
    let instruments = (0..<2).map {
      instrument($0, isFuture: false, days: days, .minutes(5), hasVolume: true, bands: false, &random)
    }
    return BacktestSetup(
      strategy: .init("", ParameterValues(RandomStrategy.description)), instruments: instruments, plan: plan)
  }

  // MARK: Instruments

  private static func instrument(
    _ number: Int, isFuture: Bool, days: Int, _ interval: Interval, hasVolume: Bool, bands: Bool,
    _ random: inout Seeded
  ) -> BacktestInstrument {
    let name = ["SBIN", "TCS", "INFY"][number]
    var terms = ContractTerms(
      lotSize: isFuture ? 15 : 1, tickSize: "0.05",
      freezeQuantity: random.oneIn(3) ? Quantity(Int64.random(in: 15...60, using: &random)) : .maximum,
      sessionClass: isFuture ? .equityDerivatives : .cashWithDerivatives)
    if bands {
      terms.lowerBand = "90"
      terms.upperBand = "110"
    }
    let expiry: TradingDay? = isFuture ? (random.oneIn(2) ? "2024-06-06" : "2024-09-26") : nil
    return BacktestInstrument(
      id: InstrumentID(Int32(number)),
      instrument: isFuture
        ? Instrument(exchange: .nfo, kind: .future, underlying: name, expiry: expiry) : .equity(name),
      terms: DatedTerms(terms), bars: bars(days: days, interval, hasVolume: hasVolume, &random),
      sessions: random.oneIn(4) ? .data : .calendar)
  }

  private static func bars(days: Int, _ interval: Interval, hasVolume: Bool, _ random: inout Seeded) -> BarSeries {
    var bars = HandMade(interval: interval)
    bars.hasVolume = hasVolume
    var day: TradingDay = "2024-06-03"
    var price: Int64 = 2000
    let missing = Int.random(in: 4...40, using: &random)
    for _ in 0..<days {
      while !TradingCalendar.bundled.isTradingDay(day, for: .equityDerivatives) { day = day.advanced(by: 1) }
      var time = Timestamp(day: day, time: TimeOfDay(9, 15))
      let close = Timestamp(day: day, time: TimeOfDay(15, 30))
      price += Int64.random(in: -30...30, using: &random)
      while time < close {
        if !random.oneIn(missing) { bars.rows.append(row(time, &price, hasVolume: hasVolume, &random)) }
        time = time + interval
      }
      day = day.advanced(by: 1)
    }
    return bars.series
  }

  /// In ticks of five paise.
  private static func row(
    _ time: Timestamp, _ price: inout Int64, hasVolume: Bool, _ random: inout Seeded
  ) -> HandMade.Row {
    if hasVolume, random.oneIn(12) {
      let carried = Price(raw: price * 500)
      return HandMade.Row(time: time, prices: [carried, carried, carried, carried], volume: 0)
    }
    let open = max(price + (random.oneIn(3) ? Int64.random(in: -15...15, using: &random) : 0), 400)
    let close = max(open + Int64.random(in: -12...12, using: &random), 400)
    let high = max(open, close) + Int64.random(in: 0...14, using: &random)
    let low = min(open, close) - Int64.random(in: 0...14, using: &random)
    price = close
    return HandMade.Row(
      time: time, prices: [open, high, low, close].map { Price(raw: $0 * 500) },
      volume: Int64.random(in: 1...5000, using: &random))
  }
}
