import Market
import Simulation
import Trading

/// One input to the exchange, as a value, so that it can be given to several.
enum Step {
  case tick(Tick, number: Int64)
  case place(OrderTerms, ClientTag, Timestamp)
  case modify(BrokerOrderID, Quantity, OrderPricing, Timestamp)
  case cancel(BrokerOrderID, Timestamp)
  case advance(Timestamp)

  var time: Timestamp {
    switch self {
    case .tick(let tick, _): tick.time
    case .place(_, _, let time), .modify(_, _, _, let time), .cancel(_, let time), .advance(let time): time
    }
  }

  func apply(to exchange: inout SimulatedExchange) -> RequestOutcome? {
    switch self {
    case .tick(let tick, let number):
      exchange.observe(tick, number: number)
      return nil
    case .place(let terms, let tag, let time): return exchange.place(terms, tag: tag, at: time)
    case .modify(let id, let quantity, let pricing, let time):
      return exchange.modify(id, quantity: quantity, pricing: pricing, at: time)
    case .cancel(let id, let time): return exchange.cancel(id, at: time)
    case .advance(let time):
      exchange.endSessions(at: time)
      return nil
    }
  }
}

/// A random walk of a share, a future and an index, with random requests of all kinds, sensible and not.
enum RandomDay {
  static func settings(seed: UInt64) -> ExchangeSettings {
    ExchangeSettings(
      latency: .milliseconds([0, 1, 50, 700][Int(seed % 4)]), slippageTicks: Int64(seed % 3),
      startingCash: Money(rupees: 2_000_000))
  }

  static func exchange(_ settings: ExchangeSettings, seed: UInt64) -> SimulatedExchange {
    var exchange = SimulatedExchange(settings: settings, seed: seed)
    Scenario.list(on: &exchange)
    return exchange
  }

  static func steps(count: Int, using generator: inout SplitMix64) -> [Step] {
    var prices: [Int64] = [100, 24_000, 24_000].map { $0 * Price.unitsPerRupee }
    let instruments = [Scenario.share, Scenario.future, Scenario.index]
    var volumes: [Int64] = [0, 0, 0]
    var time = Scenario.open
    var number: Int64 = -1
    return (0..<count).map { n in
      time = time + .milliseconds(Int64.random(in: 0...200, using: &generator))
      if n == count - 1 { return .advance(Scenario.close) }
      switch Int.random(in: 0..<20, using: &generator) {
      case 0..<11:
        let i = Int.random(in: 0..<3, using: &generator)
        prices[i] += 500 * Int64.random(in: -8...8, using: &generator)
        prices[i] = max(prices[i], 500)
        if i < 2 { volumes[i] += Int64.random(in: 0...400, using: &generator) }
        number += 1
        let late = Interval.milliseconds(Int64.random(in: 0...100, using: &generator))
        let tick = Tick(instrument: instruments[i], price: Price(raw: prices[i]), volume: volumes[i], time: time - late)
        return .tick(tick, number: number)
      case 11..<15:
        let i = Int.random(in: 0..<2, using: &generator)
        let side: Side = Bool.random(using: &generator) ? .buy : .sell
        let product: Product = i == 1 ? .nrml : Bool.random(using: &generator) ? .mis : .cnc
        let lots = Int64.random(in: 1...4, using: &generator)
        let terms = OrderTerms(
          instrument: instruments[i], side: side, quantity: Quantity(lots * (i == 1 ? 75 : 13)), product: product,
          pricing: pricing(side, near: prices[i], using: &generator))
        return .place(terms, ClientTag("T\(n)"), time)
      case 15..<17:
        let i = Int.random(in: 0..<2, using: &generator)
        let side: Side = Bool.random(using: &generator) ? .buy : .sell
        return .modify(
          anyOrder(n, using: &generator), Quantity(Int64.random(in: 1...4, using: &generator) * (i == 1 ? 75 : 13)),
          pricing(side, near: prices[i], using: &generator), time)
      case 17..<19: return .cancel(anyOrder(n, using: &generator), time)
      default: return .advance(time)
      }
    }
  }

  private static func anyOrder(_ n: Int, using generator: inout SplitMix64) -> BrokerOrderID {
    let newest = max(Int64(n / 8), 1)
    return BrokerOrderID("P\(Int64.random(in: max(newest - 6, 1)...newest + 1, using: &generator))")
  }

  private static func pricing(_ side: Side, near raw: Int64, using generator: inout SplitMix64) -> OrderPricing {
    func away(_ range: ClosedRange<Int64>) -> Price {
      Price(raw: max(raw + side.sign * 500 * Int64.random(in: range, using: &generator), 500))
    }
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: return .market(protection: Int64.random(in: 0...30, using: &generator))
    case 1: return .limit(away(-12...6))
    case 2: return .stopMarket(trigger: away(-1...12), protection: Int64.random(in: 0...50, using: &generator))
    default:
      let trigger = away(-1...12)
      return .stopLimit(
        trigger: trigger,
        limit: Price(raw: trigger.raw + side.sign * 500 * Int64.random(in: 0...4, using: &generator)))
    }
  }
}

/// The owner of a durable book: writes what changed after each input, and after a crash restores from rows and tape.
struct PaperOwner {
  enum Crash { case beforeWriting, afterWriting }

  let settings: ExchangeSettings
  let seed: UInt64
  var exchange: SimulatedExchange
  private(set) var reports: [OrderReport] = []
  private var header: ExchangeHeader
  private var rows: [Int64: ExchangeOrder] = [:]
  private var tape: [(tick: Tick, number: Int64)] = []

  init(settings: ExchangeSettings, seed: UInt64) {
    self.settings = settings
    self.seed = seed
    exchange = RandomDay.exchange(settings, seed: seed)
    header = exchange.drainChanges().header
  }

  /// One input. A crash before writing loses what it did: a tick is fed again from the tape, anything else is asked
  /// again by the caller.
  mutating func run(_ step: Step, crash: Crash?) throws -> RequestOutcome? {
    if case .tick(let tick, let number) = step { tape.append((tick, number)) }
    var outcome = step.apply(to: &exchange)
    if crash != .beforeWriting { write() }
    if crash != nil { try restart() }
    if crash == .beforeWriting {
      if case .tick = step {} else { outcome = step.apply(to: &exchange) }
      write()
    }
    reports = exchange.drainReports()
    return outcome
  }

  private mutating func write() {
    let changes = exchange.drainChanges()
    guard !changes.isEmpty else { return }
    header = changes.header
    for order in changes.orders { rows[order.sequence] = order }
  }

  private mutating func restart() throws {
    exchange = try SimulatedExchange(
      settings: settings, seed: seed, restoring: header, orders: rows.values.sorted { $0.tag.text < $1.tag.text })
    Scenario.list(on: &exchange)
    for (tick, number) in tape where number <= header.lastTick { exchange.warm(tick) }
    for (tick, number) in tape { exchange.observe(tick, number: number) }
  }
}
