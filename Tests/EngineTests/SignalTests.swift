import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("One signal, one decision")
struct SignalIdentityTests {
  @Test("a repeat returns the first decision and sends nothing")
  func duplicate() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    let first = desk.alert(.buy, .sbin, id: "A")
    desk.advance(5)
    let repeated = desk.alert(.buy, .sbin, id: "A")
    #expect(first.outcome == .accepted && repeated.outcome == .nothingToDo)
    #expect(repeated.reason.contains("see decision \(first.number)"))
    #expect(desk.sent().count == 1)
  }

  @Test("the same id with another body is a conflict")
  func conflict() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin, id: "A", body: 1)
    #expect(desk.alert(.sell, .sbin, id: "A", body: 2).denial?.code == .conflict)
  }

  @Test(
    "by its words it is remembered 20 s, with an id or a time 24 h; without a time only likely after 20 s",
    arguments: [
      (false, false, 20, .duplicate(of: 4)), (false, false, 21, .new),
      (true, false, 20, .duplicate(of: 4)), (true, false, 21, .likelyDuplicate(of: 4)),
      (true, false, 86_400, .likelyDuplicate(of: 4)), (true, false, 86_401, .new),
      (true, true, 21, .duplicate(of: 4)), (false, true, 86_400, .duplicate(of: 4)), (true, true, 86_401, .new),
    ] as [(Bool, Bool, Int64, SignalMemory.Recognition)])
  func window(_ isNamed: Bool, _ hasTime: Bool, _ seconds: Int64, _ expected: SignalMemory.Recognition) {
    var memory = SignalMemory()
    let now = Scenario.time(10, 0)
    let signal = Signal(
      id: SignalID("A"), isNamed: isNamed, bodyDigest: 1, link: LinkID(1), source: .webhook, action: .buy,
      symbol: "SBIN", resolution: .none, time: hasTime ? now : nil, received: now)
    memory.remember(signal, decision: 4, window: .seconds(20), at: now)
    let recognised = memory.recognise(signal, at: now + .seconds(seconds))
    #expect(recognised == expected)
    memory.forget(at: now + .seconds(seconds))
    #expect(memory.recognise(signal, at: now + .seconds(seconds)) == recognised)
  }

  @Test("two links do not share identities")
  func perLink() {
    var desk = Scenario()
    desk.addLink(2)
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .sbin, id: "A").outcome == .accepted)
    #expect(desk.alert(.buy, .sbin, id: "A", link: 2).outcome == .accepted)
  }

  @Test("a remembered identity survives storage")
  func survives() throws {
    var desk = Scenario()
    desk.price(.sbin, "100")
    let first = desk.alert(.buy, .sbin, id: "A")
    desk.restart()
    #expect(desk.alert(.buy, .sbin, id: "A").reason.contains("see decision \(first.number)"))
  }
}

@Suite("What stands against an entry")
struct EntryObjectionTests {
  private func denial(
    at time: Timestamp = Scenario.time(10, 0), link change: (inout Link) -> Void = { _ in }, dated: Timestamp? = nil,
    _ symbol: Listed = .sbin, prepare: (inout Scenario) -> Void = { _ in }
  ) -> Denial.Code? {
    var desk = Scenario(change)
    desk.advance(to: time)
    desk.price(symbol, "100")
    prepare(&desk)
    let decision = desk.alert(.buy, symbol, time: dated)
    #expect((decision.denial != nil) == desk.sent().isEmpty)
    return decision.denial?.code
  }

  @Test("An alert is fresh up to the link's age limit", arguments: [(29, false), (31, true)])
  func stale(_ age: Int64, _ isStale: Bool) {
    #expect(denial(dated: Scenario.time(10, 0) - .seconds(age)) == (isStale ? .stale : nil))
  }

  @Test("a signal from the future is not fresh")
  func future() { #expect(denial(dated: Scenario.time(10, 1, 30)) == .stale) }

  @Test("a halt denies entries, a pause ignores them; neither keeps an exit")
  func haltAndPause() {
    #expect(denial(prepare: { $0.command(.halt("test")) }) == .halted)
    #expect(denial(prepare: { $0.command(.pause) }) == .paused)
    var desk = Scenario()
    desk.long()
    desk.command(.pause)
    #expect(desk.alert(.exit).outcome == .accepted)
    #expect(desk.sent() == ["#1 to 100 market"])
  }

  @Test("switched off, unreconciled, unknown link")
  func permissions() {
    #expect(denial(link: { $0.isEnabled = false }) == .linkDisabled)
    #expect(
      denial(prepare: {
        $0.broker.snapshotsFail = true; $0.restart(); _ = $0.sent()
      }) == .notReconciled)
    var desk = Scenario()
    #expect(desk.alert(.buy, .sbin, link: 9).denial?.code == .unknownLink)
  }

  @Test(
    "An entry outside the class's session or the link's entry window is denied",
    arguments: [
      (Listed.sbin, 9, 10, Denial.Code.sessionClosed), (.sbin, 15, 15, .sessionClosed), (.call, 15, 40, .sessionClosed),
      (.sbin, 15, 0, .entryWindowClosed), (.call, 15, 10, .entryWindowClosed), (.sbin, 14, 59, nil),
      (.call, 9, 15, nil),
    ] as [(Listed, Int, Int, Denial.Code?)])
  func session(_ symbol: Listed, _ hour: Int, _ minute: Int, _ code: Denial.Code?) {
    var desk = Scenario { $0.product = .mis }
    desk.now = Scenario.time(hour, minute)
    desk.price(symbol, "100")
    #expect(desk.alert(.buy, symbol).denial?.code == code)
  }

  @Test("a stop outside the day's price band, risk sizing without a stop, a size beyond reason")
  func sizeAndStop() {
    #expect(denial(link: { $0.exitPlan = ExitPlan(stop: .percent(2500)) }) == .priceBand)
    #expect(
      denial(link: {
        $0.exitPlan = .none; $0.sizing = .riskToStop(basisPoints: 100)
      }) == .needsStop)
    #expect(denial(link: { $0.sizing = .lots(.max) }, .call) == .quantityTooLarge)
  }

  @Test("An entry in an expired contract is denied")
  func expired() {
    var desk = Scenario { $0.product = .nrml }
    desk.nextDay()
    desk.advance(to: Timestamp(day: "2026-08-19", time: TimeOfDay(10, 0)))
    desk.price(.expiringCall, "100")
    #expect(desk.alert(.buyCall, .expiringCall).denial?.code == .expiredContract)
  }

  @Test("A signal without the symbol it needs is denied")
  func noSymbol() {
    var desk = Scenario()
    #expect(desk.alert(.buy).denial?.code == .unknownSymbol)
  }

  @Test("while positions are squared off nothing is entered")
  func squaringOff() {
    #expect(
      denial(at: Scenario.time(14, 45), link: { $0.closePolicy = .squareOff(before: .minutes(30)) })
        == .entryWindowClosed)
  }

  @Test("a holiday says its name; an unknown day says that it is unknown")
  func holiday() {
    var desk = Scenario()
    desk.apply(.dayStarted(Scenario.sessions(closed: "holiday: Ganesh Chaturthi")))
    desk.price(.sbin, "100")
    let decision = desk.alert(.buy, .sbin)
    #expect(decision.denial?.code == .sessionClosed && decision.reason.contains("Ganesh"))
    desk.now = desk.now + .hours(24)
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .sbin).denial?.code == .termsMissing)
  }

  @Test("An entry in an index, or with a product that does not fit, is denied")
  func instrument() {
    #expect(denial(.nifty) == .notTradable)
    #expect(denial(link: { $0.product = .nrml }) == .notTradable)
    #expect(denial(link: { $0.product = .cnc }, .call) == .notTradable)
  }

  @Test("a stop or target on the wrong side, a limit off the tick is rounded so that it gives nothing away")
  func values() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .sbin, stop: "101").denial?.code == .stopOnWrongSide)
    #expect(desk.alert(.buy, .sbin, stop: "100").denial?.code == .stopOnWrongSide)
    #expect(desk.alert(.buy, .sbin, target: "99").denial?.code == .stopOnWrongSide)
    #expect(desk.alert(.buy, .sbin, limit: "99.97", stop: "98", target: "103").outcome == .accepted)
    #expect(desk.sent() == ["BUY 100 limit 99.95 #0"])
  }

  @Test("a payload's size never exceeds the link's; less than a lot is none")
  func size() {
    var desk = Scenario { $0.sizing = .quantity(100) }
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin, quantity: 1_000_000_000)
    #expect(desk.sent() == ["BUY 100 market #0"])
    desk.price(.call, "100")
    #expect(desk.alert(.buy, .call, quantity: 74).denial?.code == .belowOneLot)
  }

  @Test("risk counts what is in flight")
  func inFlight() {
    let limits = RiskLimits(
      orderValue: "1000000", positionValue: "1000000", openPositions: 1, dailyLoss: "100000",
      dailyLossBasisPoints: 10_000, drawdown: "100000")
    var desk = Scenario(limits: limits)
    desk.price(.sbin, "100")
    desk.price(.reliance, "100")
    desk.alert(.buy, .sbin)
    #expect(desk.alert(.buy, .reliance).denial?.code == .openPositions)
  }

  @Test("slices count one by one against the orders in flight", arguments: [(3000, true), (4000, false)])
  func slicesInFlight(_ quantity: Int64, _ isAllowed: Bool) {
    let limits = RiskLimits(
      orderValue: "1000000", positionValue: "1000000", ordersInFlight: 3, dailyLoss: "100000",
      dailyLossBasisPoints: 10_000, drawdown: "100000")
    var desk = Scenario(limits: limits) { $0.sizing = .quantity(Quantity(quantity)) }
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .sbin).denial?.code == (isAllowed ? nil : .ordersInFlight))
  }
}

@Suite("What the actions mean")
struct ActionTests {
  @Test("nothing to do is a decision", arguments: [Action.sell, .cover, .exit])
  func nothing(_ action: Action) {
    var desk = Scenario()
    desk.price(.sbin, "100")
    #expect(desk.alert(action, .sbin).outcome == .nothingToDo)
    #expect(desk.sent().isEmpty)
  }

  @Test("SELL closes a long and never opens; a second BUY does not double")
  func long() {
    var desk = Scenario()
    desk.long()
    #expect(desk.alert(.buy, .sbin).outcome == .nothingToDo)
    #expect(desk.alert(.cover, .sbin).outcome == .nothingToDo)
    #expect(desk.alert(.sell, .sbin).outcome == .accepted)
    #expect(desk.sent() == ["#1 to 100 market"])
    desk.fill(.sell, .sbin, 100, at: "101")
    #expect(desk.lastTrade?.exitReason == .signal && desk.isFlat)
  }

  @Test("SHORT needs the link's permission; COVER closes it")
  func short() {
    var forbidden = Scenario()
    forbidden.price(.sbin, "100")
    #expect(forbidden.alert(.short, .sbin).denial?.code == .shortNotAllowed)
    forbidden.alert(.buy, .sbin)
    forbidden.fill(.buy, .sbin, 100, at: "100")
    let exit = forbidden.alert(.short, .sbin)
    #expect(exit.outcome == .accepted && exit.reason.hasPrefix("closing the long in SBIN; link1 may not sell short"))
    forbidden.fill(.sell, .sbin, 100, at: "100")
    #expect(forbidden.isFlat && forbidden.engine.state.holdings.count == 1)
    var desk = Scenario { $0.mayShort = true }
    desk.price(.sbin, "100")
    desk.alert(.short, .sbin)
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.alert(.sell, .sbin).outcome == .nothingToDo)
    desk.alert(.cover, .sbin)
    desk.fill(.buy, .sbin, 100, at: "98")
    #expect(desk.lastTrade?.gross == "200")
  }

  @Test("BUY while short covers, and enters only if the link reverses", arguments: [false, true])
  func reversal(_ reverses: Bool) {
    var desk = Scenario {
      $0.mayShort = true; $0.reverses = reverses
    }
    desk.price(.sbin, "100")
    desk.alert(.short, .sbin)
    desk.fill(.sell, .sbin, 100, at: "100")
    _ = desk.sent()
    let decision = desk.alert(.buy, .sbin)
    #expect(decision.outcome == (reverses ? .waiting : .accepted))
    #expect(desk.sent() == ["#1 to 100 market"])
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.sent() == (reverses ? ["BUY 100 market #2"] : []))
    #expect(desk.decisions.last?.outcome == .accepted)
  }

  @Test("a reversal whose exit filled while the process was away enters once the books agree")
  func reversalAcrossRestart() {
    var desk = Scenario {
      $0.mayShort = true
      $0.reverses = true
    }
    desk.price(.sbin, "100")
    desk.alert(.short, .sbin)
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.alert(.buy, .sbin)
    desk.fillUnseen(1, 100, at: "100")
    _ = desk.sent()
    desk.restart()
    #expect(desk.decisions.last?.outcome == .accepted)
    #expect(desk.sent().contains("BUY 100 market #2"))
  }

  @Test("a reversal of an entry that never filled goes on once that is cancelled")
  func reversalOfUnfilled() {
    var desk = Scenario {
      $0.mayShort = true; $0.reverses = true
    }
    desk.price(.sbin, "100")
    desk.alert(.short, .sbin)
    _ = desk.sent()
    let decision = desk.alert(.buy, .sbin)
    #expect(desk.sent() == ["cancel #0", "BUY 100 market #1"])
    #expect(decision.outcome == .waiting || decision.outcome == .accepted)
    #expect(desk.decisions.last?.outcome == .accepted)
  }

  @Test("another link on the other side would be netted: denied")
  func opposite() {
    var desk = Scenario()
    desk.addLink(2) { $0.mayShort = true }
    desk.long()
    #expect(desk.alert(.short, .sbin, link: 2).denial?.code == .opposite)
  }

  @Test("two signals that wait for the same price enter once")
  func waitingTwice() {
    var desk = Scenario()
    #expect(desk.alert(.buy, .sbin).outcome == .waiting)
    #expect(desk.alert(.buy, .sbin).outcome == .waiting)
    desk.price(.sbin, "100")
    #expect(desk.sent() == ["BUY 100 market #0"])
    #expect(desk.decisions.suffix(2).map(\.outcome) == [.accepted, .nothingToDo])
  }

  @Test("EXIT without a symbol closes all this link holds, and only this link's")
  func exitAll() {
    var desk = Scenario()
    desk.addLink(2)
    desk.long(.sbin)
    desk.price(.reliance, "100")
    desk.alert(.buy, .reliance, link: 2)
    desk.fill(.buy, .reliance, 100, at: "100")
    _ = desk.sent()
    #expect(desk.alert(.exit).outcome == .accepted)
    #expect(desk.sent() == ["#1 to 100 market"])
  }

  @Test("EXIT that names the underlying closes the option the link holds", arguments: [true, false])
  func exitUnderlying(_ isResolved: Bool) {
    var desk = Scenario {
      $0.product = .nrml; $0.sizing = .lots(1)
    }
    desk.price(.call, "100")
    desk.alert(.buyCall, .call, named: "NIFTY")
    desk.fill(.buy, .call, 75, at: "100")
    _ = desk.sent()
    let decision =
      isResolved
      ? desk.alert(.exit, .nifty) : desk.alert(.exit, named: "NIFTY", failing: Denial(.noPrice, "no price"))
    #expect(decision.outcome == .accepted)
    #expect(desk.sent() == ["#1 to 75 market"])
  }

  @Test("SELL_CALL closes the call this link holds, whichever strike is meant now; writing needs permission")
  func options() {
    var desk = Scenario {
      $0.product = .nrml; $0.sizing = .lots(1)
    }
    desk.price(.call, "100")
    desk.price(.put, "100")
    #expect(desk.alert(.sellCall, .call).denial?.code == .writingNotAllowed)
    desk.alert(.buyCall, .call)
    desk.fill(.buy, .call, 75, at: "100")
    #expect(desk.alert(.sellPut, .put).denial?.code == .writingNotAllowed)
    #expect(desk.alert(.buyCall, .expiringCall).outcome == .nothingToDo)
    _ = desk.sent()
    #expect(desk.alert(.sellCall, .expiringCall).outcome == .accepted)
    #expect(desk.sent() == ["#1 to 75 market"])
    var writer = Scenario(capital: "10000000") {
      $0.product = .nrml; $0.sizing = .lots(1); $0.mayWriteOptions = true
    }
    writer.price(.put, "100")
    #expect(writer.alert(.sellPut, .put).outcome == .accepted)
    #expect(writer.sent() == ["SELL 75 market #0"])
  }

  @Test("an exit whose symbol cannot be resolved now goes by the name of what is held")
  func byName() {
    var desk = Scenario()
    desk.long()
    let trouble = Denial(.termsMissing, "no terms")
    #expect(desk.alert(.buy, named: "SBIN", failing: trouble).denial == trouble)
    #expect(desk.alert(.cover, named: "SBIN", failing: trouble).denial == trouble)
    #expect(desk.alert(.sell, named: "SBIN", failing: trouble).outcome == .accepted)
  }

  @Test(
    "so it does under a broker's or a chart's name",
    arguments: [
      (Listed.sbin, "SBIN-EQ"), (.sbin, "SBIN.NS"), (.call, "NIFTY26AUG24200CE"), (.future, "NIFTY1!"),
      (.sensexCall, "BSX260825C80000"),
    ])
  func byOtherName(_ held: Listed, _ name: String) {
    var desk = Scenario()
    desk.long(held, held == .sbin ? 100 : 75)
    let trouble = Denial(.termsMissing, "no terms")
    #expect(desk.alert(.exit, named: "RELIANCE", failing: trouble).denial == trouble)
    #expect(desk.alert(.exit, named: name, failing: trouble).outcome == .accepted)
  }

  @Test(
    "an exit that resolves to what the link does not hold closes the same name of the other exchange or month",
    arguments: [
      (Listed.sbinOnBSE, Listed.sbin, "SBIN"), (.sbin, .sbinOnBSE, "SBIN"), (.future, .nextFuture, "NIFTY1!"),
    ],
    [Action.sell, .exit, .short])
  func namesake(_ names: (held: Listed, found: Listed, symbol: String), _ action: Action) {
    var desk = Scenario()
    desk.long(names.held, names.held == .future ? 75 : 100)
    desk.price(names.found, "100")
    #expect(desk.alert(action, names.found, named: names.symbol).outcome == .accepted)
    #expect(desk.alert(.exit, .reliance).outcome == .nothingToDo)
  }

  @Test("what is held of the exchange that the exit names is closed alone")
  func exchangeNamed() {
    var desk = Scenario()
    desk.long(.sbin)
    desk.long(.sbinOnBSE)
    #expect(desk.alert(.exit, .sbinOnBSE, named: "SBIN").outcome == .accepted)
    desk.fill(.sell, .sbinOnBSE, 100, at: "100")
    #expect(desk.engine.state.holdings.filter { $0.position.isOpen }.map(\.position.instrument) == [Listed.sbin.id])
  }

  @Test("BUY whose exchange could not be read covers the short of the same name, and enters nothing")
  func unreadExchange() {
    var desk = Scenario { $0.mayShort = true }
    desk.price(.sbinOnBSE, "100")
    desk.alert(.short, .sbinOnBSE, named: "SBIN")
    desk.fill(.sell, .sbinOnBSE, 100, at: "100")
    desk.price(.sbin, "100")
    let decision = desk.alert(.buy, .sbin, unreadable: "exchange \"NASDAQ\" is not an exchange", named: "SBIN")
    #expect(decision.outcome == .accepted)
    desk.fill(.buy, .sbinOnBSE, 100, at: "100")
    #expect(desk.engine.state.holdings.allSatisfy { !$0.position.isOpen } && desk.liveOrders.isEmpty)
  }

  @Test("SHORT closes the long whose symbol cannot be resolved, and enters nothing")
  func shortByName() {
    var desk = Scenario { $0.mayShort = true }
    desk.long()
    let trouble = Denial(.termsMissing, "no terms")
    let decision = desk.alert(.short, named: "SBIN", failing: trouble)
    #expect(decision.outcome == .accepted && decision.reason.contains("no entry the other way: no terms"))
    desk.advance(30)
    #expect(!desk.broker.orders.contains { $0.terms.side == .sell && $0.terms.quantity > 100 })
  }

  @Test("a halt stops entries and no exit")
  func haltedExit() {
    var desk = Scenario()
    desk.long()
    desk.command(.halt("test"))
    #expect(desk.alert(.sell, .sbin).outcome == .accepted && desk.sent() == ["#1 to 100 market"])
  }
}

@Suite("A signal waits two seconds for a price")
struct AwaitingPriceTests {
  @Test("A signal that waits for a price enters when the price arrives")
  func arrives() {
    var desk = Scenario()
    #expect(desk.alert(.buy, .sbin).outcome == .waiting && desk.sent().isEmpty)
    desk.price(.sbin, "100", after: .seconds(1))
    #expect(desk.sent() == ["BUY 100 market #0"] && desk.decisions.last?.outcome == .accepted)
  }

  @Test("A signal without a price is denied at its deadline, and a later price changes nothing")
  func deadline() {
    var desk = Scenario()
    desk.alert(.buy, .sbin)
    desk.advance(.milliseconds(1999))
    #expect(desk.decisions.last?.outcome == .waiting)
    desk.advance(.milliseconds(1))
    #expect(desk.decisions.last?.denial?.code == .noPrice)
    desk.price(.sbin, "100")
    #expect(desk.sent().isEmpty)
  }

  @Test("A signal waits for a new price when the last price is old")
  func old() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.advance(16)
    #expect(desk.alert(.buy, .sbin).outcome == .waiting)
    desk.price(.sbin, "100.05")
    #expect(desk.sent() == ["BUY 100 market #0"])
  }

  @Test("paused or halted meanwhile: not acted on")
  func pausedMeanwhile() {
    var desk = Scenario()
    desk.alert(.buy, .sbin)
    desk.command(.pause)
    desk.price(.sbin, "100")
    #expect(desk.decisions.last?.outcome == .ignored && desk.sent().isEmpty)
  }

  @Test("its link removed meanwhile: denied, not forgotten")
  func linkRemoved() {
    var desk = Scenario()
    desk.alert(.buy, .sbin)
    desk.apply(.linkRemoved(Scenario.link))
    desk.price(.sbin, "100")
    #expect(desk.decisions.last?.denial?.code == .unknownLink)
  }
}
