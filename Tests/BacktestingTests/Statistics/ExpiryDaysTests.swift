import Backtesting
import Market
import TestSupport
import Testing

@Suite("Expiry days follow the rules of their time")
struct ExpiryDaysTests {
  @Test(
    "NIFTY",
    arguments: [
      ("2018-06-28", true), ("2018-06-21", false),  // monthly only
      ("2019-02-14", true), ("2023-06-01", true), ("2023-06-02", false),  // every Thursday
      ("2025-08-28", true), ("2025-09-02", true), ("2025-09-04", false),  // from September 2025 every Tuesday
      ("2026-03-02", true), ("2026-03-03", false), ("2026-11-09", true),  // Tuesdays that are holidays
      ("2026-11-23", true), ("2026-11-24", false), ("2026-11-21", false),
    ] as [(TradingDay, Bool)])
  func nifty(day: TradingDay, expires: Bool) throws {
    #expect(try #require(ExpiryDays(underlying: "NIFTY")).contains(day) == expires, "\(day)")
  }

  @Test(
    "BANKNIFTY",
    arguments: [
      ("2016-05-19", false), ("2023-08-31", true), ("2023-09-06", true), ("2023-09-07", false),
      // The monthly of September 2023 stays on Thursday, and there is no weekly in its week.
      ("2023-09-27", false), ("2023-09-28", true),
      // 25 December 2024, the last Wednesday, was a holiday.
      ("2024-11-13", true), ("2024-11-20", false), ("2024-12-24", true),
      ("2025-01-30", true), ("2025-01-23", false), ("2025-09-30", true), ("2025-09-23", false),
    ] as [(TradingDay, Bool)])
  func bankNifty(day: TradingDay, expires: Bool) throws {
    #expect(try #require(ExpiryDays(underlying: "BANKNIFTY")).contains(day) == expires, "\(day)")
  }

  @Test("every week of NIFTY's weeklies has one expiry")
  func oneAWeek() throws {
    let nifty = try #require(ExpiryDays(underlying: "NIFTY"))
    let first: TradingDay = "2019-02-18"
    for week in 0..<390 {
      let monday = first.advanced(by: week * 7)
      let expiries = (0..<5).filter { nifty.contains(monday.advanced(by: $0)) }
      // A week whose Thursday and all before were holidays would have none; there was none.
      #expect(expiries.count == 1, "week of \(monday)")
    }
  }

  @Test("other underlyings have no rules here")
  func unknown() {
    #expect(ExpiryDays(underlying: "RELIANCE") == nil)
    #expect(ExpiryDays(of: [.equity("NIFTY"), .equity("RELIANCE")]) == nil)
    #expect(ExpiryDays(of: []) == nil)
  }
}
