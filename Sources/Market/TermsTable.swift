/// Contract terms by day and instrument. Most contracts share a few hundred different terms, so a day is a list of
/// numbers into them: 4 bytes an instrument.
struct TermsTable: Sendable {
  private var distinct: [ContractTerms] = []
  private var numbers: [ContractTerms: Int32] = [:]
  /// Ascending by day. `rows[instrument]` is a place in `distinct`, or −1.
  private var byDay: [(day: TradingDay, rows: [Int32])] = []

  var days: [TradingDay] { byDay.map(\.day) }

  func terms(of instrument: Int, on day: TradingDay) -> ContractTerms? {
    let place = byDay.firstSortedIndex { $0.day >= day }
    guard place < byDay.count, byDay[place].day == day, byDay[place].rows.indices.contains(instrument) else {
      return nil
    }
    let number = byDay[place].rows[instrument]
    return number < 0 ? nil : distinct[Int(number)]
  }

  mutating func set(_ terms: ContractTerms, for instrument: Int, on day: TradingDay) {
    let number = intern(terms)
    let place = byDay.firstSortedIndex { $0.day >= day }
    if place == byDay.count || byDay[place].day != day { byDay.insert((day, []), at: place) }
    while byDay[place].rows.count <= instrument { byDay[place].rows.append(-1) }
    byDay[place].rows[instrument] = number
  }

  /// Drops the days before `day`, and the terms that only they used: with daily price bands nearly every instrument
  /// has its own.
  mutating func forget(before day: TradingDay) {
    let kept = byDay.filter { $0.day >= day }
    guard kept.count < byDay.count else { return }
    let old = self
    self = TermsTable()
    for (day, rows) in kept {
      let renumbered = rows.map { $0 < 0 ? $0 : intern(old.distinct[Int($0)]) }
      byDay.append((day, renumbered))
    }
  }

  private mutating func intern(_ terms: ContractTerms) -> Int32 {
    if let last = distinct.last, last == terms { return Int32(distinct.count - 1) }
    if let known = numbers[terms] { return known }
    let number = Int32(distinct.count)
    distinct.append(terms)
    numbers[terms] = number
    return number
  }
}
