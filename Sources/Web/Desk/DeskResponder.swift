import Desk
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Routes of the desk listener. Everything passes the guard first, health checks too.
struct DeskResponder: HTTPResponder {
  let desk: any DeskService
  let commands: DeskCommands
  let api: DeskAPI
  let page: LivePage
  let token: String
  let entrance: Entrance
  let bound: BoundPort
  /// Of both listeners, for `/metrics`.
  let refusals: [Refusals]
  let own: Refusals
  let logger: Logger

  func respond(to request: Request, context: WebContext) async throws -> Response {
    let response = await answer(request)
    // A body there would be read as the beginning of the next answer.
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func answer(_ request: Request) async -> Response {
    guard let port = bound.known else { return .failure(.serviceUnavailable, "starting") }
    if let objection = DeskGuard.objection(to: request, port: port) {
      own.count(.foreign)
      return DeskGuard.harden(.failure(.forbidden, objection).closing())
    }
    return DeskGuard.harden(await route(request, port))
  }

  private func route(_ request: Request, _ port: Int) async -> Response {
    let words = request.uri.path.split(separator: "/")
    if words.first == "command" {
      guard request.method == .post else { return wrongMethod("POST") }
      return await commands.respond(to: request, words.dropFirst())
    }
    guard let answer = reading(words, port) else { return .failure(.notFound, "there is nothing at this address") }
    guard request.method == .get else { return wrongMethod("GET") }
    do {
      return try await answer(request)
    } catch let error as DeskAPI.BadDay {
      return .failure(.badRequest, "day: \"\(error.text)\" is not a date; write it as 2026-06-01")
    } catch {
      logger.error("\(request.uri.path) could not be answered: \(error)")
      return .failure(.internalServerError, "the history could not be read; see the log")
    }
  }

  private func reading(_ words: [Substring], _ port: Int) -> ((Request) async throws -> Response)? {
    switch (words.first, words.count) {
    case (nil, _): { .text(await document($0, port), "text/html; charset=utf-8") }
    case ("enter", 2): words.last.map { code in { entrance.enter($0, code: code, port: port) } }
    case ("events", 1): { events($0, port) }
    case ("healthz", 1): { _ in .text(desk.status().safeMode.map { "alive, in \($0)\n" } ?? "alive\n") }
    case ("readyz", 1): { _ in readiness() }
    case ("metrics", 1): { _ in .text(MetricsText.text(desk.metrics(), refusals), MetricsText.contentType) }
    case ("api", 2): words.last.map { name in { try await api.respond(to: $0, name) } }
    case ("assets", 2): words.last.flatMap(Assets.init(name:)).map { asset in { _ in asset.response } }
    default: nil
    }
  }

  private func document(_ request: Request, _ port: Int) async -> String {
    switch entrance.visitor(request, port: port) {
    case .reading: await page.document(token: nil)
    case .commanding: await page.document(token: token)
    }
  }

  /// A page that came without the token asks for sections without buttons: they would not work there.
  private func events(_ request: Request, _ port: Int) -> Response {
    let wantsButtons = request.uri.queryParameters["commands"] != nil
    let response = page.eventStream(for: wantsButtons ? entrance.visitor(request, port: port) : .reading)
    if response.status != .ok { own.count(.tooManyStreams) }
    return response
  }

  private func readiness() -> Response {
    let status = desk.status()
    if status.isReady { return .text("ready\n") }
    return .text((status.notReadyBecause ?? "not ready") + "\n", status: .serviceUnavailable)
  }

  private func wrongMethod(_ allowed: String) -> Response {
    .failure(.methodNotAllowed, "use \(allowed)").with(.allow, allowed)
  }
}
