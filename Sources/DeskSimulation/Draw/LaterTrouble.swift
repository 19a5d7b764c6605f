import Engine
import Market
import Trading

/// Trouble of the machine that is drawn apart from the rest of the day, so that days of before keep what they had.
struct LaterTrouble {
  private let profile: SimulationProfile
  private let accounts: [AccountSettings]
  private var chance: Chance

  init(seed: UInt64, desk: DrawnDesk, profile: SimulationProfile) {
    self.profile = profile
    accounts = desk.accounts
    chance = Chance(seed, "later trouble")
  }

  /// - Parameter times: of other things that happen while the world is not healed.
  mutating func all(at times: [Timestamp]) -> [Happening] {
    guard !times.isEmpty else { return [] }
    var found: [Happening] = []
    if profile.allows(.stall) {
      for _ in 0..<chance.index(4) {
        found.append(
          Happening(time: chance.pick(times), kind: .stall(.milliseconds(chance.pick([300, 2000, 15_000])))))
      }
    }
    if profile.allows(.wakeTwice) {
      for _ in 0..<chance.index(6) { found.append(Happening(time: chance.pick(times), kind: .wake)) }
    }
    if profile.allows(.settingsChanged), chance.oneIn(2) {
      found.append(Happening(time: chance.pick(times), kind: .settings(changed(chance.pick(accounts)))))
    }
    if profile.allows(.fillCorrected) {
      for _ in 0..<chance.index(4) {
        let ticks: Int64 = chance.pick([-20, -1, 1, 40])
        found.append(
          Happening(
            time: chance.pick(times),
            kind: .fillCorrected(chance.pick(accounts).id, place: Int(chance.number(0...30)), ticks: ticks)))
      }
    }
    return found
  }

  /// Limits a person might have edited; what brokers can do stays.
  private mutating func changed(_ settings: AccountSettings) -> AccountSettings {
    var settings = settings
    settings.limits.tradesPerDay = Int(chance.pick([3, 20, 80]))
    settings.limits.openPositions = Int(chance.pick([1, 3, 9]))
    settings.limits.dailyLoss = Money(rupees: chance.pick([1_500, 15_000, 250_000]))
    settings.limits.priceAge = .seconds(chance.pick([5, 12, 25]))
    settings.marketProtection = chance.pick([40, 100, 250])
    settings.squareOffOnLossLimit.toggle()
    return settings
  }
}
