import Market

/// In which order a file writes the numbers of its dates.
package enum DateOrder: String, CaseIterable, Hashable, Sendable {
  case dayFirst = "day-first"
  case monthFirst = "month-first"
  /// Only of years with two digits; one with four always stands out.
  case yearFirst = "year-first"

  /// "month first"
  var words: String { String(rawValue.map { $0 == "-" ? " " : $0 }) }
}

/// The three numbers of a date such as `05/06/2024`.
struct DateParts: Equatable {
  var first: Int
  var second: Int
  var third: Int
  var hasLongYear: Bool

  /// From the front of a cell; nil when it does not begin so.
  init?(_ cell: UnsafeRawBufferPointer) {
    var cursor = TextCursor(cell)
    guard let parts = cursor.dateParts() else { return nil }
    self = parts
  }

  init(_ first: Int, _ second: Int, _ third: Int, hasLongYear: Bool) {
    self.first = first
    self.second = second
    self.third = third
    self.hasLongYear = hasLongYear
  }

  /// Nil when no such day exists, or prices of it are not kept.
  func day(_ order: DateOrder) -> TradingDay? {
    switch order {
    case .dayFirst: Self.day(year: hasLongYear ? third : Self.century(third), month: second, day: first)
    case .monthFirst: Self.day(year: hasLongYear ? third : Self.century(third), month: first, day: second)
    case .yearFirst: hasLongYear ? nil : Self.day(year: Self.century(first), month: second, day: third)
    }
  }

  /// Of a year's last two digits.
  static func century(_ year: Int) -> Int { year < 70 ? 2000 + year : 1900 + year }

  /// Within what 32 bits of seconds hold.
  static func day(year: Int, month: Int, day: Int) -> TradingDay? {
    year < 2106 ? TradingDay(year: year, month: month, day: day) : nil
  }
}

/// What the rows of a file say about the order of its dates.
struct DateEvidence {
  private struct Reading {
    var order: DateOrder
    /// The first line that cannot be read so; 0: all can.
    var impossibleSince = 0
    var first = Int32.max
    var last = Int32.min
    var weekendRows = 0
    /// Of the row before.
    var before = Int32.min
    var stepsForward = 0
    var stepsBack = 0

    var span: Int { Int(last) - Int(first) }
    /// Rows that go against the others: files are written oldest or newest first.
    var disorder: Int { min(stepsForward, stepsBack) }
    /// The less, the more sense it makes.
    var oddity: (Int, Int, Int) { (span, disorder, weekendRows) }
    var days: String { "\(TradingDay(daysSince1970: first)) to \(TradingDay(daysSince1970: last))" }
  }

  private var readings = DateOrder.allCases.map { Reading(order: $0) }
  private var previous: DateParts?

  mutating func add(_ parts: DateParts, line: Int) {
    guard parts != previous else { return }
    previous = parts
    for place in readings.indices where readings[place].impossibleSince == 0 {
      guard let day = parts.day(readings[place].order) else {
        readings[place].impossibleSince = line
        continue
      }
      readings[place].first = min(readings[place].first, day.daysSince1970)
      readings[place].last = max(readings[place].last, day.daysSince1970)
      if day.weekday > 5 { readings[place].weekendRows += 1 }
      if readings[place].before > .min {
        if day.daysSince1970 > readings[place].before { readings[place].stepsForward += 1 }
        if day.daysSince1970 < readings[place].before { readings[place].stepsBack += 1 }
      }
      readings[place].before = day.daysSince1970
    }
  }

  func isPossible(_ order: DateOrder) -> Bool { readings.contains { $0.order == order && $0.impossibleSince == 0 } }

  /// The first order in which every row so far is a date.
  var possible: DateOrder? { readings.first { $0.impossibleSince == 0 }?.order }

  /// The line since which `order` is impossible.
  func line(against order: DateOrder) -> Int { readings.first { $0.order == order }?.impossibleSince ?? 0 }

  enum Doubt {
    /// Another order makes more sense than the one that was taken.
    case likely(DateOrder, problem: String)
    /// Nothing tells which of two is right.
    case open(String)
  }

  /// What speaks against having taken `order`; nil when nothing does.
  func doubt(_ order: DateOrder) -> Doubt? {
    let possible = readings.filter { $0.impossibleSince == 0 && $0.last >= $0.first }
    guard let taken = possible.first(where: { $0.order == order }) else { return nil }
    let others = possible.filter {
      $0.order != order && (($0.first, $0.last) != (taken.first, taken.last) || $0.oddity != taken.oddity)
    }
    guard let other = others.min(by: { $0.oddity < $1.oddity }) else { return nil }
    if other.oddity < taken.oddity {
      return .likely(
        other.order,
        problem: "the dates look \(other.order.words): read so they are of \(other.days), "
          + "\(order.words) of \(taken.days)")
    }
    guard other.oddity == taken.oddity else { return nil }
    return .open(
      "nothing tells whether the dates are \(order.words) (\(taken.days): taken) or \(other.order.words) "
        + "(\(other.days)): say which with --dates")
  }
}
