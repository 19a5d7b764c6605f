/// Every open connection of a listener and what it is doing: decides which of them end, as a value without sockets.
///
/// A connection that has no admitted request under way is *spare*: it may be ended for the sake of a new one. A slow head,
/// an idle connection and a refused sender are spare; a decision under way never is.
struct ConnectionTable {
  typealias Instant = ContinuousClock.Instant

  enum Phase: Equatable {
    /// No request, or only a part of its head.
    case waiting
    /// The head was admitted; the body is on its way.
    case receiving
    /// The request is whole; its answer has not left yet.
    case answering
    /// An answer without an end; `isStalled` while bytes wait for the reader.
    case streaming(isStalled: Bool)
    /// Answered for the last time; what still comes is thrown away.
    case closing
  }

  /// Why a connection was ended from this side.
  enum End: Equatable {
    case tooSlow
    case unread
    case crowdedOut
    /// It was idle or answered; nobody is wronged.
    case done
  }

  private struct Entry {
    /// Nil for a trusted proxy, which stands for many.
    var peer: PeerAddress?
    var phase = Phase.waiting
    var since: Instant
    var hasServed = false
  }

  private let limits: ConnectionLimits
  private var entries: [Int: Entry] = [:]
  private var counts: [PeerAddress: Int] = [:]
  private var last = 0

  init(_ limits: ConnectionLimits) { self.limits = limits }

  var count: Int { entries.count }
  func count(of peer: PeerAddress) -> Int { counts[peer] ?? 0 }

  // MARK: What connections do

  /// A new connection.
  /// - Parameter peer: nil for a trusted proxy: its connections count against the total only.
  /// - Returns: its number, nil when every other one is busy and it has to go; and those that go for it.
  mutating func open(from peer: PeerAddress?, at now: Instant) -> (id: Int?, ended: [Int]) {
    var ended: [Int] = []
    if let peer, let most = limits.perPeer, count(of: peer) >= most,
      let spare = spare(at: now, olderThan: limits.grace, where: { $0.peer == peer })
    {
      ended.append(spare)
      remove(spare)
    }
    if entries.count >= limits.total {
      guard let spare = spareOfTheGreediest(at: now) else { return (nil, ended) }
      ended.append(spare)
      remove(spare)
    }
    last += 1
    entries[last] = Entry(peer: peer, since: now)
    if let peer { counts[peer, default: 0] += 1 }
    return (last, ended)
  }

  mutating func enter(_ phase: Phase, _ id: Int, at now: Instant) {
    guard var entry = entries[id] else { return }
    if phase == .waiting { entry.hasServed = true }
    entry.phase = phase
    entry.since = now
    entries[id] = entry
  }

  mutating func remove(_ id: Int) {
    guard let entry = entries.removeValue(forKey: id), let peer = entry.peer else { return }
    counts[peer] = counts[peer].flatMap { $0 > 1 ? $0 - 1 : nil }
  }

  // MARK: What has to end

  /// Removes and returns connections that are over their time, and those beyond their peer's share.
  mutating func expire(at now: Instant) -> [(id: Int, end: End)] {
    var ended: [(id: Int, end: End)] = []
    for (id, entry) in entries {
      if let end = overdue(entry, at: now) { ended.append((id, end)) }
    }
    for one in ended { remove(one.id) }
    for id in beyondTheirShare(at: now) {
      ended.append((id, .crowdedOut))
      remove(id)
    }
    return ended
  }

  private func overdue(_ entry: Entry, at now: Instant) -> End? {
    let age = now - entry.since
    switch entry.phase {
    case .waiting where entry.hasServed: return age > limits.idle ? .done : nil
    case .waiting: return age > limits.firstHead ? .tooSlow : nil
    case .receiving: return age > limits.body ? .tooSlow : nil
    case .answering: return age > limits.answer ? .unread : nil
    case .streaming(let isStalled): return isStalled && age > limits.stalledStream ? .unread : nil
    case .closing: return age > limits.linger ? .done : nil
    }
  }

  private struct Spare {
    var id: Int
    var rank: Int
    var since: Instant

    /// What goes first: answered connections before waiting ones and slow bodies, the oldest of them.
    static func isSooner(_ a: Spare, _ b: Spare) -> Bool { (a.rank, a.since, a.id) < (b.rank, b.since, b.id) }
  }

  private func spares(at now: Instant, olderThan age: Duration, where include: (Entry) -> Bool) -> [Spare] {
    entries.compactMap { id, entry in
      guard include(entry), let rank = rank(entry, at: now) else { return nil }
      guard now - entry.since >= age || entry.phase == .closing else { return nil }
      return Spare(id: id, rank: rank, since: entry.since)
    }
  }

  private func spare(at now: Instant, olderThan age: Duration, where include: (Entry) -> Bool) -> Int? {
    spares(at: now, olderThan: age, where: include).min(by: Spare.isSooner)?.id
  }

  private func beyondTheirShare(at now: Instant) -> [Int] {
    guard let most = limits.perPeer else { return [] }
    return counts.filter { $0.value > most }.flatMap { peer, count in
      spares(at: now, olderThan: limits.grace) { $0.peer == peer }.sorted(by: Spare.isSooner).prefix(count - most)
        .map(\.id)
    }
  }

  /// When the listener is full: of the peer with most connections. A stream only when nothing else can be spared.
  private func spareOfTheGreediest(at now: Instant) -> Int? {
    let greediest = counts.max { ($0.value, $1.key.key) < ($1.value, $0.key.key) }?.key
    return spare(at: now, olderThan: .zero) { $0.peer == greediest } ?? spare(at: now, olderThan: .zero) { _ in true }
  }

  /// Nil for a connection that is being served.
  private func rank(_ entry: Entry, at now: Instant) -> Int? {
    switch entry.phase {
    case .closing: 0
    case .waiting: 1
    case .receiving: now - entry.since >= limits.promptBody ? 1 : nil
    case .streaming: limits.perPeer == nil ? 2 : nil
    case .answering: nil
    }
  }
}
