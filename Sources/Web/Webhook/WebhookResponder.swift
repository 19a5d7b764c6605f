import Desk
import Engine
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Trading

/// `POST /webhook/{secret}` and nothing else: every other path, method and unknown secret is the same empty 404.
struct WebhookResponder: HTTPResponder {
  let desk: any DeskService
  let options: WebhookListener.Options
  let limiter: RateLimiter
  let deadlines: Deadlines
  let logger: Logger

  func respond(to request: Request, context: WebContext) async throws -> Response {
    let peer = PeerAddress(context.channel.remoteAddress)
    guard limiter.admits(peer, at: .now) else { return refuse(request, .tooManyRequests, context) }
    guard request.method == .post, let secret = Self.secret(in: request.head.path),
      let link = desk.link(forSecret: secret)
    else { return refuse(request, .notFound, context) }
    guard let body = try await body(of: request, context) else {
      return Response.failure(.contentTooLarge, "the body is larger than \(options.bodyLimitBytes) bytes")
        .closing(context.channel)
    }
    switch AlertParser.parse(body) {
    case .failure(let error):
      logger.notice("An alert for link \(link.name) could not be read: \(error.message)")
      return WebhookReply.refused(error)
    case .success(let alert):
      switch await decide(alert, link.id, context) {
      case .decided(let decisions): return WebhookReply.decided(decisions)
      case .unavailable(let reason):
        logger.warning("An alert for link \(link.name) was answered 503: \(reason)")
        return WebhookReply.unavailable(reason)
      }
    }
  }

  /// The part after `/webhook/`; nil for any other path. Taken as it is, without percent decoding.
  static func secret(in path: String?) -> String? {
    guard let path, path.hasPrefix("/webhook/") else { return nil }
    let secret = path.utf8.dropFirst("/webhook/".utf8.count).prefix { $0 != UInt8(ascii: "?") }
    guard (1...256).contains(secret.count), !secret.contains(UInt8(ascii: "/")) else { return nil }
    return String(Substring(secret))
  }

  /// Nil when there is more than the limit. A body that dribbles in is cut off after the deadline.
  private func body(of request: Request, _ context: WebContext) async throws -> [UInt8]? {
    if hasLargeBody(request) { return nil }
    let channel = context.channel
    let deadline = deadlines.add { channel.close(promise: nil) }
    defer { deadline.cancel() }
    var bytes: [UInt8] = []
    for try await part in request.body {
      guard bytes.count + part.readableBytes <= options.bodyLimitBytes else { return nil }
      bytes += part.readableBytesView
    }
    return bytes
  }

  private func hasLargeBody(_ request: Request) -> Bool {
    guard let length = request.headers[.contentLength] else { return false }
    return Int(length).map { $0 > options.bodyLimitBytes } ?? true
  }

  /// An answer without words. A body that is long, or of unknown length, is not read.
  private func refuse(_ request: Request, _ status: HTTPResponse.Status, _ context: WebContext) -> Response {
    let response = Response(status: status)
    let isUnknownLength = request.headers[.contentLength] == nil && request.headers[.transferEncoding] != nil
    return hasLargeBody(request) || isUnknownLength ? response.closing(context.channel) : response
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
