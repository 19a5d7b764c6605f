import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@Suite("A desk that serves")
struct ServeTests {
  private func start(_ scratch: Scratch) throws -> (process: Program.Running, page: String, webhook: String) {
    let process = try Program.Running(["serve", "--data", scratch.data, "--port", "0", "--webhook-port", "0"])
    var ports: [String] = []
    let isReady = process.awaitLines(1, onErrors: true) { line in
      guard line.contains("is ready") else { return false }
      ports = line.split { !$0.isNumber }.map(String.init).suffix(2)
      return true
    }
    try #require(isReady && ports.count == 2)
    return (process, "http://127.0.0.1:\(ports[0])", "http://127.0.0.1:\(ports[1])")
  }

  private func addLink(_ scratch: Scratch) throws -> String {
    let added = try Program.run(
      ["link", "add", "--name", "Test", "--quantity", "1", "--stop-percent", "1", "--json", "--data", scratch.data])
    try #require(added.status == 0, "\(added.errors)")
    struct Output: Decodable { var url: String }
    let url = try JSONDecoder().decode(Output.self, from: Data(added.output.utf8)).url
    return String(try #require(url.split(separator: "/").last))
  }

  private func post(_ body: String, to url: String) async throws -> (UInt, String) {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.body = .bytes(Array(body.utf8))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
    let bytes = try await response.body.collect(upTo: 1 << 20)
    return (response.status.code, String(buffer: bytes))
  }

  private func get(_ url: String) async throws -> (UInt, String) {
    let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
    let bytes = try await response.body.collect(upTo: 1 << 20)
    return (response.status.code, String(buffer: bytes))
  }

  @Test("an alert that was answered is decided once, also when the process is killed and it comes again")
  func killedAfterTheAnswer() async throws {
    let scratch = try Scratch()
    let secret = try addLink(scratch)
    // With a time of its own, its identity is remembered for a day.
    let alert = #"{"action":"BUY","ticker":"NSE:RELIANCE","id":"once","time":"\#(Date().ISO8601Format())"}"#
    var desk = try start(scratch)
    let first = try await post(alert, to: desk.webhook + "/webhook/" + secret)
    #expect(first.0 == 200)
    desk.process.send(SIGKILL)
    _ = desk.process.finish()
    desk = try start(scratch)
    let second = try await post(alert, to: desk.webhook + "/webhook/" + secret)
    #expect(second.0 == 200)
    #expect(second.1.contains("duplicate"), "\(second.1)")
    let logs = try await get(desk.page + "/api/logs")
    #expect(logs.0 == 200)
    desk.process.send(SIGTERM)
    #expect(desk.process.finish().status == 0)
    let shown = try Program.run(["journal", "show", "--kind", "signal", "--data", scratch.data])
    #expect(shown.output.split(separator: "\n").count == 1, "\(shown.output)")
  }

  @Test("is alive and ready, refuses strangers, and ends in order on TERM")
  func lifeCycle() async throws {
    let scratch = try Scratch()
    let secret = try addLink(scratch)
    let desk = try start(scratch)
    #expect(try await get(desk.page + "/healthz").0 == 200)
    #expect(try await get(desk.page + "/readyz").0 == 200)
    #expect(try await get(desk.page + "/").1.contains("Sarathi"))
    #expect(try await post("{}", to: desk.webhook + "/webhook/not-a-secret").0 == 404)
    #expect(try await post("not json", to: desk.webhook + "/webhook/" + secret).0 == 400)
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
    _ = try addLink(scratch)
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
    let desk = try start(scratch)
    let port = try #require(desk.page.split(separator: ":").last)
    let result = try Program.run(["serve", "--data", other.data, "--port", String(port), "--webhook-port", "0"])
    #expect(result.status != 0)
    #expect(result.errors.contains(port), "\(result.errors)")
    desk.process.send(SIGTERM)
    #expect(desk.process.finish().status == 0)
  }
}
