import Desk
import Engine
import Foundation
import Market
import Testing
import Trading

@Suite("An alert that cannot be traded")
struct BadAlertTests {
  @Test("An alert that cannot be traded is denied with the reason, recorded, and sends nothing")
  func denied() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    var far = paper.alert(.buy, "SBIN", id: "far")
    far.limitPrice = Price(parsing: "4000.00")
    var wrongStop = paper.alert(.buy, "SBIN", id: "wrong stop")
    wrongStop.stop = Price(parsing: "410.00")
    let cases: [(Alert, Denial.Code)] = [
      (paper.alert(.buy, "NOSUCH", id: "unknown"), .unknownSymbol),
      (far, .limitTooFar), (wrongStop, .stopOnWrongSide),
      (paper.alert(.short, "SBIN", id: "short"), .shortNotAllowed),
      (paper.alert(.buy, "SBIN", id: "old", at: "09:15:00"), .stale),
      (paper.alert(.buyCall, "SBIN", id: "call"), .noOptionContract),
    ]
    for (alert, code) in cases {
      let decision = await paper.decide(desk, alert).first?.decision
      #expect(decision?.outcome == .denied)
      #expect(decision?.denial?.code == code, "\(String(describing: decision))")
      #expect(decision?.reason.isEmpty == false)
    }
    #expect(
      desk.metrics().first { $0.name == "sarathi_broker_requests_total" }?.value == 1, "only the first look at the book"
    )
    await desk.stop()
  }

  @Test("a share without a price waits two seconds, then is denied")
  func noPrice() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    #expect(await paper.decide(desk, paper.alert(.buy, "TCS", id: "1")).first?.decision.outcome == .waiting)
    await desk.replay([PaperDesk.tick("09:20:03", "400.00")][...])
    let repeated = await paper.decide(desk, paper.alert(.buy, "TCS", id: "1")).first
    #expect(repeated?.isDuplicate == true)
    #expect(repeated?.decision.denial?.code == .noPrice)
    await desk.stop()
  }

  @Test("a paused desk records an entry and leaves it; exits go on, by stop and by alert")
  func paused() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    _ = await paper.decide(desk, paper.alert(.buy, "SBIN", id: "in"))
    await desk.replay([PaperDesk.tick("09:20:01", "400.00")][...])
    _ = await desk.command(.pause, account: nil, by: "test")
    #expect(await paper.decide(desk, paper.alert(.buy, "SBIN", id: "2")).first?.decision.outcome == .ignored)
    await desk.replay([PaperDesk.tick("09:20:02", "395.00")][...])
    #expect(desk.status().accounts.first?.openPositions.isEmpty == true, "the stop still closes the position")
    _ = await desk.command(.resume, account: nil, by: "test")
    _ = await paper.decide(desk, paper.alert(.buy, "SBIN", id: "again"))
    await desk.replay([PaperDesk.tick("09:20:03", "395.00")][...])
    _ = await desk.command(.pause, account: nil, by: "test")
    #expect(await paper.decide(desk, paper.alert(.exit, "SBIN", id: "out")).first?.decision.outcome == .accepted)
    await desk.replay([PaperDesk.tick("09:20:04", "395.00")][...])
    #expect(desk.status().accounts.first?.openPositions.isEmpty == true)
    await desk.stop()
  }
}
