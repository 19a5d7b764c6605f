package import Desk
import Hummingbird
package import Logging
import ServiceLifecycle

/// The listener that takes alerts: the only one that may be exposed, through a proxy that adds TLS.
///
/// Behind a proxy all alerts come from one peer and share its rate limit; set the limit for all senders together.
package struct WebhookListener: Service {
  package struct Options: Sendable {
    /// Larger bodies are answered 413 and not read.
    package var bodyLimitBytes = 64 * 1024
    /// For each peer address.
    package var requestsPerSecond = 50.0
    package var burst = 100.0
    /// How long the body may take to arrive, and then the desk to decide. (TradingView gives up after 3 s.)
    package var deadline: Duration = .seconds(1)

    package init() {}
  }

  private let listener: HTTPListener<WebhookResponder>

  /// - Parameters:
  ///   - port: 0 for any free one; see ``port``.
  ///   - desk: asked for the link of a secret, and then to decide.
  package init(host: String, port: Int, desk: any DeskService, options: Options = Options(), logger: Logger) {
    let responder = WebhookResponder(
      desk: desk, options: options,
      limiter: RateLimiter(.init(perSecond: options.requestsPerSecond, burst: options.burst)),
      deadlines: Deadlines(options.deadline), logger: logger)
    listener = HTTPListener(
      name: "Webhook", host: host, port: port, responder: responder, bound: BoundPort(), logger: logger)
  }

  /// The port in use. Waits until the socket is open; throws when it could not be opened.
  package var port: Int { get async throws { try await listener.bound.value } }

  package func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await listener.runOnOneThread() }
      group.addTask { await listener.responder.deadlines.run() }
      defer { group.cancelAll() }
      try await group.next()  // the loop of deadlines ends only by cancellation
    }
  }
}
