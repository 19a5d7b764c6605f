import Foundation
import TestSupport
import Testing

@Suite("Paused and continued")
struct PausedTests {
  @Test("stopped and continued 30 times in the middle of the day: the report is the same")
  func demo() throws {
    let scratch = try Scratch()
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(seed)
    let demo = try Program.Running(["demo", "--headless", "--port", "0", "--data", scratch.data])
    var pauses = 0
    while pauses < 30, demo.awaitLines(Int(random.next() % 6) + 1, where: { _ in true }) {
      demo.pause()
      demo.resume()
      pauses += 1
    }
    let end = demo.finish()
    #expect(end.status == 0, "seed \(seed): \(end.errors)")
    #expect(pauses == 30)
    try ReferenceDay.expectWhole(scratch.data, "seed \(seed)")
  }

  @Test("a desk that stood still answers again, and denies what became stale meanwhile")
  func serve() async throws {
    let scratch = try Scratch()
    let secret = try ServedDesk.addLink(scratch)
    let desk = try ServedDesk(scratch, environment: try SmallMaster.write(into: scratch))
    // A link accepts alerts of up to 30 s; this one is fresh when it is sent and not when the desk goes on.
    let dated = Date().addingTimeInterval(-27)
    let alert = #"{"action":"BUY","ticker":"NSE:RELIANCE","id":"late","time":"\#(dated.ISO8601Format())"}"#
    desk.process.pause()
    let webhook = desk.webhook
    async let answer = ServedDesk.post(alert, to: webhook, secret: secret)
    while Date().timeIntervalSince(dated) < 32 { await Task.yield() }
    desk.process.resume()
    let (status, text) = try await answer
    #expect(status == 200)
    #expect(text.contains("stale"), "\(text)")
    #expect(try await desk.get("/healthz").0 == 200)
    #expect(try await desk.get("/readyz").0 == 200)
    #expect(desk.stop())
    let report = try Program.run(["report", "--json", "--data", scratch.data])
    #expect(!report.output.contains("accepted"), "\(report.output)")
    #expect(try Program.run(["journal", "verify", "--data", scratch.data]).status == 0)
  }
}
