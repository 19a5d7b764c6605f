import Engine
import Logging
import Market
import Trading

/// The market and the account of the benchmarks that run a desk: shares of one recorded day, limits out of the way.
struct BenchMarket {
  static let day = BenchRig.firstDay

  static var account: AccountSettings {
    var capabilities = BrokerCapabilities.paper
    capabilities.requestsPerSecond = 100_000
    capabilities.requestsPerMinute = 1_000_000
    capabilities.requestsPerDay = 100_000_000
    return AccountSettings(
      id: AccountID(1), name: "Bench", capital: Money(rupees: 1_000_000_000),
      limits: RiskLimits(
        openPositions: 1000, tradesPerDay: 1_000_000, ordersInFlight: 1000, dailyLoss: Money(rupees: 100_000_000),
        drawdown: Money(rupees: 100_000_000), priceAge: .seconds(3600)),
      capabilities: capabilities)
  }

  /// Guarded by stop, target and trailing stop.
  static let guardedLink = link(
    LinkID(1),
    ExitPlan(
      stop: .distance(.basisPoints(50)), target: .distance(.basisPoints(100)), trailing: .distance(.basisPoints(50))))
  /// Left alone until its signal to close.
  static let plainLink = link(LinkID(2), .none)

  static func link(_ id: LinkID, _ plan: ExitPlan) -> Link {
    Link(
      id: id, name: "Bench \(id.number)", accounts: [account.id], sizing: .rupees(Money(rupees: 100_000)),
      exitPlan: plan)
  }

  static var logger: Logger {
    var logger = Console.logger()
    logger.logLevel = .error
    return logger
  }

  let registry: InstrumentRegistry
  let resolved: [ResolvedInstrument]

  init(instruments: Int) {
    var registry = InstrumentRegistry()
    let terms = ContractTerms(
      lotSize: Quantity(1), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: .maximum,
      sessionClass: .cashWithDerivatives)
    resolved = (0..<instruments).map { index in
      let instrument = Instrument.equity("BENCH\(index)")
      let id = registry.register(instrument)
      registry.setTerms(terms, for: id, on: Self.day)
      return ResolvedInstrument(id: id, instrument: instrument, terms: terms)
    }
    self.registry = registry
  }

  func symbol(_ index: Int) -> String { resolved[index].instrument.underlying }
  static func price(of index: Int) -> Price { Price(rupees: 500 + Int64(index)) }

  /// Five seconds apart, from 09:20 on.
  func time(_ step: Int64) -> Timestamp { Timestamp(day: Self.day, time: TimeOfDay(9, 20)) + .seconds(5 * step) }

  /// A tick with volume enough to fill anything.
  func tick(_ index: Int, _ price: Price, step: Int64) -> Tick {
    Tick(instrument: resolved[index].id, price: price, volume: step * 100_000, time: time(step))
  }
}
