import Market
import TestSupport
import Testing
import Trading

@Suite("The quick book of a position agrees with a slow one")
struct PositionTwinTests {
  @Test("every figure, after every execution: entries, partial exits, surplus, going flat and in again")
  func random() {
    for seed in Seeds.upTo(300) {
      let difference = firstDifference(seed)
      #expect(difference == nil, "SEED=\(seed): \(difference ?? "")")
    }
  }

  private func firstDifference(_ seed: UInt64) -> String? {
    var random = Seeded(seed)
    let isLong = random.oneIn(2)
    var slow = SlowPosition(isLong: isLong)
    var quick = Position(
      id: PositionID(1), owner: LinkID(1), instrument: InstrumentID(1), product: .mis, direction: isLong ? .buy : .sell)
    let highest: Int64 = random.oneIn(10) ? Price.maximum.raw : 30_000_000
    let most: Int64 = random.oneIn(10) ? 1_000_000 : [1, 3, 75, 997][Int(seed % 4)]
    for step in 0..<50 as Range<Int64> {
      let price = Int64.random(in: 1...highest, using: &random)
      var units = Int64.random(in: 1...most, using: &random)
      let open = Int64(slow.standing.open)
      let isEntry = open == 0 ? !random.oneIn(8) : random.oneIn(3)
      if !isEntry, random.oneIn(3) { units = max(open, 1) }
      slow.executions.append(.init(isEntry: isEntry, units: Int128(units), price: Int128(price), second: step))
      if isEntry {
        quick.enter(Quantity(units), at: Price(raw: price), time: at(step))
      } else {
        let surplus = quick.exit(Quantity(units), at: Price(raw: price), time: at(step))
        if Int128(surplus.units) != slow.standing.surplus { return "step \(step): surplus \(surplus)" }
      }
      let mark = Int64.random(in: 1...highest, using: &random)
      if let difference = difference(quick, slow, mark: mark) { return "step \(step): \(difference)" }
    }
    return nil
  }

  private func difference(_ quick: Position, _ slow: SlowPosition, mark: Int64) -> String? {
    let book = slow.standing
    let figures: [(String, Int64, Int128)] = [
      ("open quantity", quick.openQuantity.units, book.open),
      ("net quantity", quick.netQuantity.units, book.open * slow.sign),
      ("entered quantity", quick.enteredQuantity.units, slow.entered),
      ("exited quantity", quick.exitedQuantity.units, slow.exited),
      ("entry value", quick.entryValue.raw, slow.entryValue), ("exit value", quick.exitValue.raw, slow.exitValue),
      ("open cost", quick.openCost.raw, book.cost), ("realised", quick.realised.raw, book.realised),
      ("unrealised", quick.unrealised(at: Price(raw: mark)).raw, slow.unrealised(at: Int128(mark))),
      ("average entry", quick.averageEntry.raw, slow.average(book.cost, book.open)),
      ("average exit", quick.averageExit.raw, slow.average(slow.exitValue, slow.exited)),
      ("average of the trade", quick.averageEntryOfTrade.raw, slow.average(slow.entryValue, slow.entered)),
    ]
    for (name, quick, slow) in figures where Int128(quick) != slow { return "\(name) \(quick), slowly \(slow)" }
    if !slow.isCostNearExact { return "the cost \(book.cost) is not average cost" }
    if quick.lastEntered != slow.lastEntered.map(at) { return "when the entry last filled" }
    if quick.opened != slow.opened.map(at) || quick.closed != book.closed.map(at) { return "times" }
    // Once flat, nothing of the cash is lost in rounding: a trade's result is what came in minus what went out.
    let isTraded = book.open == 0 && slow.entered > 0
    guard let trade = Trade(quick) else { return isTraded ? "no trade although flat" : nil }
    guard isTraded, Int128(trade.gross.raw) == slow.sign * (slow.exitValue - slow.entryValue) else {
      return "the trade"
    }
    return nil
  }
}
