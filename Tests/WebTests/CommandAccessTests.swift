import Testing

@testable import Web

@Suite("Who may command")
struct CommandAccessTests {
  private var random = SystemRandomNumberGenerator()
  private var access: CommandAccess
  private let start = ContinuousClock.now

  init() { access = CommandAccess(token: Served.token, using: &random) }

  private mutating func enter(_ code: String, after seconds: Int = 0) -> CommandAccess.Entry {
    access.enter(code, at: start + .seconds(seconds), using: &random)
  }

  @Test("the code lets one browser in; the next needs the next code")
  mutating func once() throws {
    let code = access.code
    guard case .admitted(let cookie) = enter(code) else { throw NotAdmitted() }
    #expect(access.isBrowser(withCookie: cookie))
    #expect(access.code != code)
    #expect(enter(code) == .refused)
    guard case .admitted(let second) = enter(access.code) else { throw NotAdmitted() }
    #expect(second != cookie && access.isBrowser(withCookie: second) && access.isBrowser(withCookie: cookie))
  }

  @Test("nothing else is a cookie: not the code, not the token, not a part")
  mutating func otherCookies() throws {
    let code = access.code
    for value in ["", code, Served.token] { #expect(!access.isBrowser(withCookie: value)) }
    guard case .admitted(let cookie) = enter(code) else { throw NotAdmitted() }
    for value in ["", code, Served.token, String(cookie.dropLast()), cookie + "a", cookie.uppercased()] {
      #expect(!access.isBrowser(withCookie: value))
    }
  }

  @Test("the fifth wrong try replaces the code, the fourth does not")
  mutating func wrongTries() {
    let code = access.code
    for _ in 1...4 { #expect(enter("wrong") == .refused) }
    #expect(access.code == code)
    #expect(enter(code + "x") == .refusedAndReplaced)
    #expect(access.code != code)
    #expect(enter(code) == .refused)
  }

  @Test("the right code after four wrong ones lets in, and the count begins again")
  mutating func countBeginsAgain() throws {
    for _ in 1...4 { #expect(enter("wrong") == .refused) }
    guard case .admitted = enter(access.code) else { throw NotAdmitted() }
    for _ in 1...4 { #expect(enter("wrong") == .refused) }
    #expect(enter("wrong") == .refusedAndReplaced)
  }

  @Test("who tries on and on has the code replaced once a minute, and the code in between works")
  mutating func replacedOnceAMinute() throws {
    var replaced = 0
    for second in 0..<150 {
      for _ in 1...20 where enter("wrong", after: second) == .refusedAndReplaced { replaced += 1 }
    }
    #expect(replaced == 3)
    guard case .admitted = enter(access.code, after: 150) else { throw NotAdmitted() }
  }

  @Test("of too many browsers the oldest is forgotten")
  mutating func manyBrowsers() throws {
    var cookies: [String] = []
    for _ in 0...CommandAccess.maximumBrowsers {
      guard case .admitted(let cookie) = enter(access.code) else { throw NotAdmitted() }
      cookies.append(cookie)
    }
    #expect(cookies.map(access.isBrowser(withCookie:)) == [false] + Array(repeating: true, count: cookies.count - 1))
  }

  @Test("codes and cookies are long, fit into a URL, and differ")
  mutating func shape() throws {
    var seen: Set<String> = []
    for _ in 1...200 {
      let code = access.code
      guard case .admitted(let cookie) = enter(code) else { throw NotAdmitted() }
      seen.formUnion([code, cookie])
      // Five bits a letter: 100 and 260 bits.
      #expect(code.utf8.count == 20 && cookie.utf8.count == 52)
      #expect((code + cookie).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }
    #expect(seen.count == 400)
  }

  @Test("only the whole token is the token")
  func token() {
    #expect(access.isToken(Served.token))
    for other in ["", String(Served.token.dropLast()), Served.token + " ", access.code] {
      #expect(!access.isToken(other))
    }
  }

  private struct NotAdmitted: Error {}
}
