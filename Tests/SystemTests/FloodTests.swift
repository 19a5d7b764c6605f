import Foundation
import NIOCore
import NIOPosix
import Testing

/// Strangers without any secret against a real process. Everything comes from one address, the honest sender too: that is
/// how it looks behind a proxy.
@Suite("Under attack", .serialized)
struct FloodTests {
  @Test(
    "every honest alert is answered with its decision, and the desk's buttons work",
    arguments: Flood.Kind.allCases.filter { $0 != .openPages })
  func webhook(_ kind: Flood.Kind) async throws {
    let scratch = try Scratch(inMemory: true)
    let secret = try ServedDesk.addLink(scratch)
    let desk = try ServedDesk(scratch)
    let port = try #require(desk.webhook.split(separator: ":").last.flatMap { Int($0) })
    let flood = Flood(kind, port: port)
    await flood.begin(600)
    var slowest = Duration.zero
    for number in 0..<25 {
      let start = ContinuousClock.now
      let body = #"{"action":"EXIT","symbol":"RELIANCE","id":"\#(kind)\#(number)"}"#
      let answer = try await HonestSender.alert(body, secret: secret, port: port)
      #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(kind), alert \(number): \(answer)")
      slowest = max(slowest, .now - start)
    }
    let stopped = try await desk.command("emergency-stop", scratch)
    #expect(stopped.0 == 200, "\(stopped)")
    let metrics = try await desk.get("/metrics").1
    flood.end()
    let refused = metrics.split(separator: "\n").filter {
      $0.hasPrefix(#"sarathi_requests_refused_total{listener="webhook""#) && !$0.hasSuffix(" 0")
    }
    #expect(!refused.isEmpty, "what is refused is counted")
    print("600 hostile connections (\(kind)): slowest of 25 honest alerts \(slowest); \(refused)")
    #expect(desk.stop())
  }

  @Test("open pages and idle connections never take a command's place")
  func page() async throws {
    let scratch = try Scratch(inMemory: true)
    let desk = try ServedDesk(scratch)
    let port = try #require(desk.page.split(separator: ":").last.flatMap { Int($0) })
    let floods = [Flood(.openPages, port: port), Flood(.idle, port: port), Flood(.slowBodies, port: port)]
    for flood in floods { await flood.begin(200) }
    for command in ["pause", "resume", "emergency-stop"] {
      let answer = try await desk.command(command, scratch)
      #expect(answer.0 == 200, "\(command): \(answer)")
    }
    #expect(try await desk.get("/healthz").0 == 200)
    for flood in floods { flood.end() }
    #expect(desk.stop())
  }

  @Test("500 alerts at once over 50 links from one address: every EXIT gets its decision")
  func manyLinks() async throws {
    let scratch = try Scratch(inMemory: true)
    let secrets = try (0..<50).map { try ServedDesk.addLink(scratch, name: "Link \($0)") }
    let desk = try ServedDesk(scratch)
    let port = try #require(desk.webhook.split(separator: ":").last.flatMap { Int($0) })
    let answers = try await withThrowingTaskGroup(of: (String, String).self) { group in
      for number in 0..<500 {
        let action = number % 5 == 4 ? "EXIT" : "BUY"
        let secret = secrets[(number / 10) % secrets.count]
        group.addTask {
          let body = #"{"action":"\#(action)","symbol":"RELIANCE","id":"\#(number)"}"#
          return (action, try await HonestSender.alert(body, secret: secret, port: port))
        }
      }
      return try await group.reduce(into: [(String, String)]()) { $0.append($1) }
    }
    #expect(answers.count == 500)
    for (action, answer) in answers where action == "EXIT" {
      #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains(#""decision":"#), "\(answer)")
    }
    // An entry may be asked to come again on a busy machine, never anything a sender does not repeat.
    for (_, answer) in answers {
      #expect(answer.hasPrefix("HTTP/1.1 200 ") || answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
    }
    #expect(desk.stop())
  }
}

/// One alert over a connection of its own, as TradingView sends it.
enum HonestSender {
  /// - Returns: the whole answer; for 503 that of the third try, which is how often such an alert is repeated.
  static func alert(_ body: String, secret: String, port: Int) async throws -> String {
    var answer = ""
    for _ in 0..<4 {
      answer = try await once(body, secret: secret, port: port)
      if !answer.hasPrefix("HTTP/1.1 503 ") { break }
    }
    return answer
  }

  private static func once(_ body: String, secret: String, port: Int) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      let head = "POST /webhook/\(secret) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
      try await outbound.write(
        ByteBuffer(string: head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body))
      var answer = ""
      for try await part in inbound { answer += String(buffer: part) }
      return answer
    }
  }
}
