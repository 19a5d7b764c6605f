import Market
import TestSupport
import Testing
import Trading

private func position(_ direction: Side) -> Position {
  Position(id: PositionID(1), owner: LinkID(1), instrument: InstrumentID(1), product: .mis, direction: direction)
}

@Suite("A position adds up to the last unit")
struct PositionTests {
  @Test("two entries average; a partial exit realises its share of the cost")
  func average() {
    var long = position(.buy)
    long.enter(100, at: "100", time: at(1))
    long.enter(50, at: "103", time: at(2))
    #expect(long.averageEntry == "101" && long.openQuantity == 150 && long.netQuantity == 150)
    #expect(long.exit(60, at: "104", time: at(3)) == .zero)
    #expect(long.realised == "180" && long.openQuantity == 90 && long.isOpen)
    #expect(long.unrealised(at: "102") == "90")
    #expect(long.exit(90, at: "99", time: at(4)) == .zero)
    #expect(long.realised == "0" && !long.isOpen && long.closed == at(4) && long.opened == at(1))
  }

  @Test("a short earns when it falls and is negative as a net quantity")
  func short() {
    var short = position(.sell)
    short.enter(75, at: "200", time: at(1))
    #expect(short.netQuantity == -75 && short.unrealised(at: "190") == "750")
    #expect(short.exit(75, at: "190.50", time: at(2)) == .zero)
    #expect(short.realised == "712.50")
  }

  @Test("cost that does not divide is left to the last exit, so the result is exact")
  func exact() {
    var long = position(.buy)
    long.enter(1, at: "100.0001", time: at(1))
    long.enter(2, at: "100", time: at(1))
    for second in 2...4 { #expect(long.exit(1, at: "101", time: at(Int64(second))) == .zero) }
    #expect(long.realised == "2.9999" && long.openCost == .zero)
  }

  @Test("more than is open is a surplus, not a short", arguments: [(100, 0), (101, 1), (250, 150)])
  func surplus(_ sold: Int64, _ surplus: Int64) {
    var long = position(.buy)
    long.enter(100, at: "100", time: at(1))
    #expect(long.exit(Quantity(sold), at: "101", time: at(2)) == Quantity(surplus))
    #expect(long.openQuantity == .zero && long.realised == "100")
    #expect(long.exit(5, at: "101", time: at(3)) == 5)
  }

  @Test("a trade shows the averages over everything, and exists only once flat")
  func trade() throws {
    var long = position(.buy)
    #expect(Trade(long) == nil)
    long.enter(100, at: "100", time: at(1))
    long.enter(100, at: "102", time: at(2))
    #expect(Trade(long) == nil)
    _ = long.exit(150, at: "103", time: at(3))
    _ = long.exit(50, at: "105", time: at(4))
    long.charges.brokerage = "40"
    let trade = try #require(Trade(long))
    #expect(trade.quantity == 200 && trade.entryPrice == "101" && trade.exitPrice == "103.50")
    #expect(trade.gross == "500" && trade.net == "460" && trade.opened == at(1) && trade.closed == at(4))
  }
}
