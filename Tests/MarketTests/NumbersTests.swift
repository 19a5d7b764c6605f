import Market
import Testing

@Suite("Prices and money are exact decimals")
struct NumbersTests {
  @Test(
    "text and value agree both ways",
    arguments: [
      ("2150.00", 21_500_000), ("0.05", 500), ("0.0025", 25), ("-12.50", -125_000), ("0.00", 0),
    ])
  func text(_ text: String, _ raw: Int64) {
    #expect(Price(parsing: text)?.raw == raw)
    #expect(Price(raw: raw).description == text)
    #expect(Money(parsing: text)?.raw == raw)
  }

  @Test(
    "what is no plain decimal is refused",
    arguments: [
      "", "-", ".", "1e3", "1,000", " 1", "1.00001", "12a", "1..2", "99999999999999999999", "NaN",
    ])
  func refused(_ text: String) {
    #expect(Price(parsing: text) == nil)
  }

  @Test("a price off the tick moves the way it was told")
  func tickRounding() {
    let tick = price("0.05")
    #expect(price("100.02").rounded(to: tick, .down) == price("100.00"))
    #expect(price("100.02").rounded(to: tick, .up) == price("100.05"))
    #expect(price("100.03").rounded(to: tick, .nearest) == price("100.05"))
    #expect(price("100.05").rounded(to: tick, .up) == price("100.05"))
  }

  @Test("money rounds half away from zero")
  func moneyRounding() {
    #expect(money("17.50").rounded(to: .rupee) == money("18"))
    #expect(money("17.49").rounded(to: .rupee) == money("17"))
    #expect(money("-17.50").rounded(to: .rupee) == money("-18"))
    #expect(money("0.005").rounded(to: .paisa) == .paisa)
  }

  @Test("days and times survive their text, and the clock is India's")
  func time() {
    #expect(at("2021-06-01 09:15:50").description == "2021-06-01T09:15:50+05:30")
    #expect(Timestamp(unixSeconds: 0).istTime == TimeOfDay(5, 30))
    #expect(at("2021-06-01 00:10").istDay == day("2021-06-01"))
    #expect(day("2026-08-18").weekday == 2)
    #expect(TradingDay(parsing: "2025-02-29") == nil)
    #expect(TimeOfDay(parsing: "24:00") == nil)
    #expect(TimeOfDay(parsing: "+9:15") == nil)
    #expect(TradingDay(parsing: "2026-+1-01") == nil)
  }

  @Test("a span of time is shown in seconds")
  func spans() {
    #expect(Interval.minutes(2).description == "120 s")
    #expect(Interval.milliseconds(-250).description == "-0.250 s")
    #expect(Interval(nanoseconds: .min).description.hasSuffix(" s"))
  }

  @Test("any number of a damaged record can be shown as a time", arguments: [Int64.min, .min + 1, -1, .max - 1, .max])
  func extremeTimes(_ nanoseconds: Int64) {
    let time = Timestamp(nanoseconds: nanoseconds)
    #expect(time.description.hasSuffix("+05:30"))
    #expect((0..<86_400).contains(time.istTime.seconds))
  }
}
