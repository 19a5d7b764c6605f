import Desk
import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("A paper account's money")
struct PaperCashTests {
  /// Two positions for delivery of 8 lakh each.
  private func positions(_ capital: Int64) async throws -> (open: Int, words: String) {
    var limits = RiskLimits()
    limits.orderValue = Money(rupees: 1_000_000)
    limits.positionValue = Money(rupees: 1_000_000)
    let paper = PaperDesk(capital: Money(rupees: capital), limits: limits)
    defer { paper.remove() }
    paper.change {
      $0.product = .cnc
      $0.sizing = .quantity(2000)
    }
    let desk = try await paper.open(ticks: [
      PaperDesk.tick("09:20:00", "400.00"), PaperDesk.tick("09:20:00", "400.00", instrument: 1),
    ])
    var words: [String] = []
    for symbol in ["SBIN", "TCS"] {
      words += await paper.decide(desk, paper.alert(.buy, symbol, id: symbol)).map(\.decision.reason)
    }
    let later = (1...20).flatMap { second in
      (0...1).map {
        PaperDesk.tick("09:20:\(second + 10)", "400.00", instrument: Int32($0), volume: Int64(second) * 100_000)
      }
    }
    await desk.replay(later[...])
    let open = desk.status().accounts.first?.openPositions.count ?? 0
    await desk.stop()
    return (open, words.joined(separator: "; "))
  }

  @Test(
    "A paper account trades with its configured capital: what it can pay for fills, the rest is denied",
    arguments: [(1_000_000, 1), (5_000_000, 2)])
  func capital(_ rupees: Int64, _ open: Int) async throws {
    let positions = try await positions(rupees)
    #expect(positions.open == open, "\(positions.words)")
  }
}
