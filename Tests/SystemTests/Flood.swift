import NIOCore
import NIOPosix
import Synchronization
import Testing

/// Hostile connections of one kind to a port of this machine, kept up until the flood is ended. Each comes back when it
/// is closed, a bounded number of times, so that a flood ends by itself.
final class Flood: Sendable {
  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// Small whole requests with a wrong secret.
    case guesses
    /// A long body that is announced to a wrong secret and comes a byte a second.
    case slowBodies
    /// A head that never ends.
    case slowHeads
    /// A thousand requests in one write, again and again.
    case pipelined
    /// Nothing at all.
    case idle
    /// Whole requests whose answers are never read.
    case unread
    /// Pages of the desk that stay open.
    case openPages

    var testDescription: String { rawValue }

    var opening: String {
      let guess = "POST /webhook/wrong HTTP/1.1\r\nHost: x\r\n"
      switch self {
      case .guesses: return guess + "Content-Length: 2\r\n\r\n{}"
      case .slowBodies: return guess + "Content-Length: 60000\r\n\r\n{"
      case .slowHeads: return guess + "X-Slow: "
      case .pipelined: return String(repeating: "GET / HTTP/1.1\r\nHost: x\r\n\r\n", count: 1000)
      case .idle: return ""
      case .unread: return guess + "Content-Length: 2\r\n\r\n{}" + guess + "Content-Length: 2\r\n\r\n{}"
      case .openPages: return "GET /events HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n"
      }
    }

    /// What follows every second.
    var more: String? {
      switch self {
      case .slowBodies, .slowHeads: "x"
      case .pipelined: opening
      case .guesses, .idle, .unread, .openPages: nil
      }
    }
  }

  private static let comebacks = 8
  private let kind: Kind
  private let port: Int
  private let channels = Mutex<[any Channel]?>([])

  init(_ kind: Kind, port: Int) {
    self.kind = kind
    self.port = port
  }

  /// Opens the connections; returns when every one was tried once.
  func begin(_ connections: Int) async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<connections { group.addTask { await self.open(left: Self.comebacks) } }
    }
  }

  /// Closes them all.
  func end() {
    let open = channels.withLock { channels in
      defer { channels = nil }
      return channels ?? []
    }
    for channel in open { channel.close(promise: nil) }
  }

  private func open(left: Int) async {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: kind != .unread)
    // Nobody listens, or the backlog is full: one hostile connection less.
    guard let channel = try? await bootstrap.connect(host: "127.0.0.1", port: port).get() else { return }
    let isOn = channels.withLock { channels in
      channels?.append(channel)
      return channels != nil
    }
    guard isOn else { return channel.close(promise: nil) }
    let port = port
    let opening = ByteBuffer(string: kind.opening.replacing("PORT", with: "\(port)"))
    if opening.readableBytes > 0 { channel.writeAndFlush(opening, promise: nil) }
    let repeated = kind.more.map { more in
      channel.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
        channel.writeAndFlush(ByteBuffer(string: more), promise: nil)
      }
    }
    channel.closeFuture.whenComplete { _ in
      repeated?.cancel()
      guard left > 0 else { return }
      Task { await self.open(left: left - 1) }
    }
  }
}
