import Desk
import NIOCore
import Testing

@testable import Web

@Suite("Senders without a secret")
struct HostileSenderTests {
  private func count(_ refusals: Refusals, _ reason: RefusalReason) -> Int {
    refusals.totals.first { $0.reason == reason }?.count ?? 0
  }

  private func options() -> (WebhookListener.Options, Refusals) {
    let refusals = Refusals("webhook", logger: Served.logger)
    var options = WebhookListener.Options()
    options.refusals = refusals
    return (options, refusals)
  }

  @Test("a refusal ends the connection, whatever was announced, and is counted")
  func refused() async throws {
    let (options, refusals) = options()
    try await Served.webhook(FakeDesk(), options) { (client) async throws in
      let requests = [
        "POST /webhook/wrong HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{",
        "POST /webhook/wrong HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost: x\r\n\r\n",
      ]
      for request in requests {
        // Returns only once the server has closed.
        let answer = try await RawConnection.exchange(port: client.port, [request])
        #expect(answer.hasPrefix("HTTP/1.1 404 ") && answer.lowercased().contains("connection: close"), "\(answer)")
      }
      #expect(count(refusals, .unknownSecret) == requests.count)
    }
  }

  @Test("of many requests in one write only the first wrong one is answered")
  func pipelined() async throws {
    let desk = FakeDesk()
    let (options, refusals) = options()
    try await Served.webhook(desk, options) { (client) async throws in
      let body = #"{"action":"EXIT","symbol":"A"}"#
      let alert =
        "POST /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
      let wrong = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
      let answer = try await RawConnection.exchange(
        port: client.port, [alert + alert + String(repeating: wrong, count: 1000) + alert])
      #expect(answer.components("HTTP/1.1 200 ") == 2)
      #expect(answer.components("HTTP/1.1 404 ") == 1)
      #expect(desk.alerts.count == 2)
      #expect(count(refusals, .unknownSecret) == 1)
    }
  }

  @Test("requests that come together are answered in order, however they are cut into packets")
  func inOrder() async throws {
    let desk = FakeDesk()
    try await Served.webhook(desk) { (client) async throws in
      var bytes = ""
      for number in 0..<40 {
        let body = #"{"action":"EXIT","symbol":"S\#(number)"}"#
        let close = number == 39 ? "Connection: close\r\n" : ""
        bytes +=
          "POST /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost: x\r\n\(close)Content-Length: \(body.utf8.count)\r\n\r\n"
          + body
      }
      var parts: [String] = []
      var rest = bytes[...]
      for length in [1, 7, 300, 2, 1000, 50] {
        parts.append(String(rest.prefix(length)))
        rest = rest.dropFirst(length)
      }
      let answer = try await RawConnection.exchange(port: client.port, parts + [String(rest)])
      #expect(answer.components("HTTP/1.1 200 ") == 40)
      #expect(desk.alerts.map(\.symbol) == (0..<40).map { "S\($0)" })
    }
  }

  @Test("one line a minute and reason in the log, every refusal in the count, the last ten minutes on the page")
  func told() throws {
    let log = MemoryLog()
    let refusals = Refusals("webhook", logger: log.logger)
    let start = ContinuousClock.now
    for second in 0..<150 { refusals.count(.unknownSecret, at: start + .seconds(second)) }
    refusals.count(.tooSlow, at: start + .seconds(150))
    #expect(log.lines.count == 4)
    #expect(log.lines[1].contains("60 requests"))
    #expect(count(refusals, .unknownSecret) == 150)
    #expect(refusals.notice(at: start + .seconds(151))?.contains("(150)") == true)
    #expect(refusals.notice(at: start + .seconds(3600)) == nil)
  }
}

extension String {
  fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
