import Market
import TestSupport
import Testing
import Trading

/// An account and an order that no rule objects to; each test moves one figure to its limit.
private struct Case {
  var quantity: Quantity = 100
  var price: Price = "100"
  var limits = RiskLimits(
    orderValue: "20000", positionValue: "20000", instrumentQuantity: 500, openPositions: 3, tradesPerDay: 10,
    ordersInFlight: 4, dailyLoss: "5000", dailyLossBasisPoints: 200, drawdown: "3000")
  var exposure = Exposure(capital: "500000", availableMargin: "100000", requiredMargin: "10000")
  var terms = contract(band: "90"..."110")

  var objections: [RiskRule] {
    let intent = OrderIntent(owner: LinkID(1), purpose: .entry, terms: orderTerms(.buy, quantity, .limit(price)))
    let proposal = RiskRule.Proposal(intent: intent, price: price, limits: limits, exposure: exposure, terms: terms)
    return RiskRule.entryRules.filter { $0.objection(proposal) != nil }
  }

  var approval: Result<ApprovedOrder, Denial> {
    let intent = OrderIntent(owner: LinkID(1), purpose: .entry, terms: orderTerms(.buy, quantity, .limit(price)))
    return RiskGate.approve(entry: intent, price: price, limits: limits, exposure: exposure, terms: terms)
  }
}

@Suite("Each risk rule binds at its limit and not before")
struct RiskRuleTests {
  private func check(
    _ rule: RiskRule, allowed: [(inout Case) -> Void], refused: [(inout Case) -> Void],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for change in allowed {
      var order = Case()
      change(&order)
      #expect(!order.objections.contains(rule), sourceLocation: sourceLocation)
    }
    for change in refused {
      var order = Case()
      change(&order)
      #expect(order.objections.contains(rule), sourceLocation: sourceLocation)
      if case .success = order.approval { Issue.record("the gate let it through", sourceLocation: sourceLocation) }
    }
  }

  @Test("an ordinary order meets no objection")
  func ordinary() throws {
    #expect(Case().objections.isEmpty)
    #expect(try Case().approval.get().terms == orderTerms(.buy, 100, .limit("100")))
  }

  @Test("order value: at the limit yes, a unit above no")
  func orderValue() {
    check(
      .orderValue, allowed: [{ $0.limits.orderValue = "10000" }], refused: [{ $0.limits.orderValue = "9999.9999" }])
  }

  @Test("position value counts what is open and in flight")
  func positionValue() {
    check(
      .positionValue, allowed: [{ $0.exposure.positionValue = "10000" }],
      refused: [{ $0.exposure.positionValue = "10000.0001" }])
  }

  @Test("instrument quantity over all links")
  func instrumentQuantity() {
    check(
      .instrumentQuantity, allowed: [{ $0.exposure.instrumentQuantity = 400 }],
      refused: [{ $0.exposure.instrumentQuantity = 401 }])
  }

  @Test("counts: one below the limit yes, at the limit no")
  func counts() {
    check(.openPositions, allowed: [{ $0.exposure.openPositions = 2 }], refused: [{ $0.exposure.openPositions = 3 }])
    check(.tradesToday, allowed: [{ $0.exposure.tradesToday = 9 }], refused: [{ $0.exposure.tradesToday = 10 }])
    check(.ordersInFlight, allowed: [{ $0.exposure.ordersInFlight = 3 }], refused: [{ $0.exposure.ordersInFlight = 4 }])
  }

  @Test("the day's loss: the smaller of rupees and percent binds")
  func dailyLoss() {
    check(
      .dailyLoss,
      allowed: [
        { $0.exposure.dayResult = "-4999.9999" },
        {
          $0.limits.dailyLossBasisPoints = 100; $0.exposure.dayResult = "-4999"
        },
      ],
      refused: [
        { $0.exposure.dayResult = "-5000" }, { $0.exposure.dayResult = "-5000.0001" },
        {
          $0.limits.dailyLossBasisPoints = 50; $0.exposure.dayResult = "-2500"
        },
      ])
    #expect(Case().limits.lossLimit(capital: "100000") == "2000")
  }

  @Test("drawdown is counted from the day's best")
  func drawdown() {
    check(
      .drawdown,
      allowed: [
        {
          $0.exposure.dayPeak = "4000"; $0.exposure.dayResult = "1000.0001"
        }
      ],
      refused: [
        {
          $0.exposure.dayPeak = "4000"; $0.exposure.dayResult = "1000"
        }, { $0.exposure.dayResult = "-3000" },
      ])
  }

  @Test("the day's price band includes its ends; no band, no objection")
  func band() {
    check(
      .priceBand,
      allowed: [
        { $0.price = "90" }, { $0.price = "110" },
        {
          $0.price = "150"; $0.terms = contract()
        },
      ],
      refused: [{ $0.price = "89.95" }, { $0.price = "110.05" }])
  }

  @Test("margin: all that is free may be used")
  func margin() {
    check(
      .margin, allowed: [{ $0.exposure.availableMargin = "10000" }],
      refused: [{ $0.exposure.availableMargin = "9999.9999" }, { $0.exposure.availableMargin = "-1" }])
  }

  @Test("zero means none, never unlimited")
  func zero() {
    var order = Case()
    order.limits = RiskLimits(
      orderValue: .zero, positionValue: .zero, instrumentQuantity: .zero, openPositions: 0, tradesPerDay: 0,
      ordersInFlight: 0, dailyLoss: .zero, dailyLossBasisPoints: 0, drawdown: .zero)
    #expect(Set(order.objections) == Set(RiskRule.allCases).subtracting([.priceBand, .margin]))
  }

  @Test("the first objection in the order of the rules is the reason given")
  func firstReason() {
    var order = Case()
    order.exposure.openPositions = 9
    order.exposure.availableMargin = .zero
    #expect(throws: Denial.self) { try order.approval.get() }
    if case .failure(let denial) = order.approval { #expect(denial.code == .openPositions) }
  }
}

@Suite("An exit may close what is open, and no more")
struct ExitApprovalTests {
  @Test(
    "covered and asked together stay within the open quantity",
    arguments: [(100, 0, true), (60, 40, true), (61, 40, false), (1, 100, false), (0, 0, false), (-5, 0, false)])
  func covers(_ asked: Int64, _ covered: Int64, _ isAllowed: Bool) {
    let intent = OrderIntent(owner: LinkID(1), purpose: .exit, terms: orderTerms(.sell, Quantity(asked)))
    let answer = RiskGate.approve(exit: intent, openQuantity: 100, alreadyCovered: Quantity(covered))
    #expect(((try? answer.get()) != nil) == isAllowed)
  }

  @Test("an entry cannot pass as an exit")
  func disguised() {
    let intent = OrderIntent(owner: LinkID(1), purpose: .entry, terms: orderTerms())
    #expect(throws: Denial.self) { try RiskGate.approve(exit: intent, openQuantity: 500, alreadyCovered: .zero).get() }
  }
}
