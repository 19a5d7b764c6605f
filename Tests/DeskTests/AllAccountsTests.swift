import Desk
import Engine
import Market
import Testing
import Trading

@Suite("A command to all accounts")
struct AllAccountsTests {
  @Test("A command to all accounts reaches them in one commit")
  func oneCommit() async throws {
    let paper = PaperDesk(accounts: 3)
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    func commits() -> Double? { desk.metrics().first { $0.name == "sarathi_commits_total" }?.value }
    let before = try #require(commits())
    let result = await desk.command(.halt("too many alerts"), account: nil, by: "trader")
    guard case .done = result else {
      Issue.record("\(result)")
      return
    }
    #expect(commits() == before + 1)
    #expect(desk.status().accounts.map(\.status.halt) == Array(repeating: "too many alerts (trader)", count: 3))
    await desk.stop()
  }
}
