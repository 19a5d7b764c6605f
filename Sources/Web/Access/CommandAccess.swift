import Crypto

/// Who may command the desk: a program that has the token, and a browser that opened the link with the one-time code.
///
/// The code lets one browser in. It is replaced when it was used, and after five wrong tries, then at most once a minute:
/// somebody who tries on and on neither fills the log nor takes the link away faster than a person can open it.
struct CommandAccess: Sendable {
  enum Entry: Equatable {
    /// The cookie of this browser from now on. The code is another one now.
    case admitted(cookie: String)
    case refused
    /// Refused, and the code is another one now.
    case refusedAndReplaced
  }

  static let wrongTriesAllowed = 5
  static let pauseBetweenReplacements = Duration.seconds(60)
  /// More browsers than one person uses; beyond it the oldest must open a link again.
  static let maximumBrowsers = 16

  private let token: String
  private(set) var code: String
  private var wrongTries = 0
  private var replaced: ContinuousClock.Instant?
  /// Of their cookies, the newest last. The values themselves are kept by the browsers alone.
  private var browsers: [SHA256Digest] = []

  init(token: String, using generator: inout some RandomNumberGenerator) {
    self.token = token
    code = Self.text(Self.codeLength, using: &generator)
  }

  func isToken(_ given: String) -> Bool { isEqualInConstantTime(given, token) }

  func isBrowser(withCookie value: String) -> Bool {
    let digest = Self.digest(value)
    return browsers.contains { $0 == digest }
  }

  /// One try to get in with `given`.
  mutating func enter(
    _ given: String, at now: ContinuousClock.Instant, using generator: inout some RandomNumberGenerator
  ) -> Entry {
    guard isEqualInConstantTime(given, code) else {
      wrongTries += 1
      guard wrongTries >= Self.wrongTriesAllowed else { return .refused }
      if let replaced, now - replaced < Self.pauseBetweenReplacements { return .refused }
      replaced = now
      replaceCode(using: &generator)
      return .refusedAndReplaced
    }
    let cookie = Self.text(Self.cookieLength, using: &generator)
    browsers.append(Self.digest(cookie))
    if browsers.count > Self.maximumBrowsers { browsers.removeFirst() }
    replaceCode(using: &generator)
    return .admitted(cookie: cookie)
  }

  private mutating func replaceCode(using generator: inout some RandomNumberGenerator) {
    code = Self.text(Self.codeLength, using: &generator)
    wrongTries = 0
  }

  // MARK: Random text

  /// Five random bits each, and nothing that a terminal cuts off a link or a reader takes for something else.
  private static let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
  /// 100 bits.
  private static let codeLength = 20
  /// 260 bits.
  private static let cookieLength = 52

  private static func text(_ length: Int, using generator: inout some RandomNumberGenerator) -> String {
    String((0..<length).compactMap { _ in letters.randomElement(using: &generator) })
  }

  private static func digest(_ text: String) -> SHA256Digest { SHA256.hash(data: Array(text.utf8)) }
}
