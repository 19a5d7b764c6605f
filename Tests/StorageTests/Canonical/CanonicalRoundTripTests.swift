import Market
import Storage
import TestSupport
import Testing

@testable import Engine
@testable import Trading

@Suite("Canonical bytes carry every stored value unchanged")
struct CanonicalRoundTripTests {
  @Test("every event case, with seeded values", arguments: 0..<SeededGenerator.eventCases)
  func events(_ place: Int) throws {
    for seed in UInt64(1)...200 {
      var random = SeededGenerator(seed: seed)
      let input = JournalInput(event: random.event(place), quotes: random.quotes())
      let bytes = CanonicalEncoder.encode(input)
      #expect(try CanonicalDecoder.decode(JournalInput.self, from: bytes) == input, "seed \(seed)")
      #expect(CanonicalEncoder.encode(input) == bytes, "seed \(seed)")
      #expect(try PlainCanonicalEncoder.encode(input) == bytes, "seed \(seed)")
    }
  }

  @Test("every record case, with seeded values", arguments: 0..<SeededGenerator.recordCases)
  func records(_ place: Int) throws {
    for seed in UInt64(1)...200 {
      var random = SeededGenerator(seed: seed)
      let record = random.record(place)
      let bytes = CanonicalEncoder.encode(record)
      #expect(try CanonicalDecoder.decode(Record.self, from: bytes) == record, "seed \(seed)")
      #expect(try PlainCanonicalEncoder.encode(record) == bytes, "seed \(seed)")
    }
  }

  struct Plain: Codable, Hashable {
    var text = "é"
    var number: Int64 = -3
    var flags: [Bool?] = [true, nil, false]
    var ratio = 0.5
    var missing: Int?
  }

  @Test("The canonical bytes of a small value never change")
  func golden() {
    var fields: [UInt8] = []
    func add(_ name: String, _ value: [UInt8]) {
      fields.append(UInt8(name.utf8.count))
      fields += Array(name.utf8)
      fields += value
    }
    add("text", [6, 2, 0xC3, 0xA9])
    add("number", [3, 5])
    add("flags", [7, 3, 2, 0, 1])
    add("ratio", [5, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F])
    let expected: [UInt8] = [8, UInt8(fields.count)] + fields
    #expect(CanonicalEncoder.encode(Plain()) == expected)
  }

  struct Later: Codable, Hashable {
    var number: Int64
    var added: String?
  }

  @Test("a field added later reads as nil, a field that went is passed over")
  func evolution() throws {
    let old = CanonicalEncoder.encode(Plain())
    #expect(try CanonicalDecoder.decode(Later.self, from: old) == Later(number: -3, added: nil))
  }

  @Test(
    "long lists and long texts have longer lengths", arguments: [0, 1, 126, 127, 128, 129, 16_383, 16_384, 100_000])
  func lengths(_ count: Int) throws {
    let list = [[UInt8](repeating: 7, count: count)]
    #expect(try CanonicalDecoder.decode([[UInt8]].self, from: CanonicalEncoder.encode(list)) == list)
    let text = String(repeating: "x", count: count)
    #expect(try CanonicalDecoder.decode(String.self, from: CanonicalEncoder.encode(text)) == text)
  }

  @Test("integers keep their extremes")
  func extremes() throws {
    let signed: [Int64] = [.min, .min + 1, -1, 0, 1, .max]
    #expect(try CanonicalDecoder.decode([Int64].self, from: CanonicalEncoder.encode(signed)) == signed)
    let unsigned: [UInt64] = [0, 1, 127, 128, .max]
    #expect(try CanonicalDecoder.decode([UInt64].self, from: CanonicalEncoder.encode(unsigned)) == unsigned)
  }
}
