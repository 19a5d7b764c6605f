import Desk
import Engine
import Market
import Simulation
import Trading

/// Everything the world will do on the day of a seed, before the desk has reacted to any of it.
struct DrawnDay {
  let seed: UInt64
  let profile: SimulationProfile
  let desk: DrawnDesk
  /// By time.
  var happenings: [Happening]

  /// When faults end; what must come right after trouble is looked at after it.
  static let healed = Timestamp(day: DrawnDesk.day, time: TimeOfDay(14, 20))
  static let end = Timestamp(day: DrawnDesk.day, time: TimeOfDay(15, 46))
  /// Minutes of trading with hours of little between them, so that seconds and hours both matter: around the open, in the
  /// morning, at noon, and, healed, around the last entries, the square-offs and both closes.
  private static let stretches = [
    TimeOfDay(9, 14, 20), TimeOfDay(10, 30), TimeOfDay(12, 0), TimeOfDay(13, 45), TimeOfDay(14, 58, 30),
    TimeOfDay(15, 9), TimeOfDay(15, 34),
  ]

  /// - Parameter events: about how many happenings.
  init(seed: UInt64, profile: SimulationProfile, events: Int) {
    self.seed = seed
    self.profile = profile
    desk = DrawnDesk(seed: seed)
    happenings = []
    var chance = Chance(seed, "day")
    var prices = DrawnPrices(seed: seed, instruments: desk.instruments, profile: profile)
    var alerts = DrawnAlerts(seed: seed, desk: desk, profile: profile)
    var ticks = TickDeviation(seed: seed, profile: profile)
    var others = AlertDeviation(seed: seed, desk: desk, profile: profile)
    let rounds = max(events / 3 / Self.stretches.count, 5)
    for start in Self.stretches {
      var time = Timestamp(day: DrawnDesk.day, time: start) + .seconds(chance.number(0...40))
      var isBusy = false
      for _ in 0..<rounds {
        if chance.oneIn(8) { isBusy.toggle() }
        time = time + .milliseconds(isBusy ? chance.number(20...1500) : chance.number(1000...9000))
        let isHealed = time >= Self.healed
        let shown = prices.next(at: time)
        happenings += isHealed ? shown : ticks.deviate(shown)
        if chance.oneIn(2) {
          let sent = alerts.next(at: time + .milliseconds(3))
          happenings += isHealed ? sent : others.deviate(sent)
        }
        if chance.oneIn(20) { happenings.append(command(at: time, &chance)) }
        if time < Self.healed { happenings += trouble(at: time, &chance) }
      }
      // What is being closed gets prices to close at before the market falls quiet.
      for _ in 0..<12 {
        time = time + .seconds(5)
        happenings += prices.next(at: time)
      }
    }
    var later = LaterTrouble(seed: seed, desk: desk, profile: profile)
    happenings += later.all(at: happenings.map(\.time).filter { $0 < Self.healed })
    happenings.sort { $0.time < $1.time }
  }

  private func command(at time: Timestamp, _ chance: inout Chance) -> Happening {
    let account = chance.pick(desk.accounts).id
    let command: Command = chance.pick([
      .pause, .resume, .resume, .resume, .halt("looks wrong"), .clearHalt, .clearHalt, .clearHalt, .clearHalt,
      .clearHalt,
      .squareOffAll, .reconcile, .squareOff(PositionID(Int32(chance.number(0...20)))),
      chance.oneIn(4) ? .emergencyStop : .clearHalt,
    ])
    return Happening(time: time, kind: .command(command, account))
  }

  private func trouble(at time: Timestamp, _ chance: inout Chance) -> [Happening] {
    guard profile != .calm else { return [] }
    var found: [Happening] = []
    func add(_ kind: Happening.Kind) { found.append(Happening(time: time, kind: kind)) }
    let account = chance.pick(desk.accounts).id
    let listed = chance.pick(desk.instruments)
    if profile.crashes, chance.oneIn(10) {
      add(
        .crash(
          chance.pick(CrashPoint.allCases), number: Int(chance.number(1...9)),
          down: .milliseconds(chance.pick([200, 2000, 20_000, 400_000]))))
    }
    if profile.allows(.diskFull), chance.oneIn(60) {
      add(.disk(chance.pick([.diskFull, .writeFailed]), number: Int(chance.number(1...12)), down: .seconds(10)))
    }
    if profile.allows(.tradeByHand), chance.oneIn(16) {
      add(
        .handTrade(
          account, listed.id, chance.pick(listed.products), chance.pick([.buy, .sell]),
          share: chance.pick([50, 100, 100, 300])))
    }
    if profile.allows(.stopCancelledByHand), chance.oneIn(16) {
      add(.handCancel(account, place: Int(chance.number(0...5))))
    }
    if profile.allows(.stopMovedByHand), chance.oneIn(20) {
      add(.handMove(account, place: Int(chance.number(0...5)), basisPoints: chance.number(-80...80)))
    }
    if profile.allows(.doubleClick), chance.oneIn(40) { add(.doubleClick(account)) }
    if profile.allows(.brokerCancels), chance.oneIn(30) {
      add(.brokerCancel(account, place: Int(chance.number(0...5))))
    }
    if profile.allows(.networkDown), chance.oneIn(50) { add(.networkDown(.seconds(chance.number(2...120)))) }
    if profile.allows(.sessionDied), chance.oneIn(60) { add(.sessionDead(account, .seconds(chance.number(5...300)))) }
    if profile.allows(.bookUnreadable), chance.oneIn(40) {
      add(.bookUnreadable(account, .seconds(chance.number(2...90))))
    }
    if profile.allows(.bookEmpty), chance.oneIn(40) {
      add(.bookEmpty(account, .seconds(chance.number(1...40))))
      // Somebody looks just then.
      if chance.oneIn(2) {
        found.append(
          Happening(time: time + .milliseconds(chance.number(50...900)), kind: .command(.reconcile, account)))
      }
    }
    return found
  }
}

/// The alerts of a day.
struct DrawnAlerts {
  let desk: DrawnDesk
  let profile: SimulationProfile
  private var chance: Chance
  private var shares: Chance
  private var number = 0
  private var earlier: [DrawnAlert] = []

  init(seed: UInt64, desk: DrawnDesk, profile: SimulationProfile) {
    chance = Chance(seed, "alerts")
    shares = Chance(seed, "shares of exits")
    self.desk = desk
    self.profile = profile
  }

  mutating func next(at time: Timestamp) -> [Happening] {
    if profile.allows(.alertBurst), chance.oneIn(30) {
      var burst = (0..<Int(chance.number(3...12))).map {
        Happening(time: time, kind: .alert(fresh(at: time, .alertBurst, $0)))
      }
      // Too much for somebody.
      if chance.oneIn(4) {
        burst.append(
          Happening(
            time: time + .milliseconds(chance.number(5...1500)),
            kind: .command(chance.oneIn(2) ? .halt("too many alerts") : .pause, chance.pick(desk.accounts).id)))
      }
      return burst
    }
    if profile.allows(.alertRepeated), !earlier.isEmpty, chance.oneIn(6) {
      var again = earlier[max(0, earlier.count - 1 - chance.index(3))]
      again.fault = .alertRepeated
      return [Happening(time: time, kind: .alert(again))]
    }
    if profile.allows(.alertConflicts), let last = earlier.last, chance.oneIn(25) {
      var other = fresh(at: time, .alertConflicts, 0)
      other.alert.id = last.alert.id
      other.link = last.link
      return [Happening(time: time, kind: .alert(other))]
    }
    if profile.allows(.alertLate), chance.oneIn(15) {
      return [Happening(time: time + .seconds(chance.number(1...900)), kind: .alert(fresh(at: time, .alertLate, 0)))]
    }
    return [Happening(time: time, kind: .alert(fresh(at: time, nil, 0)))]
  }

  private mutating func fresh(at time: Timestamp, _ fault: Fault?, _ place: Int) -> DrawnAlert {
    number += 1
    let link = chance.pick(desk.links)
    let listed = chance.pick(desk.instruments)
    let action: Action = chance.pick([.buy, .buy, .buy, .short, .sell, .cover, .exit, .buy])
    let digest = (0..<32).map { UInt8(truncatingIfNeeded: (number &* 64 &+ place) >> ($0 % 4 * 8)) }
    var alert = Alert(
      action: action, symbol: action == .exit && chance.oneIn(3) ? "" : listed.instrument.symbol,
      exchange: listed.instrument.exchange, time: chance.oneIn(3) || fault == .alertLate ? time : nil,
      id: chance.oneIn(2) || fault == .alertConflicts ? "alert \(number)" : nil, bodyDigest: digest)
    if chance.oneIn(8) { alert.quantity = Quantity(listed.terms.lotSize.units * chance.number(1...40)) }
    if shares.oneIn(6) { alert.share = shares.pick([1_000, 3_300, 5_000, 10_000]) }
    if chance.oneIn(6) {
      alert.limitPrice = listed.price.scaled(basisPoints: chance.number(9_900...10_100))
        .rounded(to: listed.terms.tickSize, .down)
    }
    let drawn = DrawnAlert(alert: alert, link: link.id, fault: fault)
    earlier.append(drawn)
    return drawn
  }
}
