import Market
import Simulation
import Testing
import Trading

/// A trading day on the simulated exchange, told in a trader's words: prices as on a screen, times in milliseconds
/// after the opening, volumes as traded since the last tick.
struct Scenario {
  static let share = InstrumentID(1)
  static let index = InstrumentID(2)
  static let future = InstrumentID(3)
  static let call = InstrumentID(4)
  static let callWithoutStrike = InstrumentID(5)
  static let all = [share, index, future, call, callWithoutStrike]
  static let day = TradingDay(daysSince1970: 20_675)
  static let open = Timestamp(day: day, time: TimeOfDay(9, 15))
  static let close = Timestamp(day: day, time: TimeOfDay(15, 30))

  var exchange: SimulatedExchange
  private var volumes: [InstrumentID: Int64] = [:]
  private var tags = 0
  private(set) var lastID = BrokerOrderID("none")

  init(
    latency: Interval = .zero, participation: Int64 = 1000, slippage: Int64 = 0, cash: Int64 = 10_000_000,
    seed: UInt64 = 1
  ) {
    exchange = SimulatedExchange(
      settings: ExchangeSettings(
        latency: latency, participation: participation, slippageTicks: slippage, startingCash: Money(rupees: cash)),
      seed: seed)
    Self.list(on: &exchange)
  }

  /// Lists a share (lot 1, tick 0.05, band 80–120, freeze 5000), an index, a future (lot 75) and a call at 24 000.
  static func list(on exchange: inout SimulatedExchange, day: TradingDay = day) {
    let sessions = [
      (open: Timestamp(day: day, time: TimeOfDay(9, 15)), close: Timestamp(day: day, time: TimeOfDay(15, 30)))
    ]
    func terms(lot: Int64, freeze: Int64, band: (Int64, Int64)? = nil) -> ContractTerms {
      ContractTerms(
        lotSize: Quantity(lot), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: Quantity(freeze),
        lowerBand: band.map { Price(rupees: $0.0) }, upperBand: band.map { Price(rupees: $0.1) },
        sessionClass: lot == 1 ? .cashWithDerivatives : .equityDerivatives)
    }
    exchange.list(share, kind: .equity, terms: terms(lot: 1, freeze: 5000, band: (80, 120)), sessions: sessions)
    exchange.list(index, kind: .index, terms: terms(lot: 1, freeze: 5000), sessions: sessions)
    exchange.list(future, kind: .future, terms: terms(lot: 75, freeze: 1800), sessions: sessions)
    exchange.list(
      call, kind: .call, terms: terms(lot: 75, freeze: 1800), sessions: sessions, underlying: index,
      strike: Price(rupees: 24_000))
    exchange.list(callWithoutStrike, kind: .call, terms: terms(lot: 75, freeze: 1800), sessions: sessions)
  }

  static func time(_ milliseconds: Int64) -> Timestamp { open + .milliseconds(milliseconds) }

  /// A trade of the real market: `traded` units since the last tick of the instrument; nil for a quote without volume.
  mutating func tick(
    _ price: String, traded: Int64? = nil, of instrument: InstrumentID = share, at milliseconds: Int64
  ) {
    if let traded { volumes[instrument, default: 0] += traded }
    let tick = Tick(
      instrument: instrument, price: screen(price), volume: volumes[instrument] ?? 0, time: Self.time(milliseconds))
    exchange.observe(tick, number: exchange.lastTick + 1)
  }

  @discardableResult
  mutating func place(
    _ side: Side, _ quantity: Int64, _ pricing: OrderPricing, _ product: Product = .mis,
    of instrument: InstrumentID = share, tag: String? = nil, at milliseconds: Int64
  ) -> RequestOutcome {
    tags += 1
    let terms = OrderTerms(
      instrument: instrument, side: side, quantity: Quantity(quantity), product: product, pricing: pricing)
    let outcome = exchange.place(terms, tag: ClientTag(tag ?? "TAG\(tags)"), at: Self.time(milliseconds))
    if case .accepted(let id) = outcome { lastID = id }
    return outcome
  }

  @discardableResult
  mutating func modify(
    _ quantity: Int64, _ pricing: OrderPricing, id: BrokerOrderID? = nil, at milliseconds: Int64
  ) -> RequestOutcome {
    exchange.modify(id ?? lastID, quantity: Quantity(quantity), pricing: pricing, at: Self.time(milliseconds))
  }

  @discardableResult
  mutating func cancel(_ id: BrokerOrderID? = nil, at milliseconds: Int64) -> RequestOutcome {
    exchange.cancel(id ?? lastID, at: Self.time(milliseconds))
  }

  /// Each fill of the order as `quantity@price`.
  func fills(_ id: BrokerOrderID? = nil) -> [String] {
    (exchange.report(id: id ?? lastID)?.fills ?? []).map { "\($0.quantity)@\($0.price)" }
  }

  func status(_ id: BrokerOrderID? = nil) -> BrokerOrderStatus? { exchange.report(id: id ?? lastID)?.status }
  func reason(_ id: BrokerOrderID? = nil) -> String? { exchange.report(id: id ?? lastID)?.reason }

  /// Pushes since the last call, as `status filled/quantity`.
  mutating func pushes() -> [String] {
    exchange.drainReports().map { "\($0.status.rawValue) \($0.filledQuantity)/\($0.terms.quantity)" }
  }
}

/// A price as on a screen. A typing error fails the test by an impossible price.
func screen(_ text: String) -> Price { Price(parsing: text) ?? Price(raw: .min) }

extension OrderPricing {
  static func limit(_ price: String) -> OrderPricing { .limit(screen(price)) }
  static func stop(_ trigger: String, protection: Int64 = 100) -> OrderPricing {
    .stopMarket(trigger: screen(trigger), protection: protection)
  }
  static func stop(_ trigger: String, limit: String) -> OrderPricing {
    .stopLimit(trigger: screen(trigger), limit: screen(limit))
  }
}

extension RequestOutcome {
  static func refused(_ refusal: ExchangeRefusal) -> RequestOutcome { .rejected(refusal.description) }

  var isAccepted: Bool {
    if case .accepted = self { return true }
    return false
  }
}
