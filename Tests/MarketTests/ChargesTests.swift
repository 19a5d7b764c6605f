import Market
import Testing

/// One buy and one sell order of one instrument on NSE.
struct RoundTrip: Sendable {
  var segment: ChargeSegment
  var quantity: Int64
  var bought: String
  var sold: String

  var fills: [ChargeableFill] {
    [(Side.buy, bought), (.sell, sold)].enumerated().map { order, leg in
      ChargeableFill(
        order: order, instrument: InstrumentID(0), exchange: segment == .futures || segment == .options ? .nfo : .nse,
        segment: segment, side: leg.0, value: price(leg.1) * Quantity(quantity))
    }
  }

  static let delivery = RoundTrip(segment: .deliveryEquity, quantity: 100, bought: "1000", sold: "1100")
  static let intraday = RoundTrip(segment: .intradayEquity, quantity: 100, bought: "1000", sold: "1010")
  static let future = RoundTrip(segment: .futures, quantity: 65, bought: "24000", sold: "24100")
  static let option = RoundTrip(segment: .options, quantity: 65, bought: "150", sold: "180")
}

struct WorkedExample: Sendable, CustomTestStringConvertible {
  var name: String
  var trade: RoundTrip
  var plans: [String]
  var date = "2026-08-18"
  /// Brokerage, STT, exchange, SEBI, GST, stamp, total.
  var lines: [String]

  var testDescription: String { name }

  private static let capped = ["zerodha", "angelone", "icici", "upstox", "fyers"]

  static let all = [
    WorkedExample(
      name: "A delivery, no brokerage", trade: .delivery, plans: ["zerodha"],
      lines: ["0", "210", "6.45", "0.21", "1.20", "15.00", "232.86"]),
    WorkedExample(
      name: "A delivery, 20 + 20", trade: .delivery, plans: ["angelone", "upstox", "fyers"],
      lines: ["40.00", "210", "6.45", "0.21", "8.40", "15.00", "280.06"]),
    WorkedExample(
      name: "A delivery, 0.25 %", trade: .delivery, plans: ["kotakapp", "icici"],
      lines: ["525.00", "210", "6.45", "0.21", "95.70", "15.00", "852.36"]),
    WorkedExample(
      name: "B intraday, 20 + 20", trade: .intraday, plans: capped,
      lines: ["40.00", "25", "6.17", "0.20", "8.35", "3.00", "82.72"]),
    WorkedExample(
      name: "B intraday, no brokerage", trade: .intraday, plans: ["kotakneo", "kotakapp", "none"],
      lines: ["0", "25", "6.17", "0.20", "1.15", "3.00", "35.52"]),
    WorkedExample(
      name: "C future, 20 + 20", trade: .future, plans: capped,
      lines: ["40.00", "783", "57.21", "3.13", "18.06", "31.20", "932.60"]),
    WorkedExample(
      name: "C future, no brokerage", trade: .future, plans: ["kotakneo"],
      lines: ["0", "783", "57.21", "3.13", "10.86", "31.20", "885.40"]),
    WorkedExample(
      name: "D option, 20 + 20", trade: .option, plans: capped,
      lines: ["40.00", "18", "7.62", "0.02", "8.58", "0.29", "74.51"]),
    WorkedExample(
      name: "D option, no brokerage", trade: .option, plans: ["kotakneo"],
      lines: ["0", "18", "7.62", "0.02", "1.38", "0.29", "27.31"]),
    WorkedExample(
      name: "C with the rates of 2024-10", trade: .future, plans: capped, date: "2024-10-01",
      lines: ["40.00", "313", "57.21", "3.13", "18.06", "31.20", "462.60"]),
    WorkedExample(
      name: "D with the rates to 2026-03", trade: .option, plans: capped, date: "2026-03-31",
      lines: ["40.00", "12", "7.62", "0.02", "8.58", "0.29", "68.51"]),
  ]
}

@Suite("A day note costs what the contract note says")
struct DayNoteTests {
  private let schedule = ChargeSchedule.bundled

  @Test("worked examples, to the paisa", arguments: WorkedExample.all)
  func worked(_ example: WorkedExample) throws {
    for plan in example.plans {
      let note = try schedule.dayNote(for: example.trade.fills, plan: plan, on: day(example.date)).charges
      let lines = [note.brokerage, note.stt, note.exchange, note.sebi, note.gst, note.stamp, note.total - note.dp]
      #expect(lines == example.lines.map(money), "\(plan)")
    }
  }

  @Test(
    "a depository charge is due once for each share sold from delivery",
    arguments: [
      ("zerodha", "15.34"), ("angelone", "23.60"), ("icici", "23.60"), ("none", "0"),
    ])
  func depository(_ plan: String, _ dp: String) throws {
    var fills = RoundTrip.delivery.fills
    fills.append(fills[1])
    fills[2].order = 2
    #expect(try schedule.dayNote(for: fills, plan: plan, on: day("2026-08-18")).charges.dp == money(dp))
    fills.removeAll { $0.side == .sell }
    #expect(try schedule.dayNote(for: fills, plan: plan, on: day("2026-08-18")).charges.dp == .zero)
  }

  @Test("an order in many fills pays brokerage once, and accrual plus adjustment is the note")
  func partialFills() throws {
    let date = day("2026-08-18")
    let tariff = try schedule.tariff(plan: "zerodha", exchange: .nse, segment: .intradayEquity, on: date)
    var fills: [ChargeableFill] = []
    var accrued = Charges.zero
    for (order, side) in [Side.buy, .sell].enumerated() {
      var before = Money.zero
      for part in 1...7 {
        let value = Price(raw: 10_001_234) * Quantity(Int64(part))
        fills.append(
          ChargeableFill(
            order: order, instrument: InstrumentID(3), exchange: .nse, segment: .intradayEquity, side: side,
            value: value))
        accrued += tariff.accrual(side: side, value: value, filledValueBefore: before)
        before += value
      }
    }
    let note = try schedule.dayNote(for: fills, plan: "zerodha", on: date)
    #expect(accrued.brokerage.rounded(to: .paisa) == note.charges.brokerage)
    #expect((accrued + note.adjustment(after: accrued)).total == note.charges.total)
    #expect(note.adjustment(after: accrued).rounding.magnitude < .rupee)
    #expect(try schedule.dayNote(for: fills.reversed(), plan: "zerodha", on: date) == note)
  }

  @Test("brokerage accrues up to its cap and no further")
  func cap() throws {
    let tariff = try schedule.tariff(
      plan: "zerodha", exchange: .nse, segment: .intradayEquity, on: day("2021-06-01"))
    #expect(tariff.accrual(side: .buy, value: money("50000")).brokerage == money("15"))
    let second = tariff.accrual(side: .buy, value: money("50000"), filledValueBefore: money("50000"))
    #expect(second.brokerage == money("5"))
    let third = tariff.accrual(side: .buy, value: money("50000"), filledValueBefore: money("100000"))
    #expect(third.brokerage == .zero)
  }

  @Test("shares traded intraday in 2021 have the rates of then")
  func year2021() throws {
    let note = try schedule.dayNote(for: RoundTrip.intraday.fills, plan: "zerodha", on: day("2021-06-01")).charges
    // 201 000 × 0.00322 % = 6.4722; GST 18 % of 40 + 6.47 + 0.20.
    #expect(
      note
        == Charges(
          brokerage: money("40"), stt: money("25"), exchange: money("6.47"), sebi: money("0.20"), gst: money("8.40"),
          stamp: money("3")))
  }

  @Test("option exercise is taxed on intrinsic value")
  func exercise() throws {
    let tariff = try schedule.tariff(plan: "none", exchange: .nfo, segment: .options, on: day("2026-08-18"))
    #expect(tariff.exerciseCharges(intrinsicValue: money("10000")) == Charges(stt: money("15")))
  }

  @Test("no fills cost nothing")
  func empty() throws {
    #expect(try schedule.dayNote(for: [], plan: "zerodha", on: day("2026-08-18")).charges == .zero)
  }

  @Test("the segment follows from instrument and product")
  func segments() {
    #expect(ChargeSegment(.equity("SBIN"), product: .cnc) == .deliveryEquity)
    #expect(ChargeSegment(.equity("SBIN"), product: .mis) == .intradayEquity)
    #expect(ChargeSegment(option("NIFTY", "2026-08-18", "24000", .put), product: .nrml) == .options)
    #expect(ChargeSegment(kind: .future, exchange: .mcx, product: .mis) == .commodityFutures)
    #expect(ChargeSegment(kind: .index, exchange: .nseIndex, product: .mis) == nil)
  }
}

@Suite("Charges are data with dates")
struct ChargeScheduleTests {
  private static let header =
    "row,name,exchange,segment,side,effective_from,percent,flat,minimum,cap,note\n"

  @Test(
    "every plan can charge every segment where it trades, from 2015 on",
    arguments: [
      "angelone", "fyers", "icici", "kotakapp", "kotakneo", "none", "upstox", "zerodha",
    ])
  func complete(_ plan: String) throws {
    let trades: [(Exchange, ChargeSegment)] = [
      (.nse, .deliveryEquity), (.nse, .intradayEquity), (.bse, .deliveryEquity), (.bse, .intradayEquity),
      (.nfo, .futures), (.nfo, .options), (.bfo, .futures), (.bfo, .options), (.mcx, .commodityFutures),
    ]
    for (exchange, segment) in trades {
      for date in ["2015-01-01", "2021-06-01", "2026-11-21"] {
        _ = try ChargeSchedule.bundled.tariff(plan: plan, exchange: exchange, segment: segment, on: day(date))
      }
    }
    #expect(ChargeSchedule.bundled.plans.contains(plan))
  }

  @Test("what has no rate is an error, never free")
  func noRate() {
    #expect(throws: ChargeError.noRate("stt", "MCX", .futures, day("2010-01-01"))) {
      try ChargeSchedule(parsing: bytes(Self.header + "brokerage,x,any,any,both,2000-01-01,0,,,,\n"))
        .tariff(plan: "x", exchange: .mcx, segment: .futures, on: day("2010-01-01"))
    }
    let error = #expect(throws: ChargeError.self) {
      try ChargeSchedule.bundled.tariff(plan: "acme", exchange: .nse, segment: .futures, on: day("2026-08-18"))
    }
    #expect(error?.description.contains("zerodha") == true)
  }

  @Test("a user's rows change a plan from their date and add new ones")
  func override() throws {
    let rows = """
      brokerage,zerodha,any,intradayEquity,both,2026-08-01,,10,,,new price
      brokerage,mine,any,any,both,2020-01-01,0.05,,1,30,

      """
    let schedule = ChargeSchedule.bundled.overridden(by: try ChargeSchedule(parsing: bytes(Self.header + rows)))
    func brokerage(_ plan: String, _ date: String, _ value: String) throws -> Money {
      try schedule.tariff(plan: plan, exchange: .nse, segment: .intradayEquity, on: day(date))
        .accrual(side: .buy, value: money(value)).brokerage
    }
    #expect(try brokerage("zerodha", "2026-07-31", "100000") == money("20"))
    #expect(try brokerage("zerodha", "2026-08-01", "100000") == money("10"))
    #expect(try brokerage("mine", "2026-08-01", "1000") == money("1"))
    #expect(try brokerage("mine", "2026-08-01", "20000") == money("10"))
    #expect(try brokerage("mine", "2026-08-01", "1000000") == money("30"))
  }

  @Test(
    "a bad row is named by line and column",
    arguments: [
      ("tip,stt,any,any,both,2020-01-01,1,,,,\n", "row"),
      ("rate,tax,any,any,both,2020-01-01,1,,,,\n", "name"),
      ("brokerage,,any,any,both,2020-01-01,1,,,,\n", "name"),
      ("rate,stt,NYSE,any,both,2020-01-01,1,,,,\n", "exchange"),
      ("rate,stt,any,shares,both,2020-01-01,1,,,,\n", "segment"),
      ("rate,stt,any,any,neither,2020-01-01,1,,,,\n", "side"),
      ("rate,stt,any,any,both,2020-13-01,1,,,,\n", "effective_from"),
      ("rate,stt,any,any,both,2020-01-01,-1,,,,\n", "percent"),
      ("rate,stt,any,any,both,2020-01-01,0.1%,,,,\n", "percent"),
      ("rate,stt,any,any,both,2020-01-01,0.00000001,,,,\n", "percent"),
      ("rate,stt,any,any,both,2020-01-01,,,,,\n", "percent"),
      ("rate,stt,any,any,both,2020-01-01,1,5,,,\n", "flat"),
      ("brokerage,x,any,any,both,2020-01-01,1,,30,20,\n", "cap"),
      ("brokerage,x,any,any,both,2020-01-01,1,,,-20,\n", "cap"),
    ])
  func badRow(_ row: String, _ column: String) {
    let error = #expect(throws: ChargeScheduleError.self) { try ChargeSchedule(parsing: bytes(Self.header + row)) }
    #expect(error?.column == column)
    #expect(error?.line == 2)
  }
}
