import Desk
import Engine
import Market
import Trading

/// The way of alerts to the desk, for what ``DrawnAlerts`` does not draw itself: some never come, some name what is not
/// listed, some are older than the one before them.
struct AlertDeviation {
  private let desk: DrawnDesk
  private let profile: SimulationProfile
  private var chance: Chance
  private var number = 0

  init(seed: UInt64, desk: DrawnDesk, profile: SimulationProfile) {
    self.desk = desk
    self.profile = profile
    chance = Chance(seed, "alert deviation")
  }

  mutating func deviate(_ happenings: [Happening]) -> [Happening] { happenings.flatMap { deviate($0) } }

  private mutating func deviate(_ happening: Happening) -> [Happening] {
    guard case .alert(var drawn) = happening.kind else { return [happening] }
    let alsoTo = chance.oneIn(2) ? desk.laterLinks.filter { _ in chance.oneIn(2) } : []
    var all = [happening]
    switch chance.index(60) {
    case 0 where profile.allows(.alertLost) && drawn.fault == nil:
      drawn.fault = .alertLost
      return [Happening(time: happening.time, kind: .alert(drawn))]
    case 1 where profile.allows(.alertUnknown): all.append(unknown(like: drawn, at: happening.time))
    case 2...9 where profile.allows(.alertReordered) && drawn.fault == nil && !drawn.alert.symbol.isEmpty:
      drawn.alert.time = happening.time
      all = [Happening(time: happening.time, kind: .alert(drawn)), older(than: drawn, at: happening.time)]
    default: break
    }
    for link in alsoTo {
      var copy = drawn
      copy.link = link.id
      all.append(Happening(time: happening.time + .milliseconds(1), kind: .alert(copy)))
    }
    return all
  }

  private mutating func unknown(like drawn: DrawnAlert, at time: Timestamp) -> Happening {
    var other = fresh(drawn, .alertUnknown)
    other.alert.symbol = chance.pick(["NOSUCHSHARE", "NIFTY01JAN30FUT", "SBIN "])
    return Happening(time: time + .milliseconds(chance.number(1...400)), kind: .alert(other))
  }

  /// Says the opposite, or that it is over, and was meant before `drawn`.
  private mutating func older(than drawn: DrawnAlert, at time: Timestamp) -> Happening {
    var other = fresh(drawn, .alertReordered)
    other.alert.action = chance.oneIn(3) ? .exit : Self.opposite(drawn.alert.action)
    other.alert.time = time - .milliseconds(chance.number(50...9000))
    return Happening(time: time + .milliseconds(chance.number(5...4000)), kind: .alert(other))
  }

  private mutating func fresh(_ drawn: DrawnAlert, _ fault: Fault) -> DrawnAlert {
    number += 1
    var other = drawn
    other.fault = fault
    other.alert.id = "deviating alert \(number)"
    other.alert.limitPrice = nil
    return other
  }

  private static func opposite(_ action: Action) -> Action {
    switch action {
    case .buy: .sell
    case .sell: .buy
    case .short: .cover
    case .cover: .short
    default: .buy
    }
  }
}
