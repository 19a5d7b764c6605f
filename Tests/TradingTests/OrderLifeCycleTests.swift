import Market
import TestSupport
import Testing
import Trading

/// Builds orders in every status by the same facts that lead there in life.
struct OrderMaker {
  static func ready(_ terms: OrderTerms = orderTerms(), _ purpose: OrderPurpose = .entry) -> Order {
    let intent = OrderIntent(owner: LinkID(1), purpose: purpose, terms: terms)
    let limits = RiskLimits(orderValue: "100000000", positionValue: "100000000", instrumentQuantity: 1_000_000)
    let exposure = Exposure(capital: "100000000", availableMargin: "100000000")
    guard
      case .success(let approved) = RiskGate.approve(
        entry: intent, price: "100", limits: limits, exposure: exposure, terms: contract())
    else { fatalError("the test's order is approved") }
    return Order(number: OrderNumber(0), position: PositionID(0), order: approved, at: start)
  }

  static func report(
    _ status: BrokerOrderStatus, filled: [FillReport] = [], saying: Quantity? = nil, terms: OrderTerms = orderTerms(),
    second: Int64 = 5
  ) -> OrderReport {
    OrderReport(
      brokerID: BrokerOrderID("B1"), tag: ClientTag("TAG"), terms: terms, status: status,
      filledQuantity: saying ?? filled.reduce(.zero) { $0 + $1.quantity }, fills: filled, time: at(second))
  }

  static func order(_ status: OrderStatus) -> Order {
    var order = ready()
    if status == .ready { return order }
    if status == .withdrawn {
      order.withdraw("test")
      return order
    }
    order.sent(tag: ClientTag("TAG"), at: at(1))
    switch status {
    case .submitting: break
    case .unknown: _ = order.placeAnswered(.ambiguous("timeout"))
    case .rejected: _ = order.placeAnswered(.rejected("no"))
    default:
      _ = order.placeAnswered(.accepted(BrokerOrderID("B1")))
      switch status {
      case .partiallyFilled: _ = order.reported(report(.open, filled: [fill("F1", 40)]), isReadBack: false)
      case .filled: _ = order.reported(report(.filled, filled: [fill("F1", 100)]), isReadBack: false)
      case .cancelled: _ = order.reported(report(.cancelled), isReadBack: false)
      case .expired: _ = order.reported(report(.expired), isReadBack: false)
      default: break
      }
    }
    return order
  }
}

private typealias Row = (input: String, outcomes: [OrderStatus: String])

@Suite("Every status meets every answer")
struct OrderLifeCycleTests {
  @Test("accepted after it was proven absent, and not sent again yet: it is there, and is not sent again")
  func acceptedLate() {
    var order = OrderMaker.order(.unknown)
    order.provenAbsent()
    #expect(order.status == .ready)
    #expect(order.placeAnswered(.accepted(BrokerOrderID("B7"))) == .received)
    #expect(order.status == .open && order.brokerID == BrokerOrderID("B7"))
  }

  @Test("orders can be brought into every status", arguments: OrderStatus.allCases)
  func statuses(_ status: OrderStatus) {
    #expect(OrderMaker.order(status).status == status)
    #expect(OrderMaker.order(status).isFinal == OrderMaker.order(status).status.isFinal)
  }

  private static let placeAnswers: [(RequestOutcome, OrderStatus, Order.FollowUp)] = [
    (.accepted(BrokerOrderID("B1")), .open, .received), (.rejected("no"), .rejected, .refused("no")),
    (.ambiguous("?"), .unknown, .lookUp), (.sessionExpired, .unknown, .lookUp),
    (.rateLimited(after: .seconds(3)), .ready, .retry(after: .seconds(3))),
    (.forbiddenAddress("1.2.3.4"), .rejected, .refused("1.2.3.4")),
  ]

  @Test(
    "an answer to a placement counts only while one is awaited", arguments: OrderStatus.allCases, placeAnswers.indices)
  func placed(_ status: OrderStatus, _ row: Int) {
    let (outcome, next, followUp) = Self.placeAnswers[row]
    var order = OrderMaker.order(status)
    let answer = order.placeAnswered(outcome)
    if status == .submitting || status == .unknown {
      #expect(order.status == next && answer == followUp)
    } else {
      #expect(order.status == status && answer == .nothing)
    }
  }

  @Test("an answer that is overtaken by a push still brings the broker's number")
  func overtaken() {
    var order = OrderMaker.ready()
    order.sent(tag: ClientTag("TAG"), at: at(1))
    _ = order.reported(OrderMaker.report(.filled, filled: [fill("F1", 100)]), isReadBack: false)
    #expect(order.placeAnswered(.accepted(BrokerOrderID("B9"))) == .nothing)
    #expect(order.status == .filled && order.brokerID == BrokerOrderID("B1"))
  }

  @Test(
    "after a restart what was on its way is unknown and what was live is asked for", arguments: OrderStatus.allCases)
  func uncertain(_ status: OrderStatus) {
    var order = OrderMaker.order(status)
    let followUp = order.becameUncertain()
    switch status {
    case .submitting, .unknown: #expect(order.status == .unknown && followUp == .lookUp)
    case .open, .partiallyFilled: #expect(order.status == status && followUp == .lookUp && !order.isSettled)
    default: #expect(order == OrderMaker.order(status) && followUp == .nothing)
    }
  }

  @Test("proven absent makes only a doubtful order ready again, under a new tag", arguments: OrderStatus.allCases)
  func absent(_ status: OrderStatus) {
    var order = OrderMaker.order(status)
    order.provenAbsent()
    if status == .submitting || status == .unknown {
      #expect(order.status == .ready && order.tag == nil && order.attempts == 1)
    } else {
      #expect(order == OrderMaker.order(status))
    }
  }

  private static let reports: [BrokerOrderStatus] = [.triggerPending, .open, .filled, .cancelled, .rejected, .expired]

  @Test("a report moves what is not final and never what is", arguments: OrderStatus.allCases, reports)
  func reported(_ status: OrderStatus, _ said: BrokerOrderStatus) {
    var order = OrderMaker.order(status)
    let known = order.fills
    let fills =
      said == .filled && known.isEmpty
      ? [fill("F1", 100)] : said == .filled ? known + [fill("F2", 100 - order.filledQuantity)] : known
    let before = order.filledQuantity
    let effect = order.reported(
      OrderMaker.report(said, filled: fills.filter { $0.quantity > .zero }), isReadBack: false)
    #expect(order.filledQuantity >= before)
    if status.isFinal {
      #expect(order.status == status && !effect.ended)
      #expect(effect.late == (said == .filled && status != .filled))
      return
    }
    let next: OrderStatus =
      switch said {
      case .triggerPending, .open: before > .zero ? .partiallyFilled : .open
      case .filled: .filled
      case .cancelled: .cancelled
      case .rejected: .rejected
      case .expired: .expired
      }
    #expect(order.status == next && effect.ended == next.isFinal)
  }

  @Test("at risk is what may still execute", arguments: OrderStatus.allCases)
  func atRisk(_ status: OrderStatus) {
    let expected: Quantity = status.isFinal ? 0 : status == .partiallyFilled ? 60 : 100
    #expect(OrderMaker.order(status).atRisk == expected)
  }
}

extension Order {
  fileprivate var isFinal: Bool { !isLive }
}

@Suite("Each fill once, whatever the order of reports")
struct OrderReportTests {
  private typealias Maker = OrderMaker

  @Test("repeats change nothing")
  func repeats() {
    var order = Maker.order(.partiallyFilled)
    let before = order
    let effect = order.reported(Maker.report(.open, filled: [fill("F1", 40)]), isReadBack: false)
    #expect(effect == Order.ReportEffect() && order == before)
  }

  @Test("OPEN after COMPLETE, and 25 after 75, are old news")
  func reordered() {
    var order = Maker.order(.open)
    let all = [fill("F1", 25), fill("F2", 50)]
    #expect(order.reported(Maker.report(.open, filled: all), isReadBack: false).newFills == all)
    #expect(order.reported(Maker.report(.open, filled: [all[0]]), isReadBack: false).newFills.isEmpty)
    #expect(order.filledQuantity == 75 && order.status == .partiallyFilled)
    _ = order.reported(Maker.report(.filled, filled: all + [fill("F3", 25)]), isReadBack: false)
    #expect(order.reported(Maker.report(.open, filled: all), isReadBack: false) == Order.ReportEffect())
    #expect(order.status == .filled)
  }

  @Test("a late fill on a cancelled order is booked and said to be late; a repeat is not late again")
  func late() {
    var order = Maker.order(.cancelled)
    let report = Maker.report(.filled, filled: [fill("F1", 100)])
    let effect = order.reported(report, isReadBack: false)
    #expect(effect.late && effect.newFills.count == 1 && order.status == .cancelled && order.filledQuantity == 100)
    #expect(order.reported(report, isReadBack: false) == Order.ReportEffect())
  }

  @Test("more than ordered is reported as overfilled, once")
  func overfilled() {
    var order = Maker.order(.open)
    let report = Maker.report(.filled, filled: [fill("F1", 100), fill("F2", 20)])
    let effect = order.reported(report, isReadBack: false)
    #expect(effect.overfilled && order.filledQuantity == 120 && order.remainingQuantity == .zero)
    #expect(!order.reported(report, isReadBack: true).overfilled)
  }

  @Test(
    "an order is not over while its fills are missing",
    arguments: [BrokerOrderStatus.filled, .cancelled, .expired])
  func missing(_ said: BrokerOrderStatus) {
    var order = Maker.order(.open)
    let filled: Quantity = said == .filled ? 100 : 40
    let effect = order.reported(Maker.report(said, saying: filled), isReadBack: false)
    #expect(effect.fillsMissing && !effect.ended && order.isLive && !order.isSettled)
    let found = order.reported(Maker.report(said, filled: [fill("F1", filled)]), isReadBack: true)
    #expect(found.ended && found.newFills.count == 1 && !order.isLive)
  }

  @Test("terms changed by somebody at the broker are taken over and told")
  func changedAtBroker() {
    var order = Maker.order(.open)
    let effect = order.reported(Maker.report(.open, terms: orderTerms(.buy, 60)), isReadBack: false)
    #expect(effect.termsDiffer && order.terms.quantity == 60)
  }

  @Test("a report from before our change does not bring the old terms back")
  func oldTerms() {
    var order = Maker.order(.open)
    let next = orderTerms(.buy, 150)
    order.modificationSent(next, at: at(6))
    _ = order.reported(Maker.report(.open, terms: next, second: 7), isReadBack: false)
    #expect(order.terms == next && order.pending == nil)
    let effect = order.reported(Maker.report(.open, second: 5), isReadBack: false)
    #expect(!effect.termsDiffer && order.terms == next)
  }

  @Test("a version of ours from before the last change, with a newer time, proves nothing: a look tells")
  func earlierVersion() {
    var order = Maker.order(.open)
    let first = order.terms
    let next = orderTerms(.buy, 150)
    order.modificationSent(next, at: at(6))
    _ = order.reported(Maker.report(.open, terms: next, second: 7), isReadBack: false)
    let effect = order.reported(Maker.report(.open, second: 8), isReadBack: false)
    #expect(effect.showsEarlierVersion && !effect.termsDiffer && order.terms == next && !order.isSettled)
    var undone = order
    #expect(undone.reported(Maker.report(.open, second: 9), isReadBack: true).termsDiffer && undone.terms == first)
    #expect(!order.reported(Maker.report(.open, terms: next, second: 9), isReadBack: true).termsDiffer)
    #expect(order.isSettled && order.terms == next)
  }
}

@Suite("A change is done when the broker shows it")
struct OrderChangeTests {
  private let larger = orderTerms(.buy, 150)

  private func modifying() -> Order {
    var order = OrderMaker.order(.open)
    order.modificationSent(larger, at: at(6))
    return order
  }

  private func cancelling() -> Order {
    var order = OrderMaker.order(.open)
    order.cancellationSent(at: at(6))
    return order
  }

  @Test("on its way, both versions count and nothing else is sent")
  func pending() {
    let order = modifying()
    #expect(order.atRisk == 150 && !order.isSettled && order.modifications == 1 && order.lastModified == at(6))
    var smaller = OrderMaker.order(.open)
    smaller.modificationSent(orderTerms(.buy, 20), at: at(6))
    #expect(smaller.atRisk == 100)
  }

  @Test(
    "every answer to a change",
    arguments: [
      (.accepted(BrokerOrderID("B1")), .awaitReport), (.rejected("busy"), .lookUp), (.ambiguous("?"), .lookUp),
      (.sessionExpired, .lookUp), (.forbiddenAddress("x"), .lookUp),
      (.rateLimited(after: .seconds(2)), .retry(after: .seconds(2))),
    ] as [(RequestOutcome, Order.FollowUp)])
  func answers(_ outcome: RequestOutcome, _ followUp: Order.FollowUp) {
    for var order in [modifying(), cancelling()] {
      #expect(order.changeAnswered(outcome) == followUp)
      #expect(order.isSettled == (followUp == .retry(after: .seconds(2))))
    }
    for status in OrderStatus.allCases {
      var order = OrderMaker.order(status)
      #expect(order.changeAnswered(outcome) == .nothing && order == OrderMaker.order(status))
    }
  }

  @Test("a rate-limited modification costs nothing")
  func refundWhenLimited() {
    var order = modifying()
    _ = order.changeAnswered(.rateLimited(after: .seconds(2)))
    #expect(order.modifications == 0 && order.lastModified == nil && order.terms.quantity == 100)
  }

  @Test("shown by a report, it holds")
  func shown() {
    var order = modifying()
    let effect = order.reported(OrderMaker.report(.open, terms: larger), isReadBack: false)
    #expect(order.isSettled && order.terms == larger && !effect.termsDiffer && order.modifications == 1)
  }

  @Test("a push with the old terms may be older than the change; a read-back is not")
  func readBack() {
    var order = modifying()
    _ = order.reported(OrderMaker.report(.open), isReadBack: false)
    #expect(!order.isSettled)
    _ = order.reported(OrderMaker.report(.open), isReadBack: true)
    #expect(order.isSettled && order.terms.quantity == 100 && order.lastModified == nil)
    // The broker may have counted it, taken and refused further on.
    #expect(order.modifications == 1)
    var cancel = cancelling()
    _ = cancel.reported(OrderMaker.report(.open), isReadBack: false)
    #expect(!cancel.isSettled)
    _ = cancel.reported(OrderMaker.report(.open), isReadBack: true)
    #expect(cancel.isSettled)
  }

  @Test("a refused modification is the last one tried")
  func refused() {
    var order = modifying()
    order.modificationRefused()
    _ = order.changeAnswered(.rejected("limit reached"))
    _ = order.reported(OrderMaker.report(.open), isReadBack: true)
    #expect(order.isSettled && order.modifications >= 1_000_000)
  }

  @Test("a cancel that loses against a fill leaves a filled order")
  func race() {
    var order = cancelling()
    let effect = order.reported(OrderMaker.report(.filled, filled: [fill("F1", 100)]), isReadBack: false)
    #expect(effect.ended && order.status == .filled && order.pending == nil && !effect.late)
  }

  @Test("look-up failures are counted until the broker is heard")
  func failures() {
    var order = OrderMaker.order(.unknown)
    #expect(order.lookUpFailed() == 1 && order.lookUpFailed() == 2)
    _ = order.reported(OrderMaker.report(.open), isReadBack: true)
    #expect(order.lookUpFailures == 0 && order.isSettled)
  }
}
