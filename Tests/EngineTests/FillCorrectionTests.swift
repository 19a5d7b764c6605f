import Engine
import Market
import TestSupport
import Testing
import Trading

/// I5, I9, I10: exchanges correct and annul trades, and brokers state a fill otherwise than before.
@Suite("Fills are statements that can change; what follows from them is restated and told")
struct FillCorrectionTests {
  /// The broker states the fills of an order of its own otherwise, one second later.
  private func state(_ fills: [FillReport], of order: Int, as status: BrokerOrderStatus? = nil, _ desk: inout Scenario)
  {
    desk.advance(1)
    desk.changeByHand(order) {
      $0.fills = fills
      if let status { $0.status = status }
    }
  }

  private func fill(_ id: String, _ quantity: Quantity, at price: Price = "100", _ desk: Scenario) -> FillReport {
    FillReport(id: id, quantity: quantity, price: price, time: desk.now)
  }

  /// What the fills booked so far add up to: signed value and charges.
  private func value(_ desk: Scenario) -> Money { desk.referee.filledValue }

  @Test("a fill of 100 that becomes one of 60: the stop shrinks to 60 and it is told")
  func smaller() {
    var desk = Scenario()
    desk.long()
    state([fill("F1", 60, desk)], of: 0, &desk)
    #expect(desk.position?.openQuantity == 60 && desk.liveOrders == ["SELL 60 stop 99.00"])
    #expect(desk.incidentTexts(.critical).filter { $0.contains("fill corrected") }.count == 1)
    #expect(value(desk) == "6000" && desk.position?.openCost == "6000")
    desk.fill(.sell, .sbin, 60, at: "99")
    #expect(desk.isFlat && desk.lastTrade?.quantity == 60 && desk.engine.state.realisedToday == "-60")
  }

  @Test("of one instant with the fill, the same is true once the broker was asked")
  func sameInstant() {
    var desk = Scenario()
    desk.long()
    let smaller = fill("F1", 60, desk)
    desk.changeByHand(0) { $0.fills = [smaller] }
    #expect(desk.position?.openQuantity == 60 && desk.liveOrders == ["SELL 60 stop 99.00"])
  }

  @Test("a fill of 60 that becomes one of 100: the stop grows")
  func larger() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 60, at: "100")
    state([fill("F1", 100, desk)], of: 0, as: .filled, &desk)
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
    #expect(desk.incidentTexts(.critical).count == 1)
  }

  @Test("another price restates cost, result and charges; the stop never loosens by it", arguments: ["98", "102"])
  func price(_ text: String) throws {
    let price = try #require(Price(parsing: text))
    var desk = Scenario()
    desk.long()
    let chargesBefore = desk.engine.state.chargesToday.total
    state([fill("F1", 100, at: price, desk)], of: 0, &desk)
    #expect(desk.position?.averageEntry == price && desk.position?.openQuantity == 100)
    #expect((desk.holding?.exit?.stop ?? .zero) >= "99")
    #expect(desk.incidentTexts(.warning).count == 1 && desk.incidentTexts(.critical).isEmpty)
    #expect(desk.engine.state.chargesToday.total != chargesBefore)
    #expect(desk.engine.state.chargesToday.total == desk.referee.charges)
    #expect(desk.position?.charges.total == desk.referee.charges)
  }

  @Test("pushed as cancelled without fills, no book is read: the broker is asked, then stop and position go")
  func annulled() {
    var desk = Scenario()
    desk.long()
    state([], of: 0, as: .cancelled, &desk)
    #expect(desk.isFlat && desk.liveOrders.isEmpty)
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .cancelled)
    #expect(desk.incidentTexts(.critical).filter { $0.contains("fill annulled") }.count == 1)
    #expect(value(desk) == .zero && desk.engine.state.chargesToday.total == .zero)
    #expect(desk.engine.state.realisedToday == .zero)
    // An old report of it, come late, is no new fill.
    var old = desk.broker.orders[0].report
    old.status = .filled
    old.fills = [FillReport(id: "F1", quantity: 100, price: "100", time: desk.now - .seconds(5))]
    old.filledQuantity = 100
    old.time = desk.now - .seconds(2)
    desk.apply(.report(old))
    #expect(desk.isFlat && desk.liveOrders.isEmpty)
  }

  @Test(
    "the same for an order whose rejection is pushed late, and after a restart in between", arguments: [true, false])
  func rejected(_ restarts: Bool) {
    var desk = Scenario()
    desk.long()
    desk.advance(1)
    desk.broker.looks = [.failed]
    desk.changeByHand(0) {
      $0.fills = []
      $0.status = .rejected
    }
    #expect(desk.position?.openQuantity == 100, "not before the broker has answered")
    if restarts { desk.restart() } else { desk.advance(5) }
    #expect(desk.isFlat && desk.liveOrders.isEmpty)
  }

  @Test("while the broker does not answer nothing is restated, and a person is told within seconds")
  func unanswered() {
    for look in [ScriptedBroker.Look.failed, .silence] {
      var desk = Scenario()
      desk.long()
      desk.advance(1)
      desk.broker.looks = Array(repeating: look, count: 5)
      desk.changeByHand(0) {
        $0.fills = []
        $0.status = .cancelled
      }
      desk.advance(9)
      #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"], "\(look)")
      #expect(desk.incidentTexts(.critical).filter { $0.contains("does not confirm") }.count == 1, "\(look)")
      desk.advance(60)
      #expect(desk.isFlat && desk.liveOrders.isEmpty, "\(look)")
    }
  }

  @Test("an older push, a cut list and a push that was overtaken annul nothing")
  func oldNews() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.advance(1)
    desk.fill(.buy, .sbin, 40, at: "100")
    let forty = desk.broker.shown(desk.broker.orders[0])
    desk.advance(1)
    desk.fill(.buy, .sbin, 60, at: "100")
    desk.apply(.report(forty))
    var cut = desk.broker.shown(desk.broker.orders[0])
    cut.fills.removeFirst()
    desk.apply(.report(cut))
    var restated = forty
    restated.fills[0].quantity = 30
    restated.filledQuantity = 30
    desk.apply(.report(restated))
    #expect(desk.position?.openQuantity == 100 && desk.incidents.isEmpty)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("a wrong push that the broker does not stand by changes nothing")
  func wrongPush() {
    var desk = Scenario()
    desk.long()
    desk.advance(1)
    var wrong = desk.broker.shown(desk.broker.orders[0])
    wrong.fills = []
    wrong.filledQuantity = .zero
    wrong.status = .cancelled
    wrong.time = desk.now
    desk.apply(.report(wrong))
    desk.advance(10)
    #expect(desk.position?.openQuantity == 100 && desk.incidents.isEmpty)
    #expect(!desk.engine.state.orders[OrderNumber(0)].isDisputed)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test("a fill stated again with another time is the same fill")
  func otherTime() {
    var desk = Scenario()
    desk.long()
    state([FillReport(id: "F1", quantity: 100, price: "100", time: desk.now + .seconds(1))], of: 0, &desk)
    #expect(desk.position?.openQuantity == 100 && desk.incidents.isEmpty && value(desk) == "10000")
  }

  @Test("one id twice in one report is two fills where the broker counts both, else one")
  func doubledID() {
    for (count, open) in [(Quantity(100), Quantity(100)), (50, 50)] {
      var desk = Scenario()
      desk.price(.sbin, "100")
      desk.alert(.buy, .sbin)
      desk.advance(1)
      var report = desk.broker.shown(desk.broker.orders[0])
      report.fills = [fill("T1", 50, desk), fill("T1", 50, desk)]
      report.filledQuantity = count
      report.status = count == 100 ? .filled : .open
      report.time = desk.now
      desk.apply(.report(report))
      desk.apply(.report(report))
      #expect(desk.position?.openQuantity == open && desk.incidents.isEmpty)
    }
  }

  @Test("a fill that comes back under another id is not counted twice")
  func reissued() {
    var desk = Scenario()
    desk.long()
    state([fill("G7", 100, at: "101", desk)], of: 0, &desk)
    #expect(desk.position?.openQuantity == 100 && desk.position?.averageEntry == "101")
    #expect(desk.liveOrders.count == 1 && value(desk) == "10100")
  }

  @Test("an exit that shrinks leaves the rest open: the exit goes on")
  func exitShrinks() {
    var desk = Scenario { $0.exitPlan = .none }
    desk.long()
    desk.alert(.exit, .sbin)
    desk.fill(.sell, .sbin, 100, at: "102")
    #expect(desk.isFlat && desk.lastTrade?.gross == "200")
    state([fill("F2", 60, at: "102", desk)], of: 1, &desk)
    #expect(desk.position?.openQuantity == 40)
    #expect(desk.incidentTexts(.critical).contains { $0.contains("open again") })
    #expect(desk.liveOrders == ["SELL 40 market"])
    desk.fill(.sell, .sbin, 40, at: "101")
    #expect(desk.isFlat && desk.lastTrade?.gross == "160" && desk.engine.state.realisedToday == "160")
  }

  @Test("a stop whose fill is annulled: the trade is open again, told, and guarded again")
  func stopAnnulled() {
    var desk = Scenario()
    desk.long()
    desk.fill(.sell, .sbin, 100, at: "99")
    #expect(desk.isFlat && desk.trades.count == 1)
    state([], of: 1, as: .cancelled, &desk)
    #expect(desk.position?.openQuantity == 100 && desk.engine.state.realisedToday == .zero)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"])
    #expect(desk.incidentTexts(.critical).contains { $0.contains("open again") })
    #expect(desk.trades.isEmpty)
    desk.price(.sbin, "98.9")
    desk.advance(3)
    desk.fill(.sell, .sbin, 100, at: "98.9")
    #expect(desk.isFlat && desk.engine.state.realisedToday == "-110")
  }

  @Test("an entry that shrinks below what was sold: the surplus is no position's, and told")
  func entryShrinksBelowExit() {
    var desk = Scenario()
    desk.referee.allowsSurplus = true
    desk.long()
    desk.fill(.sell, .sbin, 100, at: "99")
    state([fill("F1", 60, desk)], of: 0, &desk)
    #expect(desk.isFlat && desk.lastTrade?.quantity == 60 && desk.engine.state.realisedToday == "-60")
    #expect(desk.incidentTexts(.critical).contains { $0.contains("40 more than was held") })
    desk.command(.reconcile)
    #expect(desk.engine.state.isReconciled, "the account is short by 40, and the books say so")
  }

  @Test("without a push, a read of the whole book that is newer restates too, and one that is as old asks first")
  func byBook() {
    for isNewer in [true, false] {
      var desk = Scenario(can: BrokerCapabilities(verifyInterval: .seconds(20)))
      desk.long()
      desk.advance(5)
      desk.broker.orders[0].fills = []
      desk.broker.orders[0].status = .cancelled
      if isNewer { desk.broker.orders[0].time = desk.now }
      desk.advance(60)
      #expect(desk.isFlat && desk.liveOrders.isEmpty && desk.engine.state.isReconciled, "\(isNewer)")
      #expect(desk.engine.state.halt == nil, "\(isNewer)")
    }
  }

  @Test("a trade by hand that had closed ours is annulled: ours is held again, told, and guarded again")
  func byHand() {
    var desk = Scenario(can: BrokerCapabilities(verifyInterval: .seconds(20)))
    desk.long()
    desk.advance(5)
    desk.byHand(.sell, .sbin, 100, at: "101")
    #expect(desk.isFlat && desk.liveOrders.isEmpty && desk.engine.state.realisedToday == "100")
    desk.advance(5)
    let hand = desk.broker.orders.count - 1
    desk.broker.orders[hand].fills = []
    desk.broker.orders[hand].status = .cancelled
    desk.broker.orders[hand].time = desk.now
    desk.apply(.report(desk.broker.orders[hand].report))
    #expect(desk.isFlat, "a push that shows less proves nothing yet")
    desk.advance(30)
    #expect(desk.position?.openQuantity == 100 && desk.engine.state.realisedToday == .zero)
    #expect(desk.liveOrders == ["SELL 100 stop 99.00"] && desk.engine.state.isReconciled)
    #expect(desk.incidentTexts(.critical).contains { $0.contains("open again") })
  }

  @Test("entries filled in parts, sold in parts, corrected in any order: the position is as if stated so at first")
  func random() {
    for seed in 1...60 as ClosedRange<UInt64> {
      var random = Seeded(seed)
      var executions: [Position.Execution] = []
      for place in 0..<Int.random(in: 1...12, using: &random) {
        executions.append(
          Position.Execution(
            order: OrderNumber(Int32(place)), fill: "F", isEntry: place == 0 || random.oneIn(2),
            quantity: Quantity(Int64.random(in: 0...90, using: &random)),
            price: Price(raw: Int64.random(in: 900_000...1_100_000, using: &random)), time: Scenario.time(10, place)))
      }
      func empty() -> Position {
        Position(
          id: PositionID(0), owner: LinkID(1), instrument: Listed.sbin.id, product: .mis, direction: .buy)
      }
      var slow = empty()
      var surplus = Quantity.zero
      for execution in executions where execution.quantity > .zero {
        if execution.isEntry {
          slow.enter(execution.quantity, at: execution.price, time: execution.time)
        } else {
          surplus += slow.exit(execution.quantity, at: execution.price, time: execution.time)
        }
      }
      var position = empty()
      _ = position.restate(executions.shuffled(using: &random))
      #expect(position.restate(executions) == surplus && position == slow, "seed \(seed)")
    }
  }
}
