import Backtesting
import History
import Market
import TestSupport
import Trading

/// A made-up run: prices, fills and trades by seed, as a driver could have left them.
struct RandomRun {
  let seed: UInt64
  var instruments: [BacktestInstrument] = []
  var result = BacktestResult()
  private var random: Seeded
  /// Fills and trades before they are brought into order.
  private var positions: [Position] = []

  init(seed: UInt64, instruments count: Int = 1, days: Int = 20, barsPerDay: Int = 40) {
    self.seed = seed
    random = Seeded(seed)
    result.capital = Money(rupees: 1_000_000)
    for index in 0..<count { add(InstrumentID(Int32(index * 3)), days: days, barsPerDay: barsPerDay) }
    result.fills.sort { $0.time < $1.time }
    positions.sort { ($0.closed ?? .distantPast, $0.id) < ($1.closed ?? .distantPast, $1.id) }
    result.trades = positions.compactMap { Trade($0) }
    result.finalEquity = result.trades.reduce(result.capital) { $0 + $1.net }
  }

  private mutating func add(_ id: InstrumentID, days: Int, barsPerDay: Int) {
    let series = bars(days: days, barsPerDay: barsPerDay)
    let terms = ContractTerms(
      lotSize: 1, tickSize: "0.05", freezeQuantity: .maximum, sessionClass: .cashWithDerivatives)
    instruments.append(
      BacktestInstrument(
        id: id, instrument: .equity("SHARE\(id.index)"), terms: DatedTerms(terms), bars: series, sessions: .data))
    trade(id, series)
  }

  /// A random walk, with days off; minutes are missing now and then.
  private mutating func bars(days: Int, barsPerDay: Int) -> BarSeries {
    var price = Int32.random(in: 5_000...200_000, using: &random)
    var seconds: [UInt32] = []
    var closes: [Int32] = []
    var day: TradingDay = "2023-11-20"
    for _ in 0..<days {
      day = day.advanced(by: random.oneIn(9) ? 20 : random.oneIn(4) ? 3 : 1)
      let open = Timestamp(day: day, time: TimeOfDay(9, 15)).nanoseconds / Timestamp.nanosecondsPerSecond
      for minute in 0..<barsPerDay where !random.oneIn(30) {
        price = max(price + Int32.random(in: -300...300, using: &random), 1_000)
        seconds.append(UInt32(open) + UInt32(minute) * 60)
        closes.append(price)
      }
    }
    let column = Column(closes)
    return BarSeries(
      symbol: "SHARE", interval: .minutes(1), priceUnit: 100, hasVolume: true,
      columns: BarColumns(
        seconds: Column(seconds), open: column, high: column, low: column, close: column,
        volume: Column(closes.map { _ in 1 })))
  }

  /// Enters and leaves at random, sometimes within a bar, sometimes in slices; flat at the end.
  private mutating func trade(_ id: InstrumentID, _ series: BarSeries) {
    var bar = Int.random(in: 0..<5, using: &random)
    while bar < series.count {
      let exit = min(bar + (random.oneIn(6) ? 0 : Int.random(in: 1...90, using: &random)), series.count - 1)
      let direction: Side = random.oneIn(2) ? .buy : .sell
      let quantity = Quantity(Int64.random(in: 1...400, using: &random))
      let price = price(series, bar)
      // A result of exactly nothing is neither won nor lost, and has to come up.
      let isIdle = random.oneIn(25)
      let exitPrice = isIdle ? price : self.price(series, exit)
      var position = Position(
        id: PositionID(Int32(positions.count)), owner: LinkID(1), instrument: id, product: .mis, direction: direction)
      let reason = random.oneIn(40) ? nil : ExitReason.allCases.randomElement(using: &random)
      let opened = series.start(bar)
      let closed = exit == bar ? opened + .seconds(Int64.random(in: 0...59, using: &random)) : series.start(exit)
      for slice in slices(of: quantity) {
        let charges = isIdle ? Charges.zero : self.charges()
        position.enter(slice, at: price, time: opened)
        position.charges += charges
        fill(id, direction, slice, price, charges, opened, nil)
      }
      for slice in slices(of: quantity) {
        let charges = isIdle ? Charges.zero : self.charges()
        _ = position.exit(slice, at: exitPrice, time: closed)
        position.charges += charges
        fill(id, direction.opposite, slice, exitPrice, charges, closed, reason)
      }
      position.exitReason = reason
      positions.append(position)
      // A reversal enters in the bar in which the other way was left.
      bar = exit + (exit > bar && random.oneIn(3) ? 0 : Int.random(in: 1...60, using: &random))
    }
  }

  private mutating func slices(of quantity: Quantity) -> [Quantity] {
    guard quantity > 2, random.oneIn(3) else { return [quantity] }
    return [Quantity(2), quantity - Quantity(2)]
  }

  private mutating func price(_ series: BarSeries, _ bar: Int) -> Price {
    let step = Int64.random(in: -60...60, using: &random)
    return series.candle(bar).close + Price(raw: step * 500)
  }

  private mutating func charges() -> Charges {
    func some() -> Money { Money(raw: Int64.random(in: 0...200_000, using: &random)) }
    return Charges(
      brokerage: some(), stt: some(), exchange: some(), sebi: some(), gst: some(), stamp: some(),
      dp: random.oneIn(5) ? some() : .zero, rounding: random.oneIn(9) ? -some() : .zero)
  }

  private mutating func fill(
    _ id: InstrumentID, _ side: Side, _ quantity: Quantity, _ price: Price, _ charges: Charges, _ time: Timestamp,
    _ reason: ExitReason?
  ) {
    result.fills.append(
      BacktestFill(
        instrument: id, side: side, quantity: quantity, price: price, charges: charges, time: time, exitReason: reason))
  }
}
