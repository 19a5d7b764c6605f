import Testing
import Web

@Suite("The desk listener keeps strangers out")
struct DeskGuardTests {
  @Test("it listens on this machine only", arguments: ["0.0.0.0", "::", "192.168.1.10", "example.org", ""])
  func loopbackOnly(_ host: String) {
    #expect(throws: ListenerError.self) {
      try DeskListener(
        host: host, port: 0, desk: FakeDesk(), history: FakeHistory(), token: Served.token, logger: Served.logger)
    }
  }

  @Test("a short token is refused")
  func weakToken() {
    #expect(throws: ListenerError.self) {
      try DeskListener(
        host: "127.0.0.1", port: 0, desk: FakeDesk(), history: FakeHistory(), token: "", logger: Served.logger)
    }
  }

  @Test("foreign hosts, origins and forwarding headers are refused everywhere, and change nothing")
  func strangers() async throws {
    let desk = FakeDesk()
    try await Served.desk(desk) { (client) async throws in
      let own = "127.0.0.1:\(client.port)"
      let strangers: [[(String, String)]] = [
        [("Host", "evil.example:\(client.port)")], [("Host", "127.0.0.1")], [("Host", "127.0.0.1:1")],
        [("Host", "127.0.0.1.evil.example:\(client.port)")], [("Origin", "http://evil.example")], [("Origin", "null")],
        [("Origin", "https://\(own)")], [("Origin", "http://127.0.0.1:1")], [("Forwarded", "for=1.2.3.4")],
        [("X-Forwarded-For", "127.0.0.1")], [("X-Forwarded-Host", own)], [("X-Real-IP", "127.0.0.1")],
        [("Via", "1.1 proxy")], [("CF-Connecting-IP", "127.0.0.1")], [("X-Forwarded", "for=127.0.0.1")],
        [("True-Client-IP", "127.0.0.1")], [("X-Client-IP", "127.0.0.1")], [("X-Original-URL", "/")],
      ]
      for headers in strangers {
        for path in ["/", "/events", "/api/status", "/healthz", "/metrics", "/assets/desk.js"] {
          let answer = try await client.get(path, headers)
          #expect(answer.status == 403, "\(headers) \(path)")
          #expect(answer.text.contains("message"))
        }
        #expect(try await client.command("emergency-stop", headers).status == 403)
      }
      #expect(desk.commands.isEmpty)
      for host in [own, "localhost:\(client.port)", "LOCALHOST:\(client.port)", "[::1]:\(client.port)"] {
        #expect(try await client.get("/healthz", [("Host", host), ("Origin", "http://" + host)]).status == 200)
      }
    }
  }

  @Test("pages of other sites may not take anything in; a link to the page may be followed")
  func otherSites() async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      for site in ["cross-site", "same-site"] {
        for path in ["/assets/desk.js", "/assets/icon.svg", "/events", "/api/status"] {
          let headers = [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "no-cors")]
          #expect(try await client.get(path, headers).status == 403, "\(site) \(path)")
        }
        let followed = [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate")]
        #expect(try await client.get("/", followed).status == 200)
        #expect(try await client.get("/api/status", followed).status == 403)
      }
      for site in ["same-origin", "none"] {
        #expect(try await client.get("/assets/desk.js", [("Sec-Fetch-Site", site)]).status == 200)
      }
    }
  }

  @Test(
    "a request names exactly one host, and a path",
    arguments: [
      "GET /healthz HTTP/1.1\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: OWN\r\nHost: evil.example\r\n\r\n",
      "GET http://evil.example/healthz HTTP/1.1\r\nHost: OWN\r\n\r\n",
      "GET ftp://OWN/healthz HTTP/1.1\r\nHost: OWN\r\n\r\n",
    ])
  func oneHost(_ request: String) async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      let text = request.replacing("OWN", with: "127.0.0.1:\(client.port)")
      #expect(try await RawConnection.exchange(port: client.port, [text]).hasPrefix("HTTP/1.1 400 "))
    }
  }

  @Test("every answer carries the browser's rules")
  func headers() async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      for path in ["/", "/api/status", "/assets/desk.js", "/nothing"] {
        let answer = try await client.get(path)
        let policy = answer.header("Content-Security-Policy") ?? ""
        #expect(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.header("Referrer-Policy") == "no-referrer")
        #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin")
        #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin")
      }
      let page = try await client.get("/").text
      #expect(!page.contains("<script>") && !page.contains("style=") && !page.contains(" onclick"))
    }
  }

  @Test("a command needs the token", arguments: [nil, "", "wrong", Served.token.uppercased(), Served.token + " x"])
  func token(_ token: String?) async throws {
    let desk = FakeDesk()
    try await Served.desk(desk) { (client) async throws in
      for command in ["pause", "emergency-stop", "square-off/4", "square-off-all", "nonsense"] {
        let headers = token.map { [("X-Sarathi-Token", $0)] } ?? []
        #expect(try await client.post("/command/" + command, "", headers).status == 403)
      }
      #expect(desk.commands.isEmpty)
    }
  }
}
