import NIOCore
import Testing

@testable import Web

@Suite("The connections of a listener")
struct ConnectionTableTests {
  private let start = ContinuousClock.now
  private let one = PeerAddress(nil)

  private func peer(_ number: Int) throws -> PeerAddress {
    PeerAddress(try SocketAddress(ipAddress: "192.0.2.\(number)", port: 1))
  }

  private func table(_ change: (inout ConnectionLimits) -> Void = { _ in }) -> ConnectionTable {
    var limits = ConnectionLimits()
    limits.total = 8
    limits.perPeer = 3
    change(&limits)
    return ConnectionTable(limits)
  }

  @Test("every step of a request has a deadline that trickling bytes do not move")
  func deadlines() throws {
    var table = table()
    let limits = ConnectionLimits()
    let steps: [(ConnectionTable.Phase?, Duration, ConnectionTable.End?)] = [
      (nil, limits.firstHead, .tooSlow), (.receiving, limits.body, .tooSlow), (.answering, limits.answer, .unread),
      (.waiting, limits.idle, .done), (.closing, limits.linger, .done),
      (.streaming(isStalled: true), limits.stalledStream, .unread), (.streaming(isStalled: false), .seconds(9999), nil),
    ]
    for (phase, limit, end) in steps {
      let id = try #require(table.open(from: one, at: start).id)
      if let phase { table.enter(phase, id, at: start) }
      #expect(table.expire(at: start + limit).isEmpty)
      let expired = table.expire(at: start + limit + .milliseconds(1))
      #expect(expired.map(\.end) == (end.map { [$0] } ?? []), "\(String(describing: phase))")
      table.remove(id)
    }
    #expect(table.count == 0)
  }

  @Test("a peer beyond its share loses its oldest spare connections, never one that is being served")
  func share() throws {
    var table = table()
    let ids = try (0..<6).map { number in
      try #require(table.open(from: one, at: start + .milliseconds(number)).id)
    }
    #expect(table.expire(at: start + .milliseconds(4900)).isEmpty, "what is young may just not have been read")
    table.enter(.receiving, ids[0], at: start + .milliseconds(5400))
    table.enter(.answering, ids[1], at: start + .milliseconds(4900))
    let ended = table.expire(at: start + .milliseconds(5500))
    #expect(ended.map(\.id) == [ids[2], ids[3], ids[4]])
    #expect(ended.allSatisfy { $0.end == .crowdedOut })
    #expect(table.count(of: one) == 3)
    // The next one takes the place of the oldest spare at once.
    let next = table.open(from: one, at: start + .milliseconds(5600))
    #expect(next.id != nil && next.ended == [ids[5]])
    // None is spare and old: it is let in, the total still bounds it.
    #expect(table.open(from: one, at: start + .milliseconds(5700)).ended.isEmpty)
  }

  @Test("a trusted proxy has no share of its own")
  func proxy() throws {
    var table = table()
    for _ in 0..<8 { #expect(table.open(from: nil, at: start).id != nil) }
    #expect(table.expire(at: start + .seconds(5)).isEmpty)
    #expect(table.count == 8)
  }

  @Test("a full listener makes room at the peer with most connections; when all are busy the new one goes")
  func full() throws {
    var table = table()
    let (greedy, modest) = (try peer(1), try peer(2))
    let first = try #require(table.open(from: modest, at: start).id)
    let many = try (0..<7).map { _ in try #require(table.open(from: greedy, at: start + .milliseconds(5)).id) }
    let next = table.open(from: try peer(3), at: start + .milliseconds(10))
    #expect(next.id != nil && next.ended == [many[0]])
    for id in many + [first, next.id ?? 0] { table.enter(.answering, id, at: start) }
    let refused = table.open(from: try peer(4), at: start + .milliseconds(20))
    #expect(refused.id == nil && refused.ended.isEmpty)
    #expect(table.count == 8)
  }

  @Test("where all peers are this machine, idle connections go first, then the oldest open page, never an answer")
  func desk() throws {
    var table = table { $0.perPeer = nil }
    let ids = try (0..<8).map { number in
      try #require(table.open(from: one, at: start + .milliseconds(number)).id)
    }
    for id in ids.prefix(6) { table.enter(.streaming(isStalled: false), id, at: start + .milliseconds(id)) }
    table.enter(.answering, ids[6], at: start)
    let ended = (0..<4).flatMap { _ -> [Int] in
      let (id, ended) = table.open(from: one, at: start + .seconds(1))
      if let id { table.enter(.answering, id, at: start + .seconds(1)) }
      return ended
    }
    #expect(ended == [ids[7], ids[0], ids[1], ids[2]])
  }
}
