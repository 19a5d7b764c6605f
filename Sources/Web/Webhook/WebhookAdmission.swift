import Desk
import NIOHTTP1

/// Who may send an alert, known from the request's head: `POST /webhook/{secret}` with the secret of a link.
///
/// Every other path, method and secret is the same empty 404 and the end of the connection. Only these are limited by the
/// sender's address: behind a proxy, or in a household, strangers share it with honest senders.
struct WebhookAdmission: Sendable {
  let desk: any DeskService
  let strangers: RateLimiter<PeerAddress>

  func admit(_ head: HTTPRequestHead, from client: PeerAddress) -> ConnectionGate.Admission {
    guard head.namesOneHost else { return .refuse(.badRequest, .malformed) }
    if head.method == .POST, let secret = Self.secret(in: head.uri), desk.link(forSecret: secret) != nil {
      return .pass
    }
    return strangers.admits(client, at: .now)
      ? .refuse(.notFound, .unknownSecret) : .refuse(.tooManyRequests, .tooManyGuesses)
  }

  /// The part after `/webhook/`; nil for any other path. Taken as it is, without percent decoding.
  static func secret(in path: String) -> String? {
    guard path.hasPrefix("/webhook/") else { return nil }
    let secret = path.utf8.dropFirst("/webhook/".utf8.count).prefix { $0 != UInt8(ascii: "?") }
    guard (1...256).contains(secret.count), !secret.contains(UInt8(ascii: "/")) else { return nil }
    return String(Substring(secret))
  }
}
