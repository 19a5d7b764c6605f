import Market
import TestSupport

@testable import Engine
@testable import Trading

// Values of every shape that is stored. They need not make sense to a trader, only to the format.

extension SeededGenerator {
  mutating func price() -> Price { Price(raw: number()) }
  mutating func money() -> Money { Money(raw: number()) }
  mutating func quantity() -> Quantity { Quantity(number()) }
  /// Between 1970 and 2200, so that it has a day.
  mutating func time() -> Timestamp { Timestamp(nanoseconds: Int64(next() % 7_000_000_000_000_000_000)) }
  mutating func interval() -> Interval { Interval(nanoseconds: number()) }
  mutating func instrumentID() -> InstrumentID { InstrumentID(int32()) }
  mutating func day() -> TradingDay { TradingDay(daysSince1970: Int32(below(80_000))) }
  mutating func order() -> OrderNumber { OrderNumber(int32()) }
  mutating func position() -> PositionID { PositionID(int32()) }
  mutating func link() -> LinkID { LinkID(int32()) }
  mutating func side() -> Side { pick([.buy, .sell]) }
  mutating func product() -> Product { pick(Product.allCases) }

  mutating func pricing() -> OrderPricing {
    switch below(4) {
    case 0: .market(protection: number())
    case 1: .limit(price())
    case 2: .stopMarket(trigger: price(), protection: number())
    default: .stopLimit(trigger: price(), limit: price())
    }
  }

  mutating func terms() -> OrderTerms {
    OrderTerms(
      instrument: instrumentID(), side: side(), quantity: quantity(), product: product(), pricing: pricing())
  }

  mutating func denial() -> Denial { Denial(pick(Denial.Code.allCases), text()) }

  mutating func fillReport() -> FillReport {
    // Quantities and prices of fills are summed, so they stay in range.
    FillReport(
      id: text(), quantity: Quantity(Int64(below(1_000_000))), price: Price(raw: Int64(below(1_000_000_000))),
      time: time())
  }

  mutating func orderReport() -> OrderReport {
    OrderReport(
      brokerID: BrokerOrderID(text()), tag: maybe { ClientTag($0.text()) }, terms: terms(),
      status: pick([.triggerPending, .open, .filled, .cancelled, .rejected, .expired]), filledQuantity: quantity(),
      fills: (0..<below(4)).map { _ in fillReport() }, reason: maybe { $0.text() }, time: time())
  }

  mutating func outcome() -> RequestOutcome {
    switch below(8) {
    case 0: .accepted(BrokerOrderID(text()))
    case 1: .rejected(text())
    case 2: .ambiguous(text())
    case 3: .sessionExpired
    case 4: .rateLimited(after: interval())
    case 5: .notSent(text())
    case 6: .withdrawn(text())
    default: .forbiddenAddress(text())
    }
  }

  mutating func distance() -> PriceDistance { bool() ? .basisPoints(number()) : .points(price()) }
  mutating func level() -> ExitLevel { bool() ? .distance(distance()) : .price(price()) }

  mutating func plan() -> ExitPlan {
    ExitPlan(
      stop: maybe { $0.level() }, target: maybe { $0.level() },
      trailing: maybe { $0.bool() ? .distance($0.distance()) : .step(gain: $0.price(), move: $0.price()) },
      breakEvenAfter: maybe { $0.distance() },
      profitLock: maybe { ExitPlan.ProfitLock(gain: $0.distance(), keep: $0.distance()) },
      timeLimit: maybe { $0.interval() })
  }

  mutating func instrument() -> Instrument {
    Instrument(
      exchange: pick(Exchange.allCases), kind: pick([.equity, .index, .future, .call, .put]), underlying: text(),
      expiry: maybe { $0.day() }, strike: maybe { $0.price() })
  }

  mutating func contractTerms() -> ContractTerms {
    ContractTerms(
      lotSize: quantity(), tickSize: price(), freezeQuantity: quantity(), lowerBand: maybe { $0.price() },
      upperBand: maybe { $0.price() }, sessionClass: pick(SessionClass.allCases))
  }

  mutating func resolution() -> Resolution {
    switch below(3) {
    case 0: .instrument(ResolvedInstrument(id: instrumentID(), instrument: instrument(), terms: contractTerms()))
    case 1: Resolution.none
    default: .failed(denial())
    }
  }

  mutating func signal() -> Signal {
    Signal(
      id: SignalID(text()), bodyDigest: next(), link: link(),
      source: pick([.webhook, .strategy, .api, .dashboard, .telegram, .commandLine]), action: pick(Action.allCases),
      symbol: text(), resolution: resolution(), quantity: maybe { $0.quantity() }, limitPrice: maybe { $0.price() },
      stop: maybe { $0.price() }, target: maybe { $0.price() }, time: maybe { $0.time() }, received: time())
  }

  mutating func linkSettings() -> Link {
    let sizings: [Sizing] = [
      .quantity(quantity()), .lots(number()), .rupees(money()), .riskToStop(basisPoints: number()),
    ]
    var link = Link(
      id: link(), name: text(), accounts: (0..<below(4)).map { _ in AccountID(int32()) }, sizing: pick(sizings),
      exitPlan: plan())
    link.optionRule = maybe {
      let moneyness: [OptionRule.Moneyness] = [.atTheMoney, .inTheMoney($0.below(9)), .outOfTheMoney($0.below(9))]
      return OptionRule(
        moneyness: $0.pick(moneyness), expiry: $0.pick([.thisWeek, .nextWeek, .thisMonth]),
        minimumDaysToExpiry: $0.below(9))
    }
    link.closePolicy = pick([.squareOff(before: interval()), .keepIfProfitable, .carry])
    link.mayShort = bool()
    link.entryLifetime = interval()
    return link
  }

  mutating func accountSettings() -> AccountSettings {
    AccountSettings(
      id: AccountID(int32()), name: text(), mode: pick([.paper, .live]), capital: money(),
      limits: RiskLimits(orderValue: money(), openPositions: below(100)), chargePlan: text())
  }
}
