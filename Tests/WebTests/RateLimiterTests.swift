import NIOCore
import Testing

@testable import Web

@Suite("The rate limiter")
struct RateLimiterTests {
  private func peer(_ text: String) throws -> PeerAddress {
    PeerAddress(try SocketAddress(ipAddress: text, port: 1000))
  }

  @Test("a bucket empties, fills with time and never beyond its size")
  func bucket() throws {
    let limiter = RateLimiter<PeerAddress>(.init(perSecond: 2, burst: 3))
    let peer = try peer("192.0.2.1")
    let start = ContinuousClock.now
    #expect((0..<4).map { _ in limiter.admits(peer, at: start) } == [true, true, true, false])
    #expect((0..<2).map { _ in limiter.admits(peer, at: start + .milliseconds(500)) } == [true, false])
    #expect((0..<4).map { _ in limiter.admits(peer, at: start + .seconds(3600)) } == [true, true, true, false])
    #expect(!limiter.admits(peer, at: start), "a clock that goes back gives nothing")
  }

  @Test("a full table lets strangers share one bucket and makes room as buckets fill")
  func bounded() throws {
    let limiter = RateLimiter<PeerAddress>(.init(perSecond: 1, burst: 2, senders: 2))
    let start = ContinuousClock.now
    let known = try [peer("192.0.2.1"), peer("192.0.2.2")]
    #expect(known.map { limiter.admits($0, at: start) } == [true, true])
    let strangers = try (10..<14).map { try peer("192.0.2.\($0)") }
    #expect(strangers.map { limiter.admits($0, at: start) } == [true, true, false, false])
    #expect(known.map { limiter.admits($0, at: start) } == [true, true])
    #expect(strangers.map { limiter.admits($0, at: start + .seconds(60)) } == [true, true, true, true])
  }

  @Test("peers are told apart by address, an IPv6 household counts as one")
  func keys() throws {
    #expect(try peer("192.0.2.1") != peer("192.0.2.2"))
    #expect(try peer("2001:db8:1:2::1") == peer("2001:db8:1:2:ffff::9"))
    #expect(try peer("2001:db8:1:2::1") != peer("2001:db8:1:3::1"))
    #expect(try peer("::ffff:192.0.2.1") != peer("::ffff:192.0.2.2"))
    #expect(try peer("192.0.2.1").key == 0xC000_0201)
  }
}
