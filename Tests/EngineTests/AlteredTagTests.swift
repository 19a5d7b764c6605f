import Engine
import Market
import TestSupport
import Testing
import Trading

/// I2, I3: what a broker may make of a tag.
enum Alteration: CaseIterable, Sendable {
  case cutToEight, cutToFour, cutInFront, padded, paddedWithZeros, cutAndPadded, prefixed, prefixedAndCut, lowerCase
  case mixedCase, spaced, quoted, replaced, blank

  func apply(to tag: String) -> String? {
    switch self {
    case .cutToEight: String(tag.prefix(8))
    case .cutToFour: String(tag.prefix(4))
    case .cutInFront: String(tag.suffix(9))
    case .padded: tag + "     "
    case .paddedWithZeros: tag + "00000"
    case .cutAndPadded: tag.prefix(8) + "0000000"
    case .prefixed: "API-" + tag
    case .prefixedAndCut: "API" + tag.prefix(12)
    case .lowerCase: tag.lowercased()
    case .mixedCase: tag.prefix(7) + tag.suffix(8).lowercased()
    case .spaced: tag.prefix(3) + " " + tag.dropFirst(3)
    case .quoted: "\"\(tag)\""
    case .replaced: "WEB4711"
    case .blank: ""
    }
  }

  /// Only a person can say whose order it is.
  var needsPerson: Bool { self == .replaced || self == .cutToFour }
}

@Suite("An order like ours in all else is a candidate, whatever its tag looks like")
struct AlteredTagTests {
  private func desk(
    _ alteration: Alteration, _ lookUp: BrokerCapabilities.TagLookUp, _ change: (inout Link) -> Void = { _ in }
  ) -> Scenario {
    var desk = Scenario(can: BrokerCapabilities(tagLookUp: lookUp, settleTime: .seconds(2)), change)
    desk.broker.alters = { alteration.apply(to: $0) }
    desk.advance(3)
    return desk
  }

  /// Either known by its id, or before a person who was told once.
  private func isSettledOrTold(_ number: OrderNumber, _ desk: Scenario, _ alteration: Alteration) -> Bool {
    let order = desk.engine.state.orders[number]
    let told = desk.incidentTexts(.critical).filter { $0.contains("may be one of these") }
    return alteration.needsPerson
      ? order.status == .unknown && told.count == 1 : order.brokerID != nil && told.isEmpty
  }

  @Test(
    "a lost entry that arrived is recognised or put before a person, never sent again", arguments: Alteration.allCases,
    [BrokerCapabilities.TagLookUp.hintOnly, .untilModified])
  func entry(_ alteration: Alteration, _ lookUp: BrokerCapabilities.TagLookUp) {
    var desk = desk(alteration, lookUp)
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.buy, .sbin)
    desk.advance(40)
    #expect(desk.broker.orders.count == 1)
    #expect(isSettledOrTold(OrderNumber(0), desk, alteration))
    if alteration.needsPerson { desk.command(.adopt(OrderNumber(0), BrokerOrderID("B1"))) }
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
    #expect(desk.engine.state.halt == nil)
  }

  @Test(
    "A lost stop or exit whose tag the broker altered is not sent twice", arguments: Alteration.allCases, [false, true])
  func protective(_ alteration: Alteration, _ isExit: Bool) {
    var desk = desk(alteration, .hintOnly) { if isExit { $0.exitPlan = .none } }
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    if !isExit { desk.broker.replies = [.lost(arrived: true)] }
    desk.fill(.buy, .sbin, 100, at: "100")
    if isExit {
      desk.broker.replies = [.lost(arrived: true)]
      desk.alert(.exit, .sbin)
    }
    desk.advance(60)
    #expect(desk.broker.orders.count == 2)
    #expect(isSettledOrTold(OrderNumber(1), desk, alteration))
  }

  @Test("A lost order whose tag the broker altered is not sent twice after a restart", arguments: Alteration.allCases)
  func restart(_ alteration: Alteration) {
    var desk = desk(alteration, .hintOnly)
    desk.price(.sbin, "100")
    desk.broker.replies = [.silence]
    desk.alert(.buy, .sbin)
    desk.restart()
    desk.advance(60)
    #expect(desk.broker.orders.count == 1)
    #expect(isSettledOrTold(OrderNumber(0), desk, alteration))
  }

  @Test(
    "a push of it before the answer is not taken for somebody else's trade", arguments: Alteration.allCases,
    [BrokerCapabilities.TagLookUp.hintOnly, .untilModified, .reliable])
  func pushFirst(_ alteration: Alteration, _ lookUp: BrokerCapabilities.TagLookUp) {
    var desk = desk(alteration, lookUp)
    desk.price(.sbin, "100")
    desk.broker.replies = [.silence]
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.incidents.isEmpty)
    desk.apply(.placed(OrderNumber(0), attempt: 1, .accepted(BrokerOrderID("B1"))))
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
    #expect(desk.incidents.isEmpty && desk.engine.state.halt == nil)
  }

  @Test(
    "where tags are reliable, an order like ours that was shown is no absence either", arguments: Alteration.allCases)
  func reliable(_ alteration: Alteration) {
    var desk = desk(alteration, .reliable)
    desk.price(.sbin, "100")
    desk.broker.replies = [.silence]
    desk.alert(.buy, .sbin)
    desk.apply(.report(desk.broker.shown(desk.broker.orders[0])))
    desk.apply(.placed(OrderNumber(0), attempt: 1, .ambiguous("timed out")))
    desk.advance(60)
    #expect(desk.broker.orders.count == 1)
    let order = desk.engine.state.orders[OrderNumber(0)]
    #expect(order.brokerID != nil || order.isBeforePerson)
  }

  @Test("Two orders whose tags were cut to the same text await manual review")
  func twoCandidates() {
    var desk = desk(.cutToEight, .hintOnly)
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.buy, .sbin)
    var twin = desk.broker.orders[0]
    twin.id = BrokerOrderID("H9")
    desk.broker.orders.append(twin)
    desk.advance(60)
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .unknown && desk.broker.orders.count == 2)
    #expect(desk.incidentTexts(.critical).filter { $0.contains("B1, H9") }.count == 1)
  }

  @Test("of two like ours, one with a part of our tag and one without any: ours is the former")
  func namedAndNameless() {
    var desk = desk(.cutToEight, .hintOnly)
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.buy, .sbin)
    var twin = desk.broker.orders[0]
    twin.id = BrokerOrderID("H9")
    twin.tag = nil
    desk.broker.orders.append(twin)
    desk.advance(20)
    #expect(desk.engine.state.orders[OrderNumber(0)].brokerID?.text == "B1")
  }

  @Test(
    "An order changed manually is recognised by earlier terms or by a tag part that no other order has",
    arguments: [false, true])
  func changedSince(_ isSeenBefore: Bool) {
    let certain: Set<Alteration> = isSeenBefore ? [.cutInFront, .cutToEight] : [.cutInFront]
    for alteration in [Alteration.cutInFront, .cutToEight, .replaced] {
      var desk = desk(alteration, .hintOnly)
      desk.long(.reliance, 100, at: "900")
      desk.price(.sbin, "100")
      desk.broker.snapshotsFail = !isSeenBefore
      desk.broker.replies = [.lost(arrived: true)]
      desk.alert(.buy, .sbin)
      let ours = desk.broker.orders.count - 1
      if isSeenBefore { desk.apply(.report(desk.broker.shown(desk.broker.orders[ours]))) }
      desk.broker.orders[ours].terms.quantity = 70
      desk.broker.orders[ours].time = desk.now
      desk.broker.snapshotsFail = false
      desk.advance(60)
      #expect(desk.broker.orders.count == ours + 1, "\(alteration)")
      let order = desk.engine.state.orders[OrderNumber(2)]
      let isCertain = certain.contains(alteration)
      #expect((order.brokerID != nil) == isCertain && order.isBeforePerson != isCertain, "\(alteration)")
    }
  }

  @Test(
    "a person moves ours and sends the same by hand, in whatever order and seen or not: a person decides",
    arguments: [BrokerCapabilities.TagLookUp.hintOnly, .untilModified], [true, false])
  func movedAndSentAgain(_ lookUp: BrokerCapabilities.TagLookUp, _ isSeenFirst: Bool) {
    var desk = desk(.blank, lookUp)
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.broker.replies = [.lost(arrived: true)]
    desk.fill(.buy, .sbin, 100, at: "100")
    let ours = desk.broker.orders.count - 1
    if isSeenFirst { desk.apply(.report(desk.broker.shown(desk.broker.orders[ours]))) }
    var twin = desk.broker.orders[ours]
    twin.id = BrokerOrderID("H9")
    desk.broker.orders[ours].terms.pricing = .stopMarket(trigger: "98", protection: 500)
    desk.broker.orders[ours].time = desk.now
    desk.broker.orders.append(twin)
    desk.advance(60)
    #expect(desk.broker.orders.count == ours + 2)
    #expect(desk.engine.state.orders[OrderNumber(1)].isBeforePerson)
    #expect(desk.incidentTexts(.critical).filter { $0.contains("may be one of these") }.count == 1)
  }

  @Test("an order of another quantity, sent by hand at that moment, does not stand in the way of ours")
  func otherQuantity() {
    var desk = desk(.blank, .hintOnly)
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.buy, .sbin)
    var other = desk.broker.orders[0]
    other.id = BrokerOrderID("H9")
    other.terms.quantity = 7
    desk.broker.orders.append(other)
    desk.advance(20)
    #expect(desk.engine.state.orders[OrderNumber(0)].brokerID?.text == "B1")
  }

  @Test("two lost orders alike, tags cut so that they differ: each is found")
  func toldApart() {
    var desk = desk(.cutInFront, .hintOnly) { $0.sizing = .quantity(2000) }
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true), .lost(arrived: true)]
    desk.alert(.buy, .sbin)
    desk.advance(30)
    let known = desk.engine.state.orders.all.map(\.brokerID?.text)
    #expect(known == desk.broker.orders.map(\.id.text) && desk.incidents.isEmpty)
  }

  @Test(
    "an unknown order under our tag halts entries, also when only its case, padding or prefix differ",
    arguments: [
      Alteration.padded, .paddedWithZeros, .prefixed, .lowerCase, .mixedCase, .spaced, .quoted, .cutToEight,
      .prefixedAndCut,
    ])
  func unknownOrder(_ alteration: Alteration) {
    var desk = Scenario()
    desk.long()
    var copy = desk.broker.orders[0]
    copy.id = BrokerOrderID("COPY")
    copy.tag = alteration.apply(to: "S0181ZZZZ000100").map { ClientTag($0) }
    if alteration == .cutToEight || alteration == .prefixedAndCut {
      copy.tag = desk.broker.orders[0].tag.flatMap { Alteration.cutToEight.apply(to: $0.text) }.map { ClientTag($0) }
    }
    desk.apply(.report(copy.report))
    #expect(desk.engine.state.halt?.contains("COPY") == true)
    #expect(desk.position?.openQuantity == 100 && desk.liveOrders == ["SELL 100 stop 99.00"])
  }

  @Test(
    "An order listed once exists, even if the book contradicts itself; a book without it proves nothing",
    arguments: [Alteration.blank, .replaced, .padded])
  func listedOnce(_ alteration: Alteration) {
    var desk = desk(alteration, .hintOnly)
    desk.price(.sbin, "100")
    desk.broker.snapshotsFail = true
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.buy, .sbin)
    desk.broker.orders[0].fills = [FillReport(id: "F1", quantity: 100, price: "100", time: desk.now)]
    desk.broker.orders[0].status = .filled
    desk.broker.snapshotsFail = false
    desk.broker.omits = .positions
    desk.advance(15)
    desk.broker.omits = .both
    desk.advance(60)
    #expect(desk.broker.orders.count { $0.terms.side == .buy } == 1)
    desk.broker.omits = .nothing
    desk.advance(30)
    #expect(desk.broker.orders.count { $0.terms.side == .buy } == 1)
  }

  @Test("a book that lacks an order which the broker has confirmed proves nothing, however new that one is")
  func behind() {
    var desk = Scenario(can: BrokerCapabilities(tagLookUp: .hintOnly, settleTime: .seconds(20)))
    desk.broker.alters = { _ in "" }
    desk.advance(30)
    desk.price(.sbin, "100")
    desk.price(.reliance, "900")
    desk.broker.replies = [.lost(arrived: true)]
    desk.alert(.buy, .sbin)
    desk.advance(5)
    desk.price(.reliance, "900")
    desk.alert(.buy, .reliance)
    #expect(desk.engine.state.orders[OrderNumber(1)].brokerID != nil)
    desk.broker.omits = .both
    desk.advance(18)
    #expect(desk.broker.orders.count { $0.terms.instrument == Listed.sbin.id } == 1)
    #expect(desk.engine.state.orders[OrderNumber(0)].status == .unknown)
    desk.broker.omits = .nothing
    desk.advance(30)
    #expect(desk.engine.state.orders[OrderNumber(0)].brokerID?.text == "B1")
  }

  @Test("accepted after it was proven absent and withdrawn: a person is told, since nothing here cancels it any more")
  func acceptedLate() {
    var desk = Scenario(can: BrokerCapabilities(tagLookUp: .hintOnly, settleTime: .seconds(2)))
    desk.advance(3)
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: false)]
    desk.alert(.buy, .sbin)
    desk.command(.halt("test"))
    desk.advance(10)
    let order = desk.engine.state.orders[OrderNumber(0)]
    #expect(order.status == .withdrawn && order.attempts == 1)
    desk.apply(.placed(OrderNumber(0), attempt: 1, .accepted(BrokerOrderID("LATE"))))
    #expect(desk.incidentTexts(.critical).contains { $0.contains("LATE came late") })
    #expect(desk.broker.orders.isEmpty)
  }

  @Test("somebody's order under a name of their own, seen before ours was sent, is no candidate")
  func seenBefore() {
    var desk = desk(.replaced, .hintOnly)
    desk.price(.sbin, "100")
    var theirs = ScriptedBroker.Order(
      id: BrokerOrderID("H1"), tag: ClientTag("OTHERBOT"),
      terms: OrderTerms(
        instrument: Listed.sbin.id, side: .buy, quantity: 100, product: .mis, pricing: .limit("100")),
      status: .open, time: desk.now, placed: desk.now)
    desk.broker.orders.append(theirs)
    theirs.tag = ClientTag("WEB4711")
    desk.apply(.report(theirs.report))
    desk.advance(1)
    desk.broker.replies = [.lost(arrived: false)]
    desk.alert(.buy, .sbin)
    desk.advance(20)
    #expect(desk.engine.state.orders[OrderNumber(0)].attempts == 2)
  }
}
