import Foundation
import Testing

@testable import Desk

@Suite("API, health and metrics")
struct DeskAPITests {
  @Test("money is decimal text, times are Indian")
  func status() async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      let status = try await client.get("/api/status").text
      #expect(status.contains(#""time":"2021-06-01T10:42:07+05:30""#))
      #expect(status.contains(#""realised":"8240.50""#) && status.contains(#""charges":"412.3671""#))
      let result = try await client.get("/api/pnl").text
      #expect(result.contains(#""realised":"8240.50","unrealised":"2260.50","charges":"412.3671""#))
      #expect(result.contains(#""net":"1234567.5329","positions_without_price":1"#))
      let positions = try await client.get("/api/positions").text
      #expect(positions.contains(#""symbol":"MCX:CRUDEOIL21JUNFUT","direction":"BUY","quantity":100"#))
      #expect(positions.contains(#""last_price":null"#))
    }
  }

  @Test(
    "every list is JSON",
    arguments: ["status", "positions", "orders", "trades", "pnl", "logs", "orders?day=2021-06-01"])
  func lists(_ name: String) async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      let answer = try await client.get("/api/" + name)
      #expect(answer.status == 200)
      #expect(answer.header("Content-Type")?.hasPrefix("application/json") == true)
      _ = try JSONSerialization.jsonObject(with: Data(answer.text.utf8))
    }
  }

  @Test("while the desk starts nothing is said about positions", arguments: ["positions", "pnl"])
  func starting(_ name: String) async throws {
    let desk = FakeDesk()
    desk.update { status in
      status.accounts = []
      status.isReady = false
      status.notReadyBecause = "starting"
    }
    try await Served.desk(desk) { (client) async throws in
      let answer = try await client.get("/api/" + name)
      #expect(answer.status == 503 && answer.header("Retry-After") == "1")
      #expect(answer.text.contains("starting"))
    }
  }

  @Test("wrong questions are answered as such")
  func wrongQuestions() async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      let day = try await client.get("/api/orders?day=tomorrow")
      #expect(day.status == 400 && day.text.contains("day: \\\"tomorrow\\\""))
      for path in [
        "/api/nothing", "/api", "/nothing", "/assets/../Package.swift", "/assets/page.mustache", "/events/x",
      ] {
        #expect(try await client.get(path).status == 404)
      }
      #expect(try await client.post("/api/status").status == 405)
      #expect(try await client.post("/").status == 405)
    }
  }

  @Test("HEAD is answered without a body, so that the connection goes on")
  func head() async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      let head = "HEAD /api/status HTTP/1.1\r\nHost: 127.0.0.1:\(client.port)\r\n"
      let answer = try await RawConnection.exchange(
        port: client.port, [head + "\r\n" + head + "X-Forwarded-For: 1.2.3.4\r\n\r\n"])
      #expect(answer.ranges(of: "HTTP/1.1 405 ").count == 1 && answer.ranges(of: "HTTP/1.1 403 ").count == 1)
      #expect(!answer.contains("{"), "\(answer)")
    }
  }

  @Test("a history that cannot be read is an error, not an empty list")
  func brokenHistory() async throws {
    try await Served.desk(FakeDesk(), FakeHistory(isBroken: true)) { (client) async throws in
      #expect(try await client.get("/api/orders").status == 500)
      let page = try await client.get("/").text
      #expect(page.contains("the table is locked") && !page.contains("No orders today"))
    }
  }

  @Test("ready only when the desk says so")
  func readiness() async throws {
    let desk = FakeDesk()
    try await Served.desk(desk) { (client) async throws in
      #expect(try await client.get("/readyz").status == 200)
      desk.update {
        $0.isReady = false
        $0.notReadyBecause = "today's terms are not in"
      }
      let answer = try await client.get("/readyz")
      #expect(answer.status == 503 && answer.text == "today's terms are not in\n")
      #expect(try await client.get("/healthz").status == 200)
    }
  }

  @Test("metrics are Prometheus text")
  func metrics() async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      let answer = try await client.get("/metrics")
      #expect(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
      #expect(answer.text.contains(#"sarathi_requests_refused_total{listener="desk",reason="wrong_token"} 0"#))
      let desk = answer.text.components(separatedBy: "# HELP sarathi_requests_refused_total").first
      #expect(
        desk == #"""
          # HELP sarathi_signals_total Signals decided.
          # TYPE sarathi_signals_total counter
          sarathi_signals_total 12
          # HELP sarathi_commit_seconds Last commit,\nin seconds.
          # TYPE sarathi_commit_seconds gauge
          sarathi_commit_seconds 0.0025
          # HELP sarathi_queue_depth Back\\slash
          # TYPE sarathi_queue_depth gauge
          sarathi_queue_depth NaN

          """#)
    }
  }
}
