import Foundation
import Storage
import Testing
import Trading

@Suite("A desk whose starts fail again and again")
struct SafeModeTests {
  /// Leaves what a process leaves that ends while a record is applied.
  private func failStart(_ scratch: Scratch, at sequence: Int64, version: String) throws {
    let folder = try DataFolder(URL(filePath: scratch.data), reserveBytes: 0)
    let log = StartLog(folder, version: version, limit: 3)
    #expect(try log.begin() == nil)
    _ = log.willApply(1, of: AccountID(1))
    _ = log.willApply(sequence, of: AccountID(1))
  }

  private func version() throws -> String {
    struct Output: Decodable { var version: String }
    return try JSONDecoder().decode(
      Output.self, from: Data(try Program.run(["version", "--json"]).output.utf8)
    ).version
  }

  @Test("comes up in safe mode, says which record, answers 503, and starts once the record is set aside")
  func process() async throws {
    let scratch = try Scratch()
    let secret = try ServedDesk.addLink(scratch)
    #expect(try ServedDesk(scratch).stop())
    let version = try version()
    for _ in 1...3 { try failStart(scratch, at: 2, version: version) }
    do {
      let desk = try ServedDesk(scratch, saying: "is not trading")
      let ready = try await desk.get("/readyz")
      #expect(ready.0 == 503 && ready.1.contains("record 2") && ready.1.contains("account 1"), "\(ready)")
      let alive = try await desk.get("/healthz")
      #expect(alive.0 == 200 && alive.1.contains("safe mode"), "\(alive)")
      #expect(try await desk.get("/").1.contains("Safe mode"))
      #expect(try await desk.post(#"{"action": "BUY", "ticker": "NSE:SBIN"}"#, secret: secret).0 == 503)
      desk.process.send(SIGTERM)
      #expect(desk.process.finish().status == 69)
    }
    let refused = try Program.run(["journal", "quarantine", "1", "2", "--reason", "a test", "--data", scratch.data])
    #expect(refused.status == 1 && refused.errors.contains("--yes"))
    let aside = try Program.run([
      "journal", "quarantine", "1", "2", "--reason", "a test", "--by", "asha", "--yes", "--data", scratch.data,
    ])
    #expect(aside.status == 0, "\(aside.errors)")
    let verified = try Program.run(["journal", "verify", "--data", scratch.data])
    let told = verified.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(verified.status == 0 && told.contains("by asha at") && told.contains(": a test"), "\(told)")
    let desk = try ServedDesk(scratch)
    #expect(try await desk.get("/api/status").1.contains("was set aside: a test"))
    #expect(desk.stop())
  }

  @Test("tries once more when told to")
  func tryAgain() async throws {
    let scratch = try Scratch()
    #expect(try ServedDesk(scratch).stop())
    let version = try version()
    for _ in 1...3 { try failStart(scratch, at: 2, version: version) }
    let process = try Program.Running([
      "serve", "--try-again", "--data", scratch.data, "--port", "0", "--webhook-port", "0",
    ])
    #expect(process.awaitLines(1, onErrors: true) { $0.contains("is ready") })
    process.send(SIGTERM)
    #expect(process.finish().status == 0)
  }
}
