import Desk
import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("What closing everything answers")
struct ClosingAnswerTests {
  @Test("with nothing open it says so")
  func nothing() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    #expect(await desk.command(.squareOffAll, account: nil, by: "test") == .done("nothing is open"))
    let stop = await desk.command(.emergencyStop, account: nil, by: "test")
    #expect(stop == .done("entries are halted; nothing is open"))
    await desk.stop()
  }

  @Test("it tells what leaves now from what is being closed already")
  func twice() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    _ = await paper.decide(desk, paper.alert(.buy, "SBIN", id: "in"))
    await desk.replay([PaperDesk.tick("09:20:01", "400.00")][...])
    try #require(desk.status().accounts.first?.openPositions.count == 1)
    #expect(await desk.command(.squareOffAll, account: nil, by: "test") == .done("closing 1 position"))
    await desk.settle()
    let again = await desk.command(.emergencyStop, account: nil, by: "test")
    #expect(again == .done("entries are halted; 1 position is being closed already"))
    await desk.settle()
    await desk.replay([PaperDesk.tick("09:20:02", "400.00")][...])
    #expect(await desk.command(.squareOffAll, account: nil, by: "test") == .done("nothing is open"))
    await desk.stop()
  }

  @Test("an entry order that has not filled is cancelled, and counted")
  func entry() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    var low = paper.alert(.buy, "SBIN", id: "low")
    low.limitPrice = Price(parsing: "398.00")
    #expect(await paper.decide(desk, low).first?.decision.outcome == .accepted)
    let stop = await desk.command(.emergencyStop, account: nil, by: "test")
    #expect(stop == .done("entries are halted; cancelling 1 entry order; nothing is open"))
    await desk.stop()
  }

  @Test("several accounts get one answer that says what happened to each")
  func accounts() async throws {
    let paper = PaperDesk(accounts: 2)
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    let all = await desk.command(.squareOffAll, account: nil, by: "test")
    #expect(all == .done("each account: nothing is open"))
    _ = await desk.command(.halt("first"), account: AccountID(2), by: "test")
    let halt = await desk.command(.halt("second"), account: nil, by: "test")
    #expect(
      halt == .done("Paper 1: entries are halted; Paper 2: entries are halted already: first (test)"))
    await desk.stop()
  }

  @Test("before the market opens it says that what is open waits for it")
  func closed() throws {
    let desk = try WallDesk()
    defer { desk.remove() }
    try desk.price("100")
    try desk.trade(.buy, at: "100")
    try #require(try desk.held() == 100)
    try desk.advance(to: TimeOfDay(8, 30), on: WallDesk.monday)
    var answers: [CommandResult] = []
    for _ in 1...2 {
      desk.loop.command(.squareOffAll, account: AccountID(1), by: "test") { answers.append($0) }
      try desk.settle()
    }
    let waits = "it waits for the market to open"
    #expect(
      answers == [
        .done("closing 1 position; \(waits)"), .done("1 position is being closed already; \(waits)"),
      ])
  }
}
