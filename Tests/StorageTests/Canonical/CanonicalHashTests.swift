import Engine
import Market
import TestSupport
import Testing

@Suite("The canonical hash never changes")
struct CanonicalHashTests {
  /// From the xxHash specification's reference implementation, seed 0.
  static let vectors: [(String, UInt64)] = [
    ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
    ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
  ]

  @Test("published vectors", arguments: vectors)
  func published(_ text: String, _ expected: UInt64) {
    #expect(CanonicalHash.hash(Array(text.utf8)) == expected)
  }

  @Test("Adding bytes in parts gives the same canonical hash")
  func parts() {
    var random = SeededGenerator(seed: 11)
    for count in 0..<200 {
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      var hash = CanonicalHash()
      var position = 0
      while position < count {
        let end = min(count, position + 1 + random.below(40))
        hash.add(Array(bytes[position..<end]))
        position = end
      }
      #expect(hash.finish() == CanonicalHash.hash(bytes), "\(count) bytes")
    }
  }
}
