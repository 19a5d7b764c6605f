import Foundation
import Market
import TestSupport
import Testing

@Suite("The quick charges agree with a slow reading of the file")
struct ChargesTwinTests {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../Sources/Market/Data/charges.csv")

  @Test("every plan, segment, exchange and side, on the day of each change and the day before")
  func everyRate() throws {
    let slow = SlowCharges(try String(contentsOf: Self.file, encoding: .utf8))
    #expect(slow.lines.count > 90)
    let changes = ChargeSchedule.bundled.changeDays.map(\.daysSince1970)
    let days = Set(changes.flatMap { [$0 - 1, $0] }).sorted().map { TradingDay(daysSince1970: $0) }
    var compared = 0
    for plan in ChargeSchedule.bundled.plans {
      for day in days {
        for exchange in [Exchange.nse, .nfo, .bse, .bfo, .mcx] {
          for segment in ChargeSegment.allCases {
            let question = SlowCharges.Question(plan: plan, exchange: exchange, segment: segment, day: day)
            let difference = difference(.bundled, slow, question, [(66_666_667, 0), (500_000_000, 666_666_600)])
            #expect(difference == nil, "\(question): \(difference ?? "")")
            compared += 1
          }
        }
      }
    }
    #expect(compared > 4000)
  }

  @Test("charges files by chance, with ties, gaps, caps, minimums and a user's lines over them")
  func randomSchedules() throws {
    var known = 0
    for seed in Seeds.upTo(60) {
      var random = Seeded(seed)
      let texts = [RandomCharges.file(&random, lines: 90), RandomCharges.file(&random, lines: 12)]
      var slow = SlowCharges(texts[0])
      slow.lines += SlowCharges(texts[1]).lines
      let quick = try ChargeSchedule(parsing: Array(texts[0].utf8))
        .overridden(by: ChargeSchedule(parsing: Array(texts[1].utf8)))
      for _ in 0..<40 {
        let question = RandomCharges.question(&random)
        let values = (0..<6).map { _ in
          (RandomCharges.value(&random), random.oneIn(2) ? 0 : RandomCharges.value(&random))
        }
        let difference = difference(quick, slow, question, values)
        #expect(difference == nil, "SEED=\(seed): \(question): \(difference ?? "")")
        known += slow.isKnown(question) ? 1 : 0
      }
    }
    #expect(known > 10)
  }

  @Test(
    "orders that fill in pieces, many securities and segments: the day's note, line by line, and what is posted at the end"
  )
  func notes() throws {
    let slow = SlowCharges(try String(contentsOf: Self.file, encoding: .utf8))
    for seed in Seeds.upTo(400) {
      var random = Seeded(seed)
      let difference = try noteDifference(slow, &random)
      #expect(difference == nil, "SEED=\(seed): \(difference ?? "")")
    }
  }

  private func difference(
    _ quick: ChargeSchedule, _ slow: SlowCharges, _ question: SlowCharges.Question, _ values: [(Int64, Int64)]
  ) -> String? {
    guard
      let tariff = try? quick.tariff(
        plan: question.plan, exchange: question.exchange, segment: question.segment, on: question.day)
    else { return slow.isKnown(question) ? "no rate" : nil }
    guard slow.isKnown(question) else { return "a rate nobody knows" }
    for (value, before) in values {
      for side in [Side.buy, .sell] {
        let quickly = tariff.accrual(side: side, value: Money(raw: value), filledValueBefore: Money(raw: before))
        let slowly = slow.accrual(question, side, value: Int128(value), before: Int128(before))
        if lines(quickly) != slowly { return "\(side) \(value) after \(before): \(lines(quickly)), slowly \(slowly)" }
      }
      let exercise =
        question.segment == .options
        ? slow.charge("rate", "stt_exercise", question, .buy, on: Int128(value)).nearest() : 0
      if Int128(tariff.exerciseCharges(intrinsicValue: Money(raw: value)).total.raw) != exercise { return "exercise" }
    }
    return nil
  }

  private func noteDifference(_ slow: SlowCharges, _ random: inout Seeded) throws -> String? {
    let plans = ChargeSchedule.bundled.plans
    let plan = plans[Int.random(in: 0..<plans.count, using: &random)]
    let day = TradingDay(daysSince1970: Int32.random(in: 17_450...20_700, using: &random))
    var fills: [SlowCharges.Fill] = []
    var accrued = Charges()
    for order in 0..<Int.random(in: 1...12, using: &random) {
      let (exchange, segment) = RandomCharges.market(&random)
      let question = SlowCharges.Question(plan: plan, exchange: exchange, segment: segment, day: day)
      let side: Side = random.oneIn(2) ? .buy : .sell
      let instrument = Int32.random(in: 0..<3, using: &random)
      let tariff = try ChargeSchedule.bundled.tariff(plan: plan, exchange: exchange, segment: segment, on: day)
      var before: Int64 = 0
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let value = RandomCharges.value(&random)
        fills.append(.init(order: order, instrument: instrument, question: question, side: side, value: Int128(value)))
        accrued += tariff.accrual(side: side, value: Money(raw: value), filledValueBefore: Money(raw: before))
        before += value
      }
    }
    var rounding = DayNote.Rounding.standard
    if random.oneIn(4) { rounding.stamp = .rupee }
    let shuffled = fills.shuffled(using: &random).map {
      ChargeableFill(
        order: $0.order, instrument: InstrumentID($0.instrument), exchange: $0.question.exchange,
        segment: $0.question.segment, side: $0.side, value: Money(raw: Int64($0.value)))
    }
    let note = try ChargeSchedule.bundled.dayNote(for: shuffled, plan: plan, on: day, rounding: rounding)
    let slowly = slow.note(fills, rounding)
    if lines(note.charges) != slowly { return "\(plan) \(day): \(lines(note.charges)), slowly \(slowly)" }
    let posted = accrued + note.adjustment(after: accrued)
    let total = slowly.reduce(0, +)
    return Int128(posted.total.raw) == total && Int128(posted.dp.raw) == slowly[6] ? nil : "posted \(posted.total)"
  }

  private func lines(_ charges: Charges) -> [Int128] {
    [charges.brokerage, charges.stt, charges.exchange, charges.sebi, charges.gst, charges.stamp, charges.dp]
      .map { Int128($0.raw) }
  }
}
