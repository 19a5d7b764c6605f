import Foundation
import Testing

@Suite("What stands still, and why, is said where people look")
struct StandstillTests {
  @Test("paused and halted before a restart: the start and the doctor say so")
  func restart() async throws {
    let scratch = try Scratch()
    let first = try ServedDesk(scratch)
    #expect(try await first.command("pause", scratch).0 == 200)
    #expect(try await first.command("emergency-stop", scratch).0 == 200)
    #expect(first.stop())

    let second = try ServedDesk(scratch)
    var told: [String] = []
    #expect(
      second.process.awaitLines(2, onErrors: true) {
        guard $0.contains("Account 1") else { return false }
        told.append($0)
        return true
      })
    #expect(
      told.contains { $0.contains("entries are halted") } && told.contains { $0.contains("is paused") }, "\(told)")
    #expect(second.stop())

    let doctor = try Program.run(["doctor", "--data", scratch.data]).output
    #expect(doctor.contains("entries are halted:") && doctor.contains("is paused:"), "\(doctor)")
    #expect(doctor.split(separator: "\n").allSatisfy { $0.count <= 80 || !$0.dropFirst(20).contains(" ") }, "\(doctor)")
  }

  @Test("a port above 65535 is refused, not cut", arguments: ["--port", "--webhook-port"])
  func highPort(_ option: String) throws {
    let scratch = try Scratch()
    let result = try Program.run(["serve", option, "80000", "--data", scratch.data])
    #expect(result.status == 64)
    #expect(result.errors.contains("\(option) must be between 0 and 65535"), "\(result.errors)")
  }

  @Test("page and webhook on one port are refused with both names")
  func onePort() throws {
    let scratch = try Scratch()
    let result = try Program.run(["serve", "--port", "9099", "--webhook-port", "9099", "--data", scratch.data])
    #expect(result.status != 0)
    #expect(result.errors.contains("cannot both listen on port 9099"), "\(result.errors)")
  }
}
