package import Market
import Trading

/// Which signals were decided, and how: the same identity is never decided twice.
package struct SignalMemory: Hashable, Sendable, Codable {
  private struct Entry: Hashable, CanonicalEncodable, Decodable {
    var id: SignalID
    var link: LinkID
    var bodyDigest: UInt64
    var decision: Int64
    /// Until then the same identity is the same signal, whatever was done since.
    var certainUntil: Timestamp
    var forgetAfter: Timestamp

    func write(to writer: CanonicalWriter) {
      writer.record {
        writer.field("id", id)
        writer.field("link", link)
        writer.field("bodyDigest", bodyDigest)
        writer.field("decision", decision)
        writer.field("certainUntil", certainUntil)
        writer.field("forgetAfter", forgetAfter)
      }
    }
  }
  /// Oldest first. Bounded: see ``capacity``.
  private var entries: [Entry] = []
  private var index: [Key: Int] = [:]
  /// Entries ever dropped from the front; `index` counts from there.
  private var dropped = 0

  private struct Key: Hashable {
    var id: SignalID
    var link: LinkID
  }
  /// How long an identity with its own time is remembered.
  package static let memory: Interval = .hours(24)
  /// At the bound the oldest are forgotten first; their own age denies them by then.
  package static let capacity = 200_000

  package enum Recognition: Hashable, Sendable {
    case new
    case duplicate(of: Int64)
    /// The same id and words without a time, a while ago: a repeat, unless something else was acted on since. Some
    /// senders give each exit of a strategy the same id.
    case likelyDuplicate(of: Int64)
    case conflict(with: Int64)
  }

  package init() {}

  package func recognise(_ signal: Signal, at now: Timestamp) -> Recognition {
    guard let position = index[Key(id: signal.id, link: signal.link)] else { return .new }
    let entry = entries[position - dropped]
    guard now <= entry.forgetAfter else { return .new }
    guard now <= entry.certainUntil else {
      return entry.bodyDigest == signal.bodyDigest ? .likelyDuplicate(of: entry.decision) : .new
    }
    return entry.bodyDigest == signal.bodyDigest ? .duplicate(of: entry.decision) : .conflict(with: entry.decision)
  }

  package func decision(on signal: Signal) -> Int64? {
    index[Key(id: signal.id, link: signal.link)].map { entries[$0 - dropped].decision }
  }

  package mutating func remember(_ signal: Signal, decision: Int64, window: Interval, at now: Timestamp) {
    let certainUntil = now + (signal.time == nil ? window : Self.memory)
    index[Key(id: signal.id, link: signal.link)] = dropped + entries.count
    entries.append(
      Entry(
        id: signal.id, link: signal.link, bodyDigest: signal.bodyDigest, decision: decision, certainUntil: certainUntil,
        forgetAfter: signal.hasIdentity ? now + Self.memory : certainUntil))
    // Many at a time: taking one off the front moves all the others.
    if entries.count > Self.capacity { forgetOldest(Self.capacity / 10) }
  }

  /// Drops what is past its time from the front.
  package mutating func forget(at now: Timestamp) {
    let expired = entries.prefix { $0.forgetAfter < now }.count
    if expired > 64 || expired == entries.count { forgetOldest(expired) }
  }

  private mutating func forgetOldest(_ count: Int) {
    for (offset, entry) in entries.prefix(count).enumerated() {
      let key = Key(id: entry.id, link: entry.link)
      if index[key] == dropped + offset { index[key] = nil }
    }
    entries.removeFirst(count)
    dropped += count
  }

  private enum CodingKeys: String, CodingKey {
    case entries
  }

  package init(from decoder: any Decoder) throws {
    entries = try decoder.container(keyedBy: CodingKeys.self).decode([Entry].self, forKey: .entries)
    for (position, entry) in entries.enumerated() { index[Key(id: entry.id, link: entry.link)] = position }
  }

  package static func == (a: SignalMemory, b: SignalMemory) -> Bool { a.entries == b.entries }
  package func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}
