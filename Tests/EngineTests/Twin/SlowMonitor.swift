import Engine
import Market
import Trading

/// The slow judge of the exit monitor: plain lists that it walks through for each price. What an exit plan makes of a price
/// is judged elsewhere; here it is which guards are asked, what the account is worth, and what is said.
struct SlowMonitor {
  private var guards: [(position: PositionID, instrument: InstrumentID, state: ExitState)] = []
  private var holdings: [(instrument: InstrumentID, units: Int128, cost: Int128)] = []
  private var awaited: [InstrumentID] = []
  private var prices: [InstrumentID: Int128] = [:]
  private var realised: Int128 = 0
  private var peak: Int128 = 0
  private var lossLimit: Int128?
  private var drawdown: Int128?

  /// An instrument whose price nobody knows yet adds nothing.
  var dayResult: Int128 {
    realised
      + holdings.reduce(0) { sum, held in sum + (prices[held.instrument].map { $0 * held.units - held.cost } ?? 0) }
  }

  mutating func apply(_ change: GuardChange) {
    switch change {
    case .arm(let position, let instrument, var state):
      let place = guards.firstIndex { $0.position == position }
      if let place, guards[place].state.entry == state.entry { state.raise(to: guards[place].state.best) }
      guards.removeAll { $0.position == position }
      guards.append((position, instrument, state))
    case .drop(let position, _): guards.removeAll { $0.position == position }
    case .hold(let instrument, let netQuantity, let openCost):
      holdings.removeAll { $0.instrument == instrument }
      holdings.append((instrument, Int128(netQuantity.units), Int128(openCost.raw)))
    case .account(let realised, let peak, let lossLimit, let drawdown):
      self.realised = Int128(realised.raw)
      self.peak = Int128(peak.raw)
      self.lossLimit = lossLimit.map { Int128($0.raw) }
      self.drawdown = drawdown.map { Int128($0.raw) }
    case .awaitPrice(let instrument): awaited.append(instrument)
    }
  }

  mutating func raise(_ position: PositionID, price: Price) {
    for place in guards.indices where guards[place].position == position { guards[place].state.raise(to: price) }
  }

  /// What of an instrument is worth when the monitor last saw a price of it, or when it was told of the holding.
  mutating func observe(_ instrument: InstrumentID, price: Price, at time: Timestamp) -> [Trigger] {
    prices[instrument] = Int128(price.raw)
    var said: [Trigger] = []
    for place in guards.indices where guards[place].instrument == instrument {
      let position = guards[place].position
      switch guards[place].state.observe(price) {
      case .nothing: break
      case .stopHit: said.append(.stopHit(position, price: price, tickTime: time))
      case .targetHit: said.append(.targetHit(position, price: price, tickTime: time))
      case .stopMoved: said.append(.stopMoved(position, best: price, tickTime: time))
      }
    }
    if holdings.contains(where: { $0.instrument == instrument && $0.units != 0 }) { said += limits(time) }
    if awaited.contains(instrument) {
      awaited.removeAll { $0 == instrument }
      said.append(.priceArrived(instrument, tickTime: time))
    }
    return said
  }

  private mutating func limits(_ time: Timestamp) -> [Trigger] {
    let result = dayResult
    let money = Money(raw: Int64(result))
    var said: [Trigger] = []
    if result >= peak + 100_000 {
      peak = result
      said.append(.newPeak(dayResult: money, tickTime: time))
    }
    if let limit = lossLimit, result <= -limit {
      lossLimit = nil
      said.append(.limitBreached(.dailyLoss, dayResult: money, tickTime: time))
    }
    if let limit = drawdown, peak - result >= limit {
      drawdown = nil
      said.append(.limitBreached(.drawdown, dayResult: money, tickTime: time))
    }
    return said
  }
}
