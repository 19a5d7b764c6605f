package import Desk
import Hummingbird
package import Logging
import NIOHTTP1
import ServiceLifecycle

/// The listener that takes alerts: the only one that may be exposed, through a proxy that adds TLS.
///
/// Who has no secret is counted by address, answered without a word and disconnected; who has one has a rate of its own,
/// which strangers cannot use up.
package struct WebhookListener: Service {
  package struct Options: Sendable {
    /// Larger bodies are answered 413 and not read.
    package var bodyLimitBytes = 64 * 1024
    /// Requests without a right secret, for each sender's address.
    package var strangersPerSecond = 50.0
    package var strangerBurst = 100.0
    /// Alerts of one link that may open something. What closes is never refused for its rate.
    package var alertsPerSecond = 50.0
    package var alertBurst = 100.0
    /// How long the body may take to arrive, and then the desk to decide. (TradingView gives up after 3 s.)
    package var deadline: Duration = .seconds(1)
    /// Proxies that tell the sender's address; without them the connection's own counts.
    package var trustedProxies = TrustedProxies()
    /// Where refusals are counted; nil: in a count of its own.
    package var refusals: Refusals?

    package init() {}
  }

  private let listener: HTTPListener<WebhookResponder>

  /// - Parameters:
  ///   - port: 0 for any free one; see ``port``.
  ///   - desk: asked for the link of a secret, and then to decide.
  package init(host: String, port: Int, desk: any DeskService, options: Options = Options(), logger: Logger) {
    let refusals = options.refusals ?? Refusals("webhook", logger: logger)
    let admission = WebhookAdmission(
      desk: desk, strangers: RateLimiter(.init(perSecond: options.strangersPerSecond, burst: options.strangerBurst)))
    let responder = WebhookResponder(
      desk: desk, options: options,
      rates: RateLimiter(.init(perSecond: options.alertsPerSecond, burst: options.alertBurst)),
      refusals: refusals, deadlines: Deadlines(options.deadline), logger: logger)
    var limits = ConnectionLimits()
    limits.body = options.deadline
    listener = HTTPListener(
      name: "Webhook", host: host, port: port, responder: responder, bound: BoundPort(),
      gate: ConnectionGate(limits: limits, proxies: options.trustedProxies, refusals: refusals) { head, client in
        admission.admit(head, from: client)
      }, logger: logger)
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
