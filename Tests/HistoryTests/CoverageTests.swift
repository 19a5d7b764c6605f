import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("What time a series covers")
struct CoverageTests {
  /// Bars of one minute from 09:15 on, so many each day.
  private func series(_ bars: [(day: TradingDay, count: Int)]) throws -> BarSeries {
    let rows = bars.flatMap { day, count in
      (0..<count).map { "\(day) \(TimeOfDay(seconds: Int32(33_300 + 60 * $0))),5,5,5,5\n" }
    }
    return try PriceFolder().bars("time,open,high,low,close\n" + rows.joined())
  }

  @Test("days, bars, and the days with fewer bars than a session has minutes, worst first")
  func shortDays() throws {
    let coverage = try series([("2021-06-01", 375), ("2021-06-02", 374), ("2021-06-04", 60), ("2021-06-07", 376)])
      .coverage()
    #expect(coverage.symbol == "NIFTY" && coverage.bars == 1185 && coverage.days == 4)
    #expect(coverage.expectedBarsPerDay == 375 && coverage.shortDayCount == 2)
    #expect(coverage.shortDays == [.init(day: "2021-06-04", bars: 60), .init(day: "2021-06-02", bars: 374)])
    #expect(coverage.from == Timestamp(day: "2021-06-01", time: TimeOfDay(9, 15)))
    #expect(coverage.to == Timestamp(day: "2021-06-07", time: TimeOfDay(15, 31)))
  }

  @Test("only the worst twenty are listed, all are counted")
  func many() throws {
    let days = (0..<30).map { (TradingDay(daysSince1970: Int32(18_000 + $0)), 30 - $0) }
    let coverage = try series(days).coverage(sessionMinutes: 25)
    #expect(coverage.shortDayCount == 24 && coverage.shortDays.count == 20)
    #expect(coverage.shortDays.map(\.bars) == Array(1...20))
  }

  @Test("longer bars are expected less often, the last one cut short counts")
  func longer() throws {
    let minutes = try series([("2021-06-01", 375), ("2021-06-02", 100)])
    #expect(try minutes.resampled(to: .minutes(10)).coverage().expectedBarsPerDay == 38)
    #expect(try minutes.resampled(to: .minutes(10)).coverage().shortDays == [.init(day: "2021-06-02", bars: 10)])
    let daily = try minutes.resampled(to: .hours(24)).coverage()
    #expect(daily.expectedBarsPerDay == 1 && daily.shortDays.isEmpty && daily.days == 2)
  }

  @Test("a series without bars covers nothing")
  func empty() throws {
    let coverage = try series([("2021-06-01", 5)])[0..<0].coverage()
    #expect(coverage.bars == 0 && coverage.days == 0 && coverage.shortDays.isEmpty)
  }
}
