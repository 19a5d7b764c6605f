import Testing
import Trading

@testable import Desk
@testable import Engine

@Suite("Commands from the page")
struct DeskCommandTests {
  @Test("each reaches the desk, with its account and who asked")
  func commands() async throws {
    let desk = FakeDesk()
    try await Served.desk(desk) { (client) async throws in
      for path in [
        "pause", "resume?account=1", "emergency-stop", "square-off-all", "square-off/4", "halt?reason=lunch",
        "adopt/7/2608180001", "declare-absent/8",
      ] {
        let answer = try await client.command(path)
        #expect(answer.status == 200)
        #expect(answer.text == #"{"status":"done","message":"done"}"#)
      }
      #expect(
        desk.commands == [
          .init(command: .pause), .init(command: .resume, account: AccountID(1)), .init(command: .emergencyStop),
          .init(command: .squareOffAll), .init(command: .squareOff(PositionID(4)), account: AccountID(1)),
          .init(command: .halt("lunch")),
          .init(command: .adopt(OrderNumber(7), BrokerOrderID("2608180001")), account: AccountID(1)),
          .init(command: .declareAbsent(OrderNumber(8)), account: AccountID(1)),
        ])
      let refused = try await client.command("clear-halt")
      #expect(refused.status == 409 && refused.text.contains("nothing is halted"))
    }
  }

  @Test(
    "what is not a command changes nothing",
    arguments: [
      ("nonsense", 404), ("", 404), ("square-off", 404), ("square-off/abc", 404), ("square-off/-1", 404),
      ("square-off/99999999999", 404), ("pause/now", 404), ("pause?account=9", 400), ("pause?account=x", 400),
      ("pause?acount=1", 400), ("pause?reason=lunch", 400), ("halt?reson=lunch", 400),
      ("adopt", 404), ("adopt/7", 404), ("adopt/x/2608180001", 404), ("declare-absent", 404),
      ("declare-absent/-1", 404),
    ])
  func notCommands(_ path: String, _ status: Int) async throws {
    let desk = FakeDesk()
    try await Served.desk(desk) { (client) async throws in
      #expect(try await client.command(path).status == status)
      #expect(desk.commands.isEmpty)
    }
  }

  @Test("a position of a desk with two accounts needs its account")
  func twoAccounts() async throws {
    let desk = FakeDesk()
    desk.update { status in
      guard var second = status.accounts.first else { return }
      second.id = AccountID(2)
      status.accounts.append(second)
    }
    try await Served.desk(desk) { (client) async throws in
      for path in ["square-off/4", "adopt/7/2608180001", "declare-absent/8"] {
        #expect(try await client.command(path).status == 400)
      }
      #expect(try await client.command("square-off/4?account=2").status == 200)
      #expect(desk.commands == [.init(command: .squareOff(PositionID(4)), account: AccountID(2))])
    }
  }

  @Test("a command is never a GET")
  func notGet() async throws {
    let desk = FakeDesk()
    try await Served.desk(desk) { (client) async throws in
      let answer = try await client.get("/command/pause", [("X-Sarathi-Token", Served.token)])
      #expect(answer.status == 405)
      #expect(answer.header("Allow") == "POST")
      #expect(desk.commands.isEmpty)
    }
  }
}
