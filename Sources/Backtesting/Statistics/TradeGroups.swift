package import Market
import Trading

/// The same trades, cut in several ways. A cut lists only groups that have trades.
package struct TradeGroups: Codable, Hashable, Sendable {
  /// By the weekday of the entry, Monday first.
  package var weekdays: [TradeGroup]
  /// By the hour on the Indian clock at which it was entered: `09` is 09:00 to 09:59:59.
  package var entryHours: [TradeGroup]
  /// Entered on an expiry day, or on another; empty when nobody said which days those are.
  package var expiryDays: [TradeGroup]
  /// By the exit's reason, in the order of ``ExitReason``.
  package var exitReasons: [TradeGroup]
  /// By instrument, in order of their first trade.
  package var instruments: [TradeGroup]
  /// `long`, `short`.
  package var directions: [TradeGroup]

  static let weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  init(_ lines: [TradeLine], expiry: ExpiryQuestion?) {
    weekdays = Self.cut(lines, names: Self.weekdayNames) { $0.trade.opened.istDay.weekday - 1 }
    entryHours = Self.cut(lines, names: (0..<24).map { $0 < 10 ? "0\($0)" : "\($0)" }) {
      $0.trade.opened.istTime.minuteOfDay / 60
    }
    directions = Self.cut(lines, names: ["long", "short"]) { $0.trade.direction == .buy ? 0 : 1 }
    exitReasons = Self.byReason(lines)
    instruments = Self.byInstrument(lines)
    expiryDays = expiry.map { Self.byExpiry(lines, $0) } ?? []
  }

  private static func cut(_ lines: [TradeLine], names: [String], by place: (TradeLine) -> Int) -> [TradeGroup] {
    var tallies = Array(repeating: TradeTally(), count: names.count)
    for line in lines { tallies[place(line)].add(line) }
    return zip(names, tallies).filter { $0.1.trades > 0 }.map { TradeGroup($0.0, $0.1) }
  }

  private static func byReason(_ lines: [TradeLine]) -> [TradeGroup] {
    let reasons = ExitReason.allCases
    var places: [ExitReason: Int] = [:]
    for (place, reason) in reasons.enumerated() { places[reason] = place }
    return cut(lines, names: reasons.map(\.rawValue) + ["unknown"]) { line in
      line.trade.exitReason.flatMap { places[$0] } ?? reasons.count
    }
  }

  private static func byInstrument(_ lines: [TradeLine]) -> [TradeGroup] {
    var places: [InstrumentID: Int] = [:]
    var names: [String] = []
    for line in lines where places[line.trade.instrument] == nil {
      places[line.trade.instrument] = names.count
      names.append(line.symbol)
    }
    return cut(lines, names: names) { places[$0.trade.instrument] ?? 0 }
  }

  private static func byExpiry(_ lines: [TradeLine], _ expiry: ExpiryQuestion) -> [TradeGroup] {
    var answers: [TradingDay: Bool] = [:]
    return cut(lines, names: ["expiry day", "other day"]) { line in
      let day = line.trade.opened.istDay
      if let known = answers[day] { return known ? 0 : 1 }
      let answer = expiry(day)
      answers[day] = answer
      return answer ? 0 : 1
    }
  }
}

/// Whether contracts expire on a day.
package typealias ExpiryQuestion = (TradingDay) -> Bool
