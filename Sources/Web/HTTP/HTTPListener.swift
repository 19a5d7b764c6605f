import Hummingbird
import Logging
import NIOCore
import NIOPosix

/// Opens a socket, serves HTTP/1.1 with bounded headers, idle time and connections, and says which port it got.
struct HTTPListener<Responder: HTTPResponder> where Responder.Context == WebContext {
  let name: String
  let host: String
  let port: Int
  let responder: Responder
  let bound: BoundPort
  let logger: Logger
  var maximumConnections = 512
  var idleTimeout: TimeAmount = .seconds(30)

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
      server: .http1(
        configuration: .init(
          idleTimeout: idleTimeout,
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 8192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port),
        availableConnectionsDelegate: .maximum(maximumConnections, logger: quiet)),
      onServerRunning: { [bound, logger, name, host, port] channel in
        let port = channel.localAddress?.port ?? port
        bound.resolve(.success(port))
        logger.info("\(name) listens on \(host):\(port)")
      },
      eventLoopGroupProvider: .shared(group), logger: quiet)
    do {
      defer { bound.resolve(.failure(.stopped)) }
      try await application.run()
    } catch {
      guard bound.known == nil, !(error is CancellationError) else { throw error }
      throw ListenerError.cannotListen(host: host, port: port, reason: "\(error)")
    }
  }
}
