import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
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
    _ desk: FakeDesk, _ history: FakeHistory = SampleDay.history, _ test: (Client) async throws -> Void
  ) async throws {
    let listener = try DeskListener(
      host: "127.0.0.1", port: 0, desk: desk, history: history, token: token, refresh: .milliseconds(5),
      logger: logger)
    try await run(listener, port: { try await listener.port }, test)
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

/// An HTTP client for one listener.
struct Client: Sendable {
  struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var text: String

    func header(_ name: String) -> String? { headers.first(name: name) }
    var headerNames: [String] { headers.map(\.name) }
  }
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
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let text = String(buffer: try await response.body.collect(upTo: 4 * 1024 * 1024))
    return Answer(status: Int(response.status.code), headers: response.headers, text: text)
  }

  /// The events of the live page, as they arrive.
  func events() async throws -> AsyncThrowingStream<ServerEvent, any Error> {
    let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: base + "/events"), timeout: .seconds(60))
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
