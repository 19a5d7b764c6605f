import HTTPTypes
import Hummingbird
import Logging
import Synchronization

/// The one place that decides who may command the desk, for page, event stream and commands alike.
///
/// `GET /enter/CODE` makes a browser one that may. Its cookie says so to the page, which then carries the token; a
/// command itself always needs the token in a header, which no page of another site can send.
final class Entrance: Sendable {
  private let access: Mutex<CommandAccess>
  private let host: String
  private let refusals: Refusals
  private let announce: @Sendable (EntryLink) -> Void

  /// - Parameters:
  ///   - host: the address the link names.
  ///   - announce: gets each new link but the first.
  init(token: String, host: String, refusals: Refusals, announce: @escaping @Sendable (EntryLink) -> Void) {
    var generator = SystemRandomNumberGenerator()
    access = Mutex(CommandAccess(token: token, using: &generator))
    self.host = host.contains(":") ? "[\(host)]" : host
    self.refusals = refusals
    self.announce = announce
  }

  func link(port: Int, _ reason: EntryLink.Reason = .start) -> EntryLink {
    EntryLink(address: "http://\(host):\(port)/enter/\(access.withLock(\.code))", reason: reason)
  }

  // MARK: Who may

  /// Whether the request carries the token.
  func mayCommand(_ request: Request) -> Bool {
    guard let name = HTTPField.Name("X-Sarathi-Token"), let given = request.headers[name] else { return false }
    return access.withLock { $0.isToken(given) }
  }

  /// What the page may show to whoever asks.
  func visitor(_ request: Request, port: Int) -> Visitor {
    let name = Self.cookieName(port: port)
    let values = Self.cookies(request).filter { $0.name == name }.map { String($0.value) }
    return access.withLock { access in values.contains { access.isBrowser(withCookie: $0) } } ? .commanding : .reading
  }

  // MARK: The link

  func enter(_ request: Request, code: Substring, port: Int) -> Response {
    // Browsers fetch pages ahead that nobody has opened yet.
    guard !Self.isFetchedAhead(request) else {
      return .failure(.forbidden, "the link counts when it is opened, not when it is fetched ahead")
    }
    // A link opened again, from the history or by a reload, is not a guess.
    guard visitor(request, port: port) == .reading else { return Self.toPage }
    let entry = access.withLock { access in
      var generator = SystemRandomNumberGenerator()
      return access.enter(String(code), at: .now, using: &generator)
    }
    switch entry {
    case .admitted(let cookie):
      announce(link(port: port, .opened))
      return Self.toPage.with(
        .setCookie, "\(Self.cookieName(port: port))=\(cookie); HttpOnly; SameSite=Strict; Path=/")
    case .refused: break
    case .refusedAndReplaced: announce(link(port: port, .wrongTries))
    }
    refusals.count(.wrongCode)
    return .text(Templates.render("wrongcode", [:]), "text/html; charset=utf-8", status: .forbidden)
  }

  private static var toPage: Response { Response(status: .seeOther, headers: [.location: "/"]) }

  private static func isFetchedAhead(_ request: Request) -> Bool {
    ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].contains { name in
      guard let value = HTTPField.Name(name).flatMap({ request.headers[$0] })?.lowercased() else { return false }
      return value.contains("prefetch") || value.contains("prerender") || value.contains("preview")
    }
  }

  // MARK: Cookies

  /// Browsers keep one set of cookies for all ports of a machine; with the port two desks do not take each other's.
  private static func cookieName(port: Int) -> String { "sarathi_\(port)" }

  private static func cookies(_ request: Request) -> [(name: Substring, value: Substring)] {
    request.headers[values: .cookie].flatMap { field in
      field.split(separator: ";").compactMap { pair in
        let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
        guard let name = parts.first, let value = parts.dropFirst().first else { return nil }
        return (name, value)
      }
    }
  }
}
