import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Synchronization
import Testing
import Web

/// Listeners on free ports for the time of one test.
enum Served {
  static let token = "0123456789abcdef0123456789abcdef"

  static var logger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

  static func webhook(
    _ desk: FakeDesk, _ options: WebhookListener.Options = .init(), _ test: (Client) async throws -> Void
  ) async throws {
    let listener = WebhookListener(host: "127.0.0.1", port: 0, desk: desk, options: options, logger: logger)
    try await run(listener, port: { try await listener.port }, test)
  }

  static func desk(
    _ desk: FakeDesk, _ history: FakeHistory = SampleDay.history, links: EntryLinks = EntryLinks(),
    _ test: (Client) async throws -> Void
  ) async throws {
    let listener = try DeskListener(
      host: "127.0.0.1", port: 0, desk: desk, history: history, token: token, refresh: .milliseconds(5),
      announce: links.add, logger: logger)
    try await run(listener, port: { try await listener.port }) { client in
      links.add(try await listener.entryLink)
      try await test(client)
    }
  }

  private static func run(
    _ service: some Service, port: () async throws -> Int, _ test: (Client) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await service.run() }
      defer { group.cancelAll() }
      try await test(Client(port: try await port()))
    }
  }
}

/// The links for commands a listener announced, the one of the start first.
final class EntryLinks: Sendable {
  private let links = Mutex<[EntryLink]>([])

  var all: [EntryLink] { links.withLock { $0 } }
  /// The path of the newest: `/enter/CODE`.
  var path: String { all.last.map { "/" + $0.address.split(separator: "/").dropFirst(2).joined(separator: "/") } ?? "" }

  func add(_ link: EntryLink) { links.withLock { $0.append(link) } }
}

/// An HTTP client for one listener.
struct Client: Sendable {
  struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var text: String

    func header(_ name: String) -> String? { headers.first(name: name) }
    var headerNames: [String] { headers.map(\.name) }
  }
  /// Shows redirects as they are.
  private static let http = HTTPClient(
    eventLoopGroupProvider: .singleton, configuration: .init(redirectConfiguration: .disallow))
  let port: Int
  var base: String { "http://127.0.0.1:\(port)" }

  func get(_ path: String, _ headers: [(String, String)] = []) async throws -> Answer {
    try await send("GET", path, headers)
  }

  func post(_ path: String, _ body: String = "", _ headers: [(String, String)] = []) async throws -> Answer {
    try await send("POST", path, headers, ByteBuffer(string: body))
  }

  func alert(_ body: String) async throws -> Answer { try await post("/webhook/" + FakeDesk.secret, body) }

  func command(_ path: String, _ headers: [(String, String)] = []) async throws -> Answer {
    try await post("/command/" + path, "", [("X-Sarathi-Token", Served.token)] + headers)
  }

  func send(
    _ method: String, _ path: String, _ headers: [(String, String)] = [], _ body: ByteBuffer? = nil
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: base + path)
    request.method = .init(rawValue: method)
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    if let body { request.body = .bytes(body) }
    let response = try await Self.http.execute(request, timeout: .seconds(60))
    let text = String(buffer: try await response.body.collect(upTo: 4 * 1024 * 1024))
    return Answer(status: Int(response.status.code), headers: response.headers, text: text)
  }

  /// Opens the link for commands.
  /// - Returns: the header with the cookie.
  func enter(_ links: EntryLinks) async throws -> (String, String) {
    let cookie = try await get(links.path).header("Set-Cookie")?.split(separator: ";").first
    return ("Cookie", String(try #require(cookie)))
  }

  /// The events of the live page, as they arrive.
  func events(
    _ path: String = "/events", _ headers: [(String, String)] = []
  ) async throws -> AsyncThrowingStream<ServerEvent, any Error> {
    var request = HTTPClientRequest(url: base + path)
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let response = try await Self.http.execute(request, timeout: .seconds(60))
    let (stream, continuation) = AsyncThrowingStream<ServerEvent, any Error>.makeStream()
    let reader = Task {
      var text = ""
      do {
        for try await part in response.body {
          text += String(buffer: part)
          while let end = text.firstRange(of: "\n\n") {
            if let event = ServerEvent(text[..<end.lowerBound]) { continuation.yield(event) }
            text = String(text[end.upperBound...])
          }
        }
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    continuation.onTermination = { _ in reader.cancel() }
    return stream
  }
}

/// One named event of the stream.
struct ServerEvent: Sendable {
  var name: String
  var data: String

  init?(_ text: Substring) {
    let lines = text.split(separator: "\n")
    guard let name = lines.first(where: { $0.hasPrefix("event: ") }) else { return nil }
    self.name = String(name.dropFirst(7))
    data = lines.filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }.joined(separator: "\n")
  }
}
