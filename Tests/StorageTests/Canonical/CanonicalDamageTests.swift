import Market
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite("Arbitrary bytes are a value or an error, never a trap")
struct CanonicalDamageTests {
  @Test("random bytes", arguments: [UInt64(1), 2, 3])
  func random(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<20_000 {
      // Mostly tags and small lengths, so that more than the first byte is reached.
      let bytes = (0..<random.below(80)).map { _ in
        random.bool() ? UInt8(random.below(12)) : UInt8(truncatingIfNeeded: random.next())
      }
      _ = try? CanonicalDecoder.decode(JournalInput.self, from: bytes)
    }
  }

  @Test("changed, cut and lengthened bytes of real events", arguments: [UInt64(1), 2, 3])
  func mutated(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<20_000 {
      var bytes = CanonicalEncoder.encode(JournalInput(event: random.event(), quotes: random.quotes()))
      for _ in 0...random.below(3) {
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] ^= 1 << UInt8(random.below(8))
        case 2: bytes.removeSubrange(place...)
        default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      _ = try? CanonicalDecoder.decode(JournalInput.self, from: bytes)
    }
  }

  @Test("cut at any byte, an event is an error")
  func truncated() {
    var random = SeededGenerator(seed: 7)
    let bytes = CanonicalEncoder.encode(JournalInput(event: .signal(random.signal())))
    for count in 0..<bytes.count {
      #expect(throws: CanonicalError.self) {
        try CanonicalDecoder.decode(JournalInput.self, from: Array(bytes[..<count]))
      }
    }
  }

  indirect enum Nested: Codable {
    case leaf
    case deeper(Nested)
  }

  @Test("nesting beyond the limit is an error")
  func depth() {
    var bytes: [UInt8] = CanonicalEncoder.encode(Nested.leaf)
    for _ in 0..<200 {
      bytes = record("deeper", record("_0", bytes))
    }
    #expect(throws: CanonicalError.self) { try CanonicalDecoder.decode(Nested.self, from: bytes) }
  }

  private func record(_ name: String, _ value: [UInt8]) -> [UInt8] {
    let contents = [UInt8(name.utf8.count)] + name.utf8 + value
    var length: [UInt8] = []
    var rest = contents.count
    while rest >= 0x80 {
      length.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return [8] + length + [UInt8(rest)] + contents
  }

  static let refusals: [([UInt8], CanonicalError.Problem)] = [
    ([], .truncated), ([3], .truncated), ([3, 0x80], .truncated), ([9], .unknownTag(9)), ([3, 2, 0], .trailingBytes),
    ([3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2], .numberOutOfRange),
    ([6, 1, 0x41], .typeMismatch(expected: "an integer")), ([4, 0x80, 0x02], .numberOutOfRange),
    ([6, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], .truncated),
  ]

  @Test("each refusal says what is wrong", arguments: refusals)
  func refusal(_ bytes: [UInt8], _ problem: CanonicalError.Problem) {
    do throws(CanonicalError) {
      _ = try CanonicalDecoder.decode(UInt8.self, from: bytes)
      Issue.record("\(bytes) was read")
    } catch {
      #expect(error.problem == problem)
    }
  }

  @Test("text that is not UTF-8, and names of unknown cases, are refused")
  func refusedByType() {
    #expect(throws: CanonicalError(offset: 2, problem: .notUTF8)) {
      try CanonicalDecoder.decode(String.self, from: [6, 1, 0xFF])
    }
    #expect(throws: CanonicalError.self) { try CanonicalDecoder.decode(Action.self, from: [6, 1, 0x41]) }
  }

  @Test("input beyond the caller's limit is refused unread")
  func limit() {
    #expect(throws: CanonicalError(offset: 0, problem: .tooLong(limit: 3))) {
      try CanonicalDecoder.decode(String.self, from: [6, 2, 65, 65], limit: 3)
    }
  }
}
