import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("The gate lets plausible prices in")
struct MarketViewTests {
  private static let now = Scenario.time(10, 0)

  private func view() -> MarketView {
    var view = MarketView()
    for listed in Listed.allCases { view.list(listed.id, terms: listed.terms, kind: listed.instrument.kind) }
    return view
  }

  private func tick(_ symbol: Listed, _ price: Price, second: Int64 = 0) -> Tick {
    Tick(instrument: symbol.id, price: price, volume: 0, time: Self.now + .seconds(second))
  }

  @Test(
    "The price gate gives every verdict",
    arguments: [
      (Price("100"), Int64(0), MarketView.Verdict.admitted), ("0", 0, .invalid), ("-1", 0, .invalid),
      ("1000000.0001", 0, .invalid), ("100", -61, .stale), ("100", -60, .admitted), ("100", 6, .future),
      ("100", 5, .admitted), ("79.95", 0, .outsideBand), ("80", 0, .admitted), ("120", 0, .admitted),
      ("120.05", 0, .outsideBand),
    ])
  func verdicts(_ price: Price, _ second: Int64, _ verdict: MarketView.Verdict) {
    var view = view()
    #expect(view.admit(tick(.sbin, price, second: second), at: Self.now) == verdict)
    #expect((view.quote(Listed.sbin.id) != nil) == (verdict == .admitted))
  }

  @Test("The price gate rejects ticks of instruments that are not listed", arguments: [-1, 3, 900] as [Int32])
  func foreign(_ index: Int32) {
    var view = MarketView()
    view.list(InstrumentID(9), terms: Listed.sbin.terms, kind: .equity)
    let tick = Tick(instrument: InstrumentID(index), price: "100", volume: 0, time: Self.now)
    #expect(view.admit(tick, at: Self.now) == .foreign)
  }

  @Test("time never runs backwards for an instrument; the same second is fine")
  func order() {
    var view = view()
    #expect(view.admit(tick(.sbin, "100", second: 2), at: Self.now + .seconds(2)) == .admitted)
    #expect(view.admit(tick(.sbin, "100.05", second: 2), at: Self.now + .seconds(2)) == .admitted)
    #expect(view.admit(tick(.sbin, "100.10", second: 1), at: Self.now + .seconds(2)) == .stale)
    #expect(view.quote(Listed.sbin.id)?.price == "100.05")
  }

  @Test("up to 3 % needs no confirmation; for options 40 %")
  func outlier() {
    var view = view()
    _ = view.admit(tick(.sbin, "100"), at: Self.now)
    #expect(view.admit(tick(.sbin, "103"), at: Self.now) == .admitted)
    #expect(view.admit(tick(.sbin, "99.90"), at: Self.now) == .suspect)
    _ = view.admit(tick(.call, "100"), at: Self.now)
    #expect(view.admit(tick(.call, "140"), at: Self.now) == .admitted)
    #expect(view.admit(tick(.call, "83.95"), at: Self.now) == .suspect)
  }

  @Test("a second price like it within ten seconds confirms; later, or back to normal, does not")
  func confirmation() {
    var view = view()
    _ = view.admit(tick(.sbin, "100"), at: Self.now)
    #expect(view.admit(tick(.sbin, "90", second: 1), at: Self.now + .seconds(1)) == .suspect)
    #expect(view.quote(Listed.sbin.id)?.price == "100")
    #expect(view.admit(tick(.sbin, "91", second: 11), at: Self.now + .seconds(11)) == .admitted)
    #expect(view.admit(tick(.sbin, "110", second: 12), at: Self.now + .seconds(12)) == .suspect)
    #expect(view.admit(tick(.sbin, "110", second: 23), at: Self.now + .seconds(23)) == .suspect)
    #expect(view.admit(tick(.sbin, "91", second: 24), at: Self.now + .seconds(24)) == .admitted)
    #expect(view.admit(tick(.sbin, "110", second: 25), at: Self.now + .seconds(25)) == .suspect)
  }

  private func traded(_ price: Price, _ volume: Int64, after wait: Interval, _ more: Interval = .zero) -> Tick {
    Tick(instrument: Listed.sbin.id, price: price, volume: volume, time: Self.now + wait + more)
  }

  @Test(
    "A tick delivered twice, or stamped again within its second, does not confirm an outlier",
    arguments: [Interval.zero, .milliseconds(1), .milliseconds(999)])
  func copies(_ wait: Interval) {
    var view = view()
    _ = view.admit(traded("100", 1000, after: .zero), at: Self.now)
    let freak = traded("95", 1000, after: .seconds(1))
    #expect(view.admit(freak, at: freak.time) == .suspect)
    for _ in 1...3 {
      let copy = traded("95", 1000, after: wait, .seconds(1))
      #expect(view.admit(copy, at: copy.time) == .suspect)
    }
    #expect(view.quote(Listed.sbin.id)?.price == "100")
    let normal = traded("100.05", 1010, after: .seconds(3))
    #expect(view.admit(normal, at: normal.time) == .admitted)
  }

  @Test(
    "another trade, another price or a later tick of a quiet share confirms",
    arguments: [
      (Price("95"), Int64(1100), Interval.zero), ("95.05", 1000, .milliseconds(1)), ("95", 1000, .seconds(2)),
    ])
  func witnesses(_ price: Price, _ volume: Int64, _ wait: Interval) {
    var view = view()
    _ = view.admit(traded("100", 1000, after: .zero), at: Self.now)
    let first = traded("95", 1000, after: .seconds(1))
    #expect(view.admit(first, at: first.time) == .suspect)
    let second = traded(price, volume, after: wait, .seconds(1))
    #expect(view.admit(second, at: second.time) == .admitted)
  }

  @Test("an index has no volume: the same level at another time confirms, at the same time it does not")
  func index() {
    var view = view()
    _ = view.admit(tick(.nifty, "24000"), at: Self.now)
    #expect(view.admit(tick(.nifty, "22000", second: 1), at: Self.now + .seconds(1)) == .suspect)
    #expect(view.admit(tick(.nifty, "22000", second: 1), at: Self.now + .seconds(1)) == .suspect)
    #expect(view.admit(tick(.nifty, "22000", second: 2), at: Self.now + .seconds(2)) == .admitted)
  }

  @Test("Repeated outlier ticks trigger no stop")
  func copiedFreak() {
    var desk = Scenario()
    desk.long()
    for _ in 1...3 {
      let freak = Tick(instrument: Listed.sbin.id, price: "95", volume: 0, time: desk.now)
      #expect(desk.market.admit(freak, at: desk.now) == .suspect)
    }
    desk.advance(2)
    #expect(desk.sent().isEmpty && desk.holding?.closing == nil)
  }

  @Test("the day's first price is judged by yesterday's last, or by what is known of what is held")
  func firstOfTheDay() {
    var view = view()
    _ = view.admit(tick(.reliance, "100"), at: Self.now)
    view.startDay()
    view.list(Listed.reliance.id, terms: Listed.reliance.terms, kind: .equity)
    view.list(Listed.call.id, terms: Listed.call.terms, kind: .call)
    view.expect("100", of: Listed.call.id)
    #expect(view.quote(Listed.reliance.id) == nil && view.quote(Listed.call.id) == nil)
    #expect(view.admit(tick(.reliance, "2400"), at: Self.now) == .suspect)
    #expect(view.admit(tick(.reliance, "101"), at: Self.now) == .admitted)
    #expect(view.admit(tick(.call, "24000"), at: Self.now) == .suspect)
    #expect(view.admit(tick(.call, "24010", second: 1), at: Self.now + .seconds(1)) == .admitted)
  }

  @Test("a freak price triggers nothing; a confirmed one does")
  func freak() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), target: .percent(1000)) }
    desk.long()
    desk.price(.sbin, "90")
    desk.price(.sbin, "100.05")
    desk.price(.sbin, "113")
    desk.price(.sbin, "100")
    #expect(desk.sent().isEmpty && desk.holding?.closing == nil)
    desk.price(.sbin, "90")
    desk.price(.sbin, "90.10")
    desk.advance(1)
    #expect(desk.sent() == ["#1 to 100 market"])
  }

  @Test("a new day forgets prices and listings; a restored quote is seen as it was")
  func newDay() {
    var view = view()
    _ = view.admit(tick(.sbin, "100"), at: Self.now)
    view.startDay()
    #expect(view.quote(Listed.sbin.id) == nil)
    #expect(view.admit(tick(.sbin, "100"), at: Self.now) == .foreign)
    let quote = Quote(instrument: Listed.sbin.id, price: "101", time: Self.now)
    view.restore(quote)
    #expect(view.quote(Listed.sbin.id) == quote)
  }
}
