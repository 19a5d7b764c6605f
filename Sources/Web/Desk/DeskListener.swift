package import Desk
import Hummingbird
package import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// The desk's page, API and health checks. Until sign-in exists it listens on this machine only.
package struct DeskListener: Service {
  private let listener: HTTPListener<DeskResponder>
  private let entrance: Entrance

  /// - Parameters:
  ///   - host: a loopback address or `localhost`; anything else is refused.
  ///   - port: 0 for any free one; see ``port``.
  ///   - token: random, new for each process, at least 32 characters. Commands carry it in `X-Sarathi-Token`; the page
  ///     of a browser that opened ``entryLink`` has it in a meta tag, programs read it from where the caller puts it.
  ///   - refresh: how often the page of a viewer may change.
  ///   - webhookRefusals: shown on the page and in `/metrics` beside this listener's own.
  ///   - announce: gets each later ``entryLink``, to be shown to the person at the terminal at once.
  package init(
    host: String, port: Int, desk: any DeskService, history: any DeskHistory, token: String,
    refresh: Duration = .milliseconds(250), webhookRefusals: Refusals? = nil,
    announce: @escaping @Sendable (EntryLink) -> Void = { _ in }, logger: Logger
  ) throws(ListenerError) {
    guard ["127.0.0.1", "::1", "localhost"].contains(host) else { throw .notLoopback(host: host) }
    guard token.utf8.count >= 32 else { throw .weakToken }
    let bound = BoundPort()
    let own = Refusals("desk", logger: logger)
    let refusals = [webhookRefusals, own].compactMap { $0 }
    entrance = Entrance(token: token, host: host, refusals: own, announce: announce)
    let responder = DeskResponder(
      desk: desk, commands: DeskCommands(desk: desk, entrance: entrance, refusals: own, logger: logger),
      api: DeskAPI(desk: desk, history: history, refusals: refusals),
      page: LivePage(desk: desk, history: history, refusals: refusals, refresh: refresh), token: token,
      entrance: entrance, bound: bound, refusals: refusals, own: own, logger: logger)
    // Every peer is this machine, so none has a share of its own. When all are taken, a command still finds one: idle
    // connections go first, then the oldest open page.
    var limits = ConnectionLimits()
    limits.total = 128
    limits.perPeer = nil
    listener = HTTPListener(
      name: "Desk", host: host, port: port, responder: responder, bound: bound,
      gate: ConnectionGate(limits: limits, refusals: own) { head, _ in
        head.namesOneHost ? .pass : .refuse(.badRequest, .malformed)
      }, logger: logger)
  }

  /// The port in use. Waits until the socket is open; throws when it could not be opened.
  package var port: Int { get async throws { try await listener.bound.value } }

  /// The link that lets one browser command the desk, as it is now. Waits like ``port``.
  package var entryLink: EntryLink { get async throws { entrance.link(port: try await listener.bound.value) } }

  package func run() async throws {
    let page = listener.responder.page
    try await withGracefulShutdownHandler {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await listener.run() }
        group.addTask { await page.run() }
        defer { group.cancelAll() }
        // Open event streams end first; else the listener would wait for them. Their loop ends by cancellation only.
        try await group.next()
      }
    } onGracefulShutdown: {
      page.endStreams()
    }
  }
}
