import HTTPTypes
import Hummingbird

/// Keeps strangers out, before anything else is looked at: only a browser or program on this machine, speaking to this address.
///
/// A foreign `Host` is a rebinding name, a foreign `Origin` a page of somebody else, a forwarding header a proxy that
/// makes the whole world look like this machine.
struct DeskGuard: Sendable {
  /// Why the request is refused; nil when it is not.
  static func objection(to request: Request, port: Int) -> String? {
    let hosts = ["127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)"]
    guard let host = request.head.authority?.lowercased(), hosts.contains(host) else {
      return "the Host header is not this desk's address; open http://127.0.0.1:\(port)/"
    }
    for field in request.headers {
      let name = field.name.canonicalName
      if proxyHeaders.contains(name) || name.hasPrefix("x-forwarded") {
        return
          "the request came through a proxy (\(name)); the desk page answers this machine only until sign-in exists"
      }
    }
    if let origin = request.headers[.origin]?.lowercased(), !hosts.contains(where: { origin == "http://" + $0 }) {
      return "the Origin header names another site"
    }
    if isFromAnotherSite(request) { return "another site asked for it; type or paste the address yourself" }
    return nil
  }

  /// What proxies and tunnels add, beside `X-Forwarded…`.
  private static let proxyHeaders: Set<String> = [
    "forwarded", "via", "x-real-ip", "x-client-ip", "x-original-url", "x-original-host", "true-client-ip",
    "cf-connecting-ip", "cf-ray", "fly-client-ip",
  ]

  /// A page of another site, or of another port of this machine, has no `Origin` when it takes an image or a script from
  /// here; browsers tell it in `Sec-Fetch-Site`. Following a link to the page itself is allowed.
  private static func isFromAnotherSite(_ request: Request) -> Bool {
    guard let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[name]?.lowercased() else {
      return false
    }
    guard site == "cross-site" || site == "same-site" else { return false }
    let mode = HTTPField.Name("Sec-Fetch-Mode").flatMap { request.headers[$0] }
    return !(mode == "navigate" && request.method == .get && request.uri.path == "/")
  }

  /// What the browser may do with our answers: run and load only what this desk serves, and show it in no frame.
  static func harden(_ response: Response) -> Response {
    var response = response
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
      + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    response.headers[.xContentTypeOptions] = "nosniff"
    let rules = [
      ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    for (rule, value) in rules {
      if let name = HTTPField.Name(rule) { response.headers[name] = value }
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }
}
