import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@Suite("A browser that opens the printed link")
struct EntryLinkTests {
  @Test("gets the token with its cookie, and commands; others only read")
  func commands() async throws {
    let scratch = try Scratch()
    let desk = try ServedDesk(scratch)
    let link = try desk.printedLink()
    #expect(link.hasPrefix(desk.page + "/enter/"))
    let browser = Browser()
    let stranger = try await browser.open(desk.page + "/").text
    #expect(stranger.contains("Sarathi") && !stranger.contains("sarathi-token") && !stranger.contains("data-command"))
    let entered = try await browser.open(link)
    #expect(entered.status == 303)
    let cookie = try #require(entered.cookie)
    let page = try await browser.open(desk.page + "/", [("Cookie", cookie)]).text
    let token = try #require(page.firstMatch(of: /name="sarathi-token" content="([^"]+)"/)?.output.1)
    let headers = [("Cookie", cookie), ("X-Sarathi-Token", String(token)), ("Origin", desk.page)]
    #expect(try await browser.open(desk.page + "/command/pause", headers, .POST).status == 200)
    #expect(try await desk.get("/api/status").1.contains(#""paused":true"#))
    // Used up; the next one is printed.
    #expect(try await browser.open(link).status == 403)
    let next = try desk.printedLink()
    #expect(next != link)
    #expect(try await browser.open(next).status == 303)
    #expect(desk.stop())
  }

  /// Follows no redirect and keeps no cookie by itself.
  private struct Browser {
    private static let http = HTTPClient(
      eventLoopGroupProvider: .singleton, configuration: .init(redirectConfiguration: .disallow))

    func open(
      _ address: String, _ headers: [(String, String)] = [], _ method: HTTPMethod = .GET
    ) async throws -> (status: UInt, cookie: String?, text: String) {
      var request = HTTPClientRequest(url: address)
      request.method = method
      for (name, value) in headers { request.headers.add(name: name, value: value) }
      let response = try await Self.http.execute(request, timeout: .seconds(60))
      let bytes = try await response.body.collect(upTo: 1 << 20)
      let cookie = response.headers.first(name: "Set-Cookie")?.split(separator: ";").first
      return (response.status.code, cookie.map(String.init), String(buffer: bytes))
    }
  }
}
