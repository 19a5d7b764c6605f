import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Opens a socket, serves HTTP/1.1 with bounded headers, connections and times, and says which port it got.
struct HTTPListener<Responder: HTTPResponder> where Responder.Context == WebContext {
  let name: String
  let host: String
  let port: Int
  let responder: Responder
  let bound: BoundPort
  let gate: ConnectionGate
  let logger: Logger

  /// Serves until graceful shutdown or cancellation.
  func run() async throws {
    try await serve(on: MultiThreadedEventLoopGroup.singleton)
  }

  /// As ``run()``, with sockets and handlers together on one thread of their own. Handlers must not block.
  func runOnOneThread() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    do {
      try await withTaskExecutorPreference(EventLoopExecutor(group.next())) { try await serve(on: group) }
    } catch {
      try? await group.shutdownGracefully()  // the first error counts
      throw error
    }
    try await group.shutdownGracefully()
  }

  private func serve(on group: MultiThreadedEventLoopGroup) async throws {
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)  // the framework logs each connection otherwise
    let application = Application(
      responder: responder,
      server: HTTPServerBuilder { [gate] responder in
        GuardedChannel(
          framework: HTTP1Channel(
            responder: responder,
            configuration: .init(
              httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 100))),
          gate: gate)
      },
      configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
      onServerRunning: { [bound, logger, name, host, port] channel in
        let port = channel.localAddress?.port ?? port
        bound.resolve(.success(port))
        logger.info("\(name) listens on \(host):\(port)")
      },
      eventLoopGroupProvider: .shared(group), logger: quiet)
    let sweeps = group.next().scheduleRepeatedTask(initialDelay: .milliseconds(50), delay: .milliseconds(50)) {
      [gate] _ in gate.sweep()
    }
    do {
      defer {
        sweeps.cancel()
        bound.resolve(.failure(.stopped))
      }
      try await application.run()
    } catch {
      guard bound.known == nil, !(error is CancellationError) else { throw error }
      throw ListenerError.cannotListen(host: host, port: port, reason: Self.reason(error))
    }
  }

  /// In words, without the names of calls.
  private static func reason(_ error: any Error) -> String {
    guard let error = error as? IOError else { return "\(error)" }
    switch error.errnoCode {
    case EADDRINUSE: return "the port is in use"
    case EACCES: return "this user may not use the port; take one above 1023"
    case EADDRNOTAVAIL: return "this machine does not have the address"
    default: return "error \(error.errnoCode)"
    }
  }
}
