import NIOCore
import NIOPosix

/// Bytes over a socket, for requests no decent client sends.
enum RawConnection {
  /// Sends `parts` and returns everything until the server closes.
  static func exchange(port: Int, _ parts: [String]) async throws -> String {
    try await connection(port).executeThenClose { inbound, outbound in
      // The server may close before it has read all.
      for part in parts { try? await outbound.write(ByteBuffer(string: part)) }
      var answer = ""
      do {
        for try await part in inbound { answer += String(buffer: part) }
      } catch is IOError {
        // A reset after the answer.
      }
      return answer
    }
  }

  /// Sends an alert with the right secret over a connection of its own.
  static func alert(port: Int, _ body: String) async throws -> String {
    let head = "POST /webhook/\(FakeDesk.secret) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    return try await exchange(port: port, [head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body])
  }

  /// Sends `text` and hangs up without waiting.
  static func abandon(port: Int, _ text: String) async throws {
    try await connection(port).executeThenClose { _, outbound in try await outbound.write(ByteBuffer(string: text)) }
  }

  private static func connection(_ port: Int) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port) {
      channel in
      channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
    }
  }
}
