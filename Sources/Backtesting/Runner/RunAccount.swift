import Market
import Trading

/// The account all instruments of a run share: what it is worth, what is bound, what was done.
struct RunAccount: Sendable {
  let plan: BacktestPlan
  let limits: RiskLimits
  /// Starting capital and every result so far, as of this morning.
  private(set) var capital: Money
  /// Results of today after charges.
  private(set) var resultToday = Money.zero
  private(set) var entriesToday = 0
  private(set) var openPositions = 0
  private(set) var boundMargin = Money.zero
  /// What the positions opened today need on top, should they stay over night.
  private var overnightMargin = Money.zero
  private var day = TradingDay(daysSince1970: .min)
  private var nextPosition: Int32 = 0
  private var settlement = DaySettlement()
  var recorder: RunRecorder

  /// - Parameter bars: of all instruments.
  init(_ plan: BacktestPlan, recording: RunRecorder.Detail, bars: Int = 0) {
    self.plan = plan
    capital = plan.capital
    recorder = RunRecorder(recording, bars: bars)
    limits = plan.limits
  }

  /// Instruments of the run get in each other's way: they must be taken in the order of time.
  var isCoupled: Bool {
    plan.checksMargin || plan.maximumOpenPositions != nil || plan.maximumTradesPerDay != nil
      || plan.sizing.dependsOnCapital || plan.settlesNotes
  }

  mutating func begin(_ day: TradingDay) {
    guard day != self.day else { return }
    settle()
    self.day = day
    capital += resultToday
    boundMargin += overnightMargin
    overnightMargin = .zero
    resultToday = .zero
    entriesToday = 0
    recorder.begin(day)
  }

  /// The last day is over.
  mutating func finish() { settle() }

  /// What the contract note makes of the day's charges.
  private mutating func settle() {
    settlement.close()
    for posting in settlement.postings {
      recorder.post(posting)
      resultToday -= posting.charges.total
    }
    recorder.closeDay()
  }

  /// An execution; each is an order of its own.
  mutating func record(
    _ fill: BacktestFill, of position: PositionID, isDelivery: Bool, tariff: @autoclosure () -> ChargeTariff?
  ) {
    recorder.record(fill)
    guard plan.settlesNotes, let tariff = tariff() else { return }
    let place = DaySettlement.Place(position: position, fill: recorder.fills.count - 1)
    settlement.add(fill, at: place, isDelivery: isDelivery, tariff: tariff)
  }

  /// Cash that is free for margin.
  var availableMargin: Money { capital + resultToday - boundMargin }

  mutating func entryApproved(margin: Money) {
    entriesToday += 1
    openPositions += 1
    boundMargin += margin
  }

  /// The margin of an entry is that of its fill from now on.
  /// - Parameter overnight: what it needs on another day.
  mutating func rebind(_ margin: Money, to filled: Money, overnight: Money) {
    boundMargin += filled - margin
    overnightMargin += overnight - filled
  }

  /// An entry was withdrawn.
  mutating func release(margin: Money) {
    openPositions -= 1
    boundMargin -= margin
  }

  /// A position was closed.
  mutating func release(_ position: Position, margin: Money, overnight: Money) {
    if position.opened?.istDay == day { overnightMargin -= overnight - margin }
    release(margin: position.opened?.istDay == day ? margin : overnight)
  }

  mutating func book(result: Money) { resultToday += result }

  mutating func takePositionID() -> PositionID {
    defer { nextPosition += 1 }
    return PositionID(nextPosition)
  }
}

extension Sizing {
  var dependsOnCapital: Bool {
    if case .riskToStop = self { return true }
    return false
  }
}
