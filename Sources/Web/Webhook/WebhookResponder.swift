import Desk
import Engine
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Trading

/// Takes alerts of links: ``WebhookAdmission`` has turned everybody else away.
struct WebhookResponder: HTTPResponder {
  let desk: any DeskService
  let options: WebhookListener.Options
  let rates: RateLimiter<LinkID>
  let refusals: Refusals
  let deadlines: Deadlines
  let logger: Logger

  func respond(to request: Request, context: WebContext) async throws -> Response {
    try await decide(request, context).with(.cacheControl, "no-store").with(.xContentTypeOptions, "nosniff")
  }

  private func decide(_ request: Request, _ context: WebContext) async throws -> Response {
    guard let secret = request.head.path.flatMap(WebhookAdmission.secret), let link = desk.link(forSecret: secret)
    else { return Response(status: .notFound).closing() }  // removed a moment ago
    guard let body = try await body(of: request) else {
      refusals.count(.tooLarge)
      let problem = "is larger than \(options.bodyLimitBytes) bytes"
      await desk.keep(
        AlertError(field: "body", problem: problem, fix: "Send only the fields of an alert.").kept(of: link))
      return .failure(.contentTooLarge, "the body is larger than \(options.bodyLimitBytes) bytes").closing()
    }
    switch AlertParser.parse(body) {
    case .failure(let error):
      if let exit = AlertParser.closing(body, despite: error), desk.mayClose(exit, of: link),
        AlertError.ofAnotherStrategy(exit, than: link) == nil
      {
        logger.notice("An alert for link \(link.name) only closes: \(error.withoutSecrets.message)")
        return await answer(exit, link, context)
      }
      refusals.count(.unreadable)
      logger.notice("An alert for link \(link.name) could not be read: \(error.withoutSecrets.message)")
      await desk.keep(error.kept(of: link))
      return WebhookReply.refused(error)
    case .success(let alert):
      if let error = AlertError.ofAnotherStrategy(alert, than: link) {
        refusals.count(.otherStrategy)
        logger.notice("An alert for link \(link.name) is ignored: \(error.withoutSecrets.message)")
        await desk.keep(error.kept(of: link))
        return WebhookReply.ignored(error)
      }
      return await answer(alert, link, context)
    }
  }

  /// What may close something is never refused for its rate: an exit that is lost costs more than one too many.
  private func answer(_ alert: Alert, _ link: Link, _ context: WebContext) async -> Response {
    guard rates.admits(link.id, at: .now) || desk.mayClose(alert, of: link) else {
      refusals.count(.linkRate)
      return WebhookReply.unavailable(
        "link \(link.name) sends more than \(Int(options.alertsPerSecond)) alerts a second")
    }
    switch await decide(alert, link.id, context) {
    case .decided(let decisions):
      if let problem = alert.unreadPart {
        logger.notice("An exit of link \(link.name) closes all: \(problem)")
      }
      return WebhookReply.decided(decisions, note: alert.unreadPart.map { "closes all: \($0)" })
    case .unavailable(let reason):
      refusals.count(.unavailable)
      logger.warning("An alert for link \(link.name) was answered 503: \(reason)")
      return WebhookReply.unavailable(reason)
    }
  }

  /// Each piece costs as much as a small alert, however few bytes it has.
  private static let maximumPieces = 1024

  /// Nil when there is more than the limit.
  private func body(of request: Request) async throws -> [UInt8]? {
    if hasLargeBody(request) { return nil }
    var bytes: [UInt8] = []
    var pieces = 0
    for try await part in request.body {
      pieces += 1
      guard pieces <= Self.maximumPieces, bytes.count + part.readableBytes <= options.bodyLimitBytes else { return nil }
      bytes += part.readableBytesView
    }
    return bytes
  }

  private func hasLargeBody(_ request: Request) -> Bool {
    guard let length = request.headers[.contentLength] else { return false }
    return Int(length).map { $0 > options.bodyLimitBytes } ?? true
  }

  /// The desk's answer, or `unavailable` when it does not come in time. The desk may still decide; the sender's next
  /// try then meets the same identity.
  private func decide(_ alert: Alert, _ link: LinkID, _ context: WebContext) async -> SubmitResult {
    await withCheckedContinuation { continuation in
      let answer = Answer(continuation)
      let deadline = deadlines.add { answer.give(.unavailable("the decision is late; send the alert again")) }
      // Outlives the request only when it is late; the desk ends every submission by itself.
      Task(executorPreference: EventLoopExecutor(context.channel.eventLoop)) {
        let result = await desk.submit(alert, to: link)
        deadline.cancel()
        answer.give(result)
      }
    }
  }

  /// Takes the first of two answers.
  private final class Answer: Sendable {
    private let continuation: Mutex<CheckedContinuation<SubmitResult, Never>?>

    init(_ continuation: CheckedContinuation<SubmitResult, Never>) { self.continuation = Mutex(continuation) }

    func give(_ result: SubmitResult) {
      let waiting = continuation.withLock { continuation in
        defer { continuation = nil }
        return continuation
      }
      waiting?.resume(returning: result)
    }
  }
}
