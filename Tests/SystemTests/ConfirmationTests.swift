import Foundation
import Testing

@Suite("Commands that ask first")
struct ConfirmationTests {
  @Test("removing a link names the running desk that stands in the way, and asks only when none does")
  func linkRemove() throws {
    let scratch = try Scratch()
    _ = try ServedDesk.addLink(scratch)
    let remove = ["link", "remove", "1", "--data", scratch.data]
    let desk = try ServedDesk(scratch)
    let blocked = try Program.run(remove)
    #expect(blocked.status == 1 && blocked.errors.contains("The desk is running"), "\(blocked.errors)")
    #expect(!blocked.errors.contains("--yes"), "\(blocked.errors)")
    #expect(desk.stop())
    let asked = try Program.run(remove)
    #expect(asked.status == 1 && asked.errors.contains("Add --yes"), "\(asked.errors)")
    let missing = try Program.run(["link", "remove", "9", "--data", scratch.data])
    #expect(missing.status == 1 && missing.errors.contains("There is no link 9"), "\(missing.errors)")
  }

  @Test("setting aside a record that does not exist is refused without a question")
  func quarantine() throws {
    let scratch = try Scratch()
    #expect(try ServedDesk(scratch).stop())
    func quarantine(_ account: String, _ record: String) throws -> Program.Result {
      try Program.run(["journal", "quarantine", account, record, "--reason", "a test", "--data", scratch.data])
    }
    let missing = try quarantine("1", "99999")
    #expect(missing.status == 1 && missing.errors.contains("there is no such record"), "\(missing.errors)")
    let stranger = try quarantine("7", "1")
    #expect(stranger.status == 1 && stranger.errors.contains("the account has no records"), "\(stranger.errors)")
    for refused in [missing, stranger] { #expect(!refused.errors.contains("--yes"), "\(refused.errors)") }
    let asked = try quarantine("1", "2")
    #expect(asked.status == 1 && asked.errors.contains("Add --yes"), "\(asked.errors)")
  }
}
