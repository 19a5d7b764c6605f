import Desk
import Engine
import Market
import Simulation
import Storage
import Trading

/// What the world does to the desk: prices, alerts, people, trouble.
extension SimulatedDay {
  func perform(_ happening: Happening) {
    switch happening.kind {
    case .price(let tick, let fault): show(tick, fault)
    case .market(let tick): trade(tick)
    case .alert(let alert): submit(alert)
    case .command(let command, let account): order(command, account)
    case .doubleClick(let account):
      happened(.doubleClick, account)
      order(.squareOffAll, account)
      order(.squareOffAll, account)
    case .handTrade(let account, let instrument, let product, let side, let share):
      tradeByHand(account, instrument, product, side, share)
    case .handCancel(let account, let place):
      change(account) { broker, ledger in
        guard let id = broker.cancelByHand(place: place, at: self.now) else { return }
        guard let report = broker.exchange.report(id: id) else { return }
        ledger.changedByHand.insert(report.terms.instrument)
        ledger.handCancels[report.terms.instrument, default: 0] += 1
      }
    case .handMove(let account, let place, let basisPoints):
      change(account) { broker, ledger in
        for stop in broker.restingStops() { ledger.changedByHand.insert(stop.terms.instrument) }
        broker.moveByHand(
          place: place, basisPoints: basisPoints, tick: Price(rupees: 0, paise: 5), at: self.now)
      }
    case .brokerCancel(let account, let place):
      change(account) { broker, ledger in
        guard let instrument = broker.cancelByBroker(place: place, at: self.now) else { return }
        ledger.handCancels[instrument, default: 0] += 1
      }
    case .networkDown(let interval):
      happened(.networkDown)
      networkDownUntil = max(networkDownUntil, now + interval)
    case .fillCorrected(let account, let place, let ticks): correctFill(account, place, ticks)
    case .sessionDead(let account, let interval):
      change(account) { broker, _ in broker.sessionDies(until: self.now + interval) }
    case .bookUnreadable(let account, let interval):
      change(account) { broker, _ in broker.bookUnreadable(until: self.now + interval) }
    case .bookEmpty(let account, let interval):
      change(account) { broker, _ in broker.bookEmpty(until: self.now + interval) }
    case .crash(let point, let number, let down): plan(point, number, down)
    case .stall(let interval):
      guard desk != nil else { return }
      happened(.stall)
      stalledUntil = max(stalledUntil, now + interval)
    case .wake:
      guard let desk, now >= stalledUntil else { return }
      happened(.wakeTwice)
      for _ in 1...2 { attempt { () throws(StorageError) in try desk.wake() } }
    case .settings(let settings):
      guard mayPlanCrash, let place = accounts.firstIndex(where: { $0.id == settings.id }) else { return }
      happened(.settingsChanged, settings.id)
      accounts[place] = settings
      plan(.idle, 0, .seconds(2))
    case .disk(let fault, let number, let down):
      guard mayPlanCrash else { return }
      happened(fault)
      crash = (.duringCommit, number, down, step)
      let sectors = Int(chance.number(0...4))
      disk.fail(
        afterOperations: number, with: fault == .diskFull ? .diskFull(sectors: sectors) : .ioError(sectors: sectors))
    }
  }

  /// The market itself trades at its own prices only, each once.
  func trade(_ tick: Tick) {
    var tick = tick
    volumes[tick.instrument, default: 0] += tick.volume
    tick.volume = volumes[tick.instrument] ?? 0
    volumesTold[tick.instrument, default: [:]][tick.time] = tick.volume
    tickNumber += 1
    for index in brokers.indices {
      brokers[index].observe(tick, number: tickNumber)
      brokerMoved(index)
    }
  }

  private func change(_ account: AccountID, _ body: (inout SimulatedBroker, inout AccountLedger) -> Void) {
    guard let index = brokers.firstIndex(where: { $0.account == account }), var ledger = referee.ledgers[account] else {
      return
    }
    body(&brokers[index], &ledger)
    referee.ledgers[account] = ledger
    brokerMoved(index)
  }

  /// Pushed, and shown in every book from now on.
  private func correctFill(_ account: AccountID, _ place: Int, _ ticks: Int64) {
    guard let index = brokers.firstIndex(where: { $0.account == account }),
      let report = brokers[index].correctFill(place: place, ticks: ticks, tick: Price(rupees: 0, paise: 5), at: now)
    else { return }
    for passage in brokers[index].passages(of: report, at: now) { queue.add(.push(index, report), at: now + passage) }
  }

  /// Nothing more goes wrong with the machine.
  func forgetCrash() {
    crash = nil
    restartFault = nil
    disk.failing(nil)
  }

  /// One at a time. One that found nothing to happen in (a snapshot may fail and the desk lives) is forgotten.
  private var mayPlanCrash: Bool { desk != nil && crash.map { step - $0.planned > 300 } ?? true }

  private func plan(_ point: CrashPoint, _ number: Int, _ down: Interval) {
    guard mayPlanCrash else { return }
    crash = (point, number, down, step)
    switch point {
    case .beforeCommit: disk.fail(afterOperations: 0, with: .death())
    case .duringCommit: disk.fail(afterOperations: number, with: .death(sectors: Int(chance.number(0...4))))
    case .duringStart:
      // Ends now, and once more while it starts.
      isDead = true
      restartFault = number * 3
    case .idle, .powerLoss, .afterCommit, .afterSend, .beforeAnswer: break
    }
  }

  /// - Parameter tick: its volume is what was traded since the price before.
  func show(_ tick: Tick, _ fault: Fault?) {
    if let fault { happened(fault) }
    counts.note("ticks")
    if fault == nil || fault == .feedSilent || fault == .gap {
      trade(tick)
    } else {
      volumes[tick.instrument, default: 0] += tick.volume
    }
    var tick = tick
    tick.volume = volumeTold(tick, fault)
    guard let desk, now >= networkDownUntil, now >= stalledUntil else { return }
    let before = desk.quote(tick.instrument)?.price
    attempt { () throws(StorageError) in try desk.receive(tick) }
    // The first price of all has nothing to be judged by.
    guard fault == .freakTick || fault == .freakRepeated, let before, tick.price != before else { return }
    defer { lastFreak[tick.instrument] = tick.time }
    // Two freaks of one kind within seconds are each other's witnesses, and rightly so.
    if let last = lastFreak[tick.instrument], last != tick.time, tick.time - last < .seconds(15) { return }
    referee.expect(
      .freshPricesOnly, desk.quote(tick.instrument)?.price != tick.price,
      "the price \(tick.price), which nobody traded at, was taken for the market's")
  }

  /// The day's volume with this tick. One that comes again or late tells what it told the first time, whatever the market
  /// has traded since.
  private func volumeTold(_ tick: Tick, _ fault: Fault?) -> Int64 {
    let volume = volumes[tick.instrument] ?? 0
    let isTheSame = fault == .freakRepeated || fault == .tickRepeated || fault == .tickLate || fault == .tickSwapped
    if isTheSame { return volumesTold[tick.instrument]?[tick.time] ?? volume }
    volumesTold[tick.instrument, default: [:]][tick.time] = volume
    return volume
  }

  private func submit(_ drawn: DrawnAlert) {
    if let fault = drawn.fault { happened(fault) }
    counts.note("alerts")
    guard let desk, drawn.fault != .alertLost, now >= stalledUntil else { return }
    desk.submit(drawn.alert, to: drawn.link) { [weak self] result in self?.answered(result, to: drawn.alert) }
    attempt { () throws(StorageError) in try desk.drain() }
  }

  private func answered(_ result: SubmitResult, to alert: Alert) {
    guard case .decided(let decisions) = result else { return }
    for decision in decisions {
      if decision.isDuplicate, alert.id == nil, alert.time == nil { referee.checkRepeat(decision) }
      referee.expect(
        .oneSignalOneDecision,
        referee.ledgers[decision.account]?.decided.contains(decision.decision.number) ?? false,
        "an alert was answered with decision \(decision.decision.number), which is not durable")
    }
  }

  func order(_ command: Command, _ account: AccountID) {
    guard let desk, now >= stalledUntil else { return }
    counts.note("commands")
    desk.command(command, account: account, by: "somebody") { _ in }
    attempt { () throws(StorageError) in try desk.drain() }
    // The process died of it: the record may be on the disk, and the referee was not told.
    if isDead, command == .clearHalt { referee.ledgers[account]?.status?.halt = nil }
  }

  /// Of a trade out of the blue. Hardly ever ours: at a broker that shows no tags nobody could tell apart the same order
  /// of theirs and, a moment later, ours (see Limits).
  private static let handLots: Int64 = 23

  private func tradeByHand(
    _ account: AccountID, _ instrument: InstrumentID, _ product: Product, _ side: Side, _ share: Int
  ) {
    guard let index = brokers.firstIndex(where: { $0.account == account }), let listed = referee.listed(instrument)
    else {
      return
    }
    let net =
      brokers[index].exchange.snapshot(at: now).positions
      .first { $0.instrument == instrument && $0.product == product }?.netQuantity ?? .zero
    // Often against what is there, sometimes out of the blue.
    let quantity =
      net == .zero
      ? Quantity(listed.terms.lotSize.units * Self.handLots)
      : min(
        Quantity(net.magnitude.units * Int64(share) / 100).roundedDown(toLot: listed.terms.lotSize),
        listed.terms.freezeQuantity)
    guard quantity > .zero else { return }
    let against: Side = net > .zero ? .sell : .buy
    // The very order whose fate we are asking for, without tags: nobody could tell the two apart (see Limits).
    let isTwin =
      brokers[index].capabilities.tagLookUp != .reliable
      && referee.ledgers[account]?.orders.values.contains {
        ($0.isInDoubt || $0.status == .submitting) && $0.terms.instrument == instrument
          && $0.terms.side == (net == .zero ? side : against)
      } ?? false
    guard !isTwin else { return }
    let terms = OrderTerms(
      instrument: instrument, side: net == .zero ? side : against, quantity: quantity, product: product,
      pricing: .market(protection: 500))
    sendByHand(terms, index)
  }

  func sendByHand(_ terms: OrderTerms, _ index: Int) {
    brokers[index].advance(to: now)
    let order = brokers[index].trade(terms, at: now)
    referee.ledgers[brokers[index].account]?.tradedByHand.insert(terms.instrument)
    if let order { referee.traded(byHand: order, brokers[index], at: now) }
    brokerMoved(index)
  }

  /// The answer to this order of ours has just been lost: somebody may send the same at that moment. Both are at the
  /// broker then, and only a person can tell them apart where tags do not show.
  func drawTwin(of terms: OrderTerms, _ number: OrderNumber, _ index: Int) {
    guard !isHealed, brokers[index].faults[.twinByHand] != nil else { return }
    var chance = Chance(brokers[index].seed, "twin \(number.index)")
    happened(.twinByHand, brokers[index].account)
    queue.add(.byHand(index, terms), at: now + chance.interval(200...8000))
  }

  /// Whether an order of ours with these terms never arrived. The same by hand could not be told from it by anybody.
  func hasLost(_ terms: OrderTerms, _ index: Int) -> Bool {
    guard let state = desk?.state(of: brokers[index].account) else { return false }
    return state.orders.live.contains { number in
      let order = state.orders[number]
      guard order.isNameless, order.terms.mayBeShown(as: terms), let tag = order.tag else { return false }
      return brokers[index].exchange.report(tag: tag) == nil
    }
  }
}
