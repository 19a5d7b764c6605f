import Desk
import Engine
import Foundation
import Market
import TestSupport
import Testing
import Trading

@Suite("The day report")
struct DayReportTests {
  @Test("lists an accepted entry that ended without a fill, with the reason")
  func unfilledEntry() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    var low = paper.alert(.buy, "SBIN")
    low.limitPrice = Price(parsing: "398.00")
    #expect(await paper.decide(desk, low).first?.decision.outcome == .accepted)
    let later = (1...12).map { PaperDesk.tick("09:\(20 + $0):00", "400.00", volume: Int64($0) * 1000) }
    await desk.replay(later[...])
    let report = try #require(try await desk.reportDay().first)
    let line = try #require(report.unfilled.first)
    #expect(line.quantity == Quantity(100) && line.filled == .zero && line.symbol.hasSuffix("SBIN"))
    #expect(line.reason.contains("not filled within"))
    #expect(try report.json().contains("\"unfilled_entries\""))
    #expect(!report.isEmpty && report.trades.isEmpty)
    await desk.stop()
  }
}
