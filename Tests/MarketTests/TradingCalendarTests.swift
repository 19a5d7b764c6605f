import Market
import Testing

@Suite("The calendar knows when each class trades")
struct TradingCalendarTests {
  private let calendar = TradingCalendar.bundled

  @Test(
    "ordinary hours by class and date",
    arguments: [
      (SessionClass.cashWithDerivatives, "2026-07-31", "09:15", "15:30"),
      (.cashWithDerivatives, "2026-08-03", "09:15", "15:15"),
      (.cashWithoutDerivatives, "2026-08-03", "09:15", "15:30"),
      (.equityDerivatives, "2026-07-31", "09:15", "15:30"),
      (.equityDerivatives, "2026-08-03", "09:15", "15:40"),
      (.equityDerivatives, "2021-06-01", "09:15", "15:30"),
      (.equityDerivatives, "2009-06-01", "09:55", "15:30"),
      (.commodity, "2026-03-06", "09:00", "23:55"),
      (.commodity, "2026-03-09", "09:00", "23:30"),
      (.commodity, "2026-10-30", "09:00", "23:30"),
      (.commodity, "2026-11-02", "09:00", "23:55"),
      (.commodity, "2026-08-03", "09:00", "23:30"),
    ])
  func ordinary(_ sessionClass: SessionClass, _ date: String, _ open: String, _ close: String) {
    let sessions = calendar.sessions(of: sessionClass, on: day(date))
    #expect(sessions.map(\.open) == [at("\(date) \(open)")])
    #expect(sessions.map(\.close) == [at("\(date) \(close)")])
    #expect(calendar.open(of: sessionClass, on: day(date)) == at("\(date) \(open)"))
    #expect(calendar.close(of: sessionClass, on: day(date)) == at("\(date) \(close)"))
  }

  @Test("a session holds its open and not its close")
  func bounds() {
    #expect(!calendar.isOpen(.equityDerivatives, at: at("2026-08-18 09:14:59")))
    #expect(calendar.isOpen(.equityDerivatives, at: at("2026-08-18 09:15")))
    #expect(calendar.isOpen(.equityDerivatives, at: at("2026-08-18 15:39:59")))
    #expect(!calendar.isOpen(.equityDerivatives, at: at("2026-08-18 15:40")))
  }

  @Test("stop orders are taken in continuous trading only")
  func stopOrders() {
    #expect(calendar.acceptsStopOrders(.cashWithDerivatives, at: at("2026-08-18 15:14:59")))
    #expect(!calendar.acceptsStopOrders(.cashWithDerivatives, at: at("2026-08-18 15:20")))
    #expect(!calendar.acceptsStopOrders(.cashWithDerivatives, at: at("2026-08-18 09:05")))
    #expect(calendar.acceptsStopOrders(.equityDerivatives, at: at("2026-08-18 15:20")))
    #expect(calendar.phase(of: .cashWithDerivatives, at: at("2026-08-18 15:20")) == .closingAuction)
    #expect(calendar.phase(of: .cashWithDerivatives, at: at("2026-08-18 15:40")) == nil)
  }

  @Test("the day's phases come in time order")
  func phases() {
    let phases = calendar.phases(of: .cashWithDerivatives, on: day("2026-08-18"))
    #expect(phases.map(\.phase) == [.preOpen, .continuous, .closingAuction, .postClose])
  }

  @Test(
    "closed times give their reason",
    arguments: [
      (SessionClass.equityDerivatives, "2026-01-26 10:00", "holiday: Republic Day"),
      (.equityDerivatives, "2026-08-22 10:00", "weekend"),
      (.equityDerivatives, "2026-08-18 09:00", "before 09:15"),
      (.equityDerivatives, "2026-07-31 15:30", "after 15:30"),
      (.equityDerivatives, "2024-03-02 11:00", "between sessions, 10:00 to 11:30"),
      (.cashWithDerivatives, "2026-08-18 15:16", "closing auction until 15:35"),
      (.cashWithDerivatives, "2026-08-18 15:36", "after 15:15"),
      (.equityDerivatives, "2026-11-08 18:00", "Muhurat trading: hours not known; add them to your calendar file"),
      (.commodity, "2026-03-03 10:00", "before 17:00"),
      (.commodity, "2026-08-15 10:00", "weekend"),
      (.commodity, "2025-08-15 18:00", "holiday: Independence Day"),
      (.equityDerivatives, "1980-01-02 10:00", "the calendar has no trading hours for this date"),
    ])
  func reasons(_ sessionClass: SessionClass, _ time: String, _ reason: String) {
    #expect(calendar.reasonClosed(sessionClass, at: at(time))?.description == reason)
    #expect(!calendar.isOpen(sessionClass, at: at(time)))
  }

  @Test("while trading runs there is no reason")
  func noReason() {
    #expect(calendar.reasonClosed(.equityDerivatives, at: at("2026-08-18 12:00")) == nil)
  }

  @Test(
    "special days: muhurat on a holiday, two parts, a weekend day, an outage",
    arguments: [
      ("2021-11-04", ["18:15-19:15"]),
      ("2024-05-18", ["09:15-10:00", "11:30-12:30"]),
      ("2026-02-01", ["09:15-15:30"]),
      ("2021-02-24", ["09:15-11:40", "15:45-17:00"]),
      ("2026-11-08", []),
    ])
  func special(_ date: String, _ hours: [String]) {
    let sessions = calendar.sessions(of: .equityDerivatives, on: day(date))
    #expect(sessions.map { "\($0.open.istTime.text)-\($0.close.istTime.text)" } == hours)
    #expect(calendar.isTradingDay(day(date), for: .equityDerivatives) == !hours.isEmpty)
  }

  @Test("neighbouring trading days skip weekends and holidays and keep special days")
  func neighbours() {
    #expect(calendar.tradingDay(after: day("2026-01-23"), for: .equityDerivatives) == day("2026-01-27"))
    #expect(calendar.tradingDay(before: day("2026-01-27"), for: .equityDerivatives) == day("2026-01-23"))
    #expect(calendar.tradingDay(after: day("2026-01-30"), for: .equityDerivatives) == day("2026-02-01"))
    #expect(calendar.tradingDay(after: day("2026-03-02"), for: .commodity) == day("2026-03-03"))
    #expect(calendar.tradingDay(before: day("1990-01-01"), for: .commodity) == nil)
  }

  @Test("beyond its coverage the calendar says so")
  func coverage() {
    #expect(calendar.coverage(of: .equityDerivatives) == day("2015-01-01")...day("2026-12-31"))
  }

  /// The count of NSE trading days of these years, muhurat and special sessions with known hours included.
  @Test("a year has as many trading days as it had", arguments: [(2021, 248), (2022, 248), (2025, 249)])
  func yearCount(_ year: Int, _ count: Int) {
    let first = day("\(year)-01-01")
    let days = (0..<365).map { first.advanced(by: $0) }
    #expect(days.count { calendar.isTradingDay($0, for: .equityDerivatives) } == count)
  }
}

@Suite("A user's calendar file lies over the bundled one")
struct TradingCalendarFileTests {
  private static let header = "row,segment,date,phase,open,close,note\n"

  private func overridden(_ rows: String) throws -> TradingCalendar {
    TradingCalendar.bundled.overridden(by: try TradingCalendar(parsing: bytes(Self.header + rows)))
  }

  @Test("a late holiday closes a day, and only for its segment")
  func lateHoliday() throws {
    let calendar = try overridden("holiday,equity,2026-08-18,,,,Surprise\n")
    #expect(!calendar.isTradingDay(day("2026-08-18"), for: .cashWithDerivatives))
    #expect(calendar.isTradingDay(day("2026-08-18"), for: .commodity))
    #expect(calendar.isTradingDay(day("2026-08-19"), for: .equityDerivatives))
  }

  @Test("a holiday can be taken back and a muhurat session given its hours")
  func corrections() throws {
    let calendar = try overridden(
      """
      # two corrections
      open,equity,2026-11-24,,,,trading after all
      muhurat,equity,2026-11-08,continuous,18:00,19:00,Muhurat

      """)
    #expect(calendar.isTradingDay(day("2026-11-24"), for: .equityDerivatives))
    #expect(calendar.close(of: .equityDerivatives, on: day("2026-11-08")) == at("2026-11-08 19:00"))
  }

  @Test("new ordinary hours hold from their date")
  func newHours() throws {
    let calendar = try overridden("regular,equityDerivatives,2027-01-04,continuous,09:15,16:00,\n")
    #expect(calendar.close(of: .equityDerivatives, on: day("2027-01-01")) == at("2027-01-01 15:40"))
    #expect(calendar.close(of: .equityDerivatives, on: day("2027-01-04")) == at("2027-01-04 16:00"))
  }

  @Test(
    "a bad row is named by line and column",
    arguments: [
      ("party,equity,2026-08-18,,,,x\n", 2, "row"),
      ("holiday,forex,2026-08-18,,,,x\n", 2, "segment"),
      ("holiday,equity,18-08-2026,,,,x\n", 2, "date"),
      ("special,equity,2026-08-18,continuous,9:15,10:00,x\n", 2, "open"),
      ("special,equity,2026-08-18,continuous,09:15,,x\n", 2, "close"),
      ("special,equity,2026-08-18,continuous,10:00,09:15,x\n", 2, "close"),
      ("special,equity,2026-08-18,lunch,09:15,10:00,x\n", 2, "phase"),
      ("regular,equity,2026-08-18,continuous,,,x\n", 2, "open"),
      ("holiday,equity,2026-08-18,,,,x\nholiday,equity\n", 3, ""),
      (
        "special,equity,2026-08-18,continuous,09:15,10:00,\nspecial,equity,2026-08-18,continuous,09:45,11:00,\n", 0,
        "open"
      ),
    ])
  func badRow(_ rows: String, _ line: Int, _ column: String) {
    let error = #expect(throws: CalendarError.self) { try TradingCalendar(parsing: bytes(Self.header + rows)) }
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test("an empty file and a foreign header are refused", arguments: ["", "date,name\n2026-01-26,Republic Day\n"])
  func notACalendar(_ text: String) {
    #expect(throws: CalendarError.self) { try TradingCalendar(parsing: bytes(text)) }
  }
}

extension TimeOfDay {
  fileprivate var text: String { String(description.prefix(5)) }
}
