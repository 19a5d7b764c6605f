import Foundation
import Testing

@Suite("A desk that serves")
struct ServeTests {
  @Test("an alert that was answered is decided once, also when the process is killed and it comes again")
  func killedAfterTheAnswer() async throws {
    let scratch = try Scratch()
    let secret = try ServedDesk.addLink(scratch)
    // With a time of its own, its identity is remembered for a day.
    let alert = #"{"action":"BUY","ticker":"NSE:RELIANCE","id":"once","time":"\#(Date().ISO8601Format())"}"#
    var desk = try ServedDesk(scratch)
    let first = try await desk.post(alert, secret: secret)
    #expect(first.0 == 200)
    desk.process.send(SIGKILL)
    _ = desk.process.finish()
    desk = try ServedDesk(scratch)
    let second = try await desk.post(alert, secret: secret)
    #expect(second.0 == 200)
    #expect(second.1.contains("duplicate"), "\(second.1)")
    let logs = try await desk.get("/api/logs")
    #expect(logs.0 == 200)
    desk.process.send(SIGTERM)
    #expect(desk.process.finish().status == 0)
    let shown = try Program.run(["journal", "show", "--kind", "signal", "--data", scratch.data])
    #expect(shown.output.split(separator: "\n").count == 1, "\(shown.output)")
  }

  @Test("is alive and ready, refuses strangers, and ends in order on TERM")
  func lifeCycle() async throws {
    let scratch = try Scratch()
    let secret = try ServedDesk.addLink(scratch)
    let desk = try ServedDesk(scratch)
    #expect(try await desk.get("/healthz").0 == 200)
    #expect(try await desk.get("/readyz").0 == 200)
    #expect(try await desk.get("/").1.contains("Sarathi"))
    #expect(try await desk.post("{}", secret: "not-a-secret").0 == 404)
    #expect(try await desk.post("not json", secret: secret).0 == 400)
    let second = try Program.run(["serve", "--data", scratch.data, "--port", "0", "--webhook-port", "0"])
    #expect(second.status == 1)
    #expect(second.errors.contains("running"), "\(second.errors)")
    desk.process.send(SIGTERM)
    #expect(desk.process.finish().status == 0)
    #expect(try Program.run(["journal", "verify", "--data", scratch.data]).status == 0)
  }

  @Test("a damaged database is refused at the start, with its name")
  func damagedDatabase() throws {
    let scratch = try Scratch()
    _ = try ServedDesk.addLink(scratch)
    let file = URL(filePath: scratch.data).appending(path: "sarathi.sqlite")
    var bytes = try Data(contentsOf: file)
    for index in 0..<100 { bytes[bytes.startIndex + index] = 0xAA }
    try bytes.write(to: file)
    let result = try Program.run(["serve", "--data", scratch.data, "--port", "0", "--webhook-port", "0"])
    #expect(result.status == 1)
    #expect(result.errors.contains("sarathi.sqlite"), "\(result.errors)")
  }

  @Test("a taken port is named, with what to do")
  func takenPort() async throws {
    let scratch = try Scratch()
    let other = try Scratch()
    let desk = try ServedDesk(scratch)
    let port = try #require(desk.page.split(separator: ":").last)
    let result = try Program.run(["serve", "--data", other.data, "--port", String(port), "--webhook-port", "0"])
    #expect(result.status != 0)
    #expect(result.errors.contains(port), "\(result.errors)")
    desk.process.send(SIGTERM)
    #expect(desk.process.finish().status == 0)
  }
}
