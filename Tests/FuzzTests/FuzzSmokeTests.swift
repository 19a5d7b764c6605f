import Foundation
import FuzzTargets
import TestSupport
import Testing

/// The targets of `make fuzz` without libFuzzer: what was found once, and a few thousand random changes of it.
@Suite("Readers of outside bytes keep their promises", .serialized)
struct FuzzSmokeTests {
  private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fuzz/Corpus")

  private static func inputs(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
    let folder = corpus.appending(path: target.name)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
      (name, [UInt8](try Data(contentsOf: folder.appending(path: name))))
    }
  }

  @Test("Every input of the fuzz corpus keeps the reader's promises", arguments: FuzzTarget.all.map(\.name))
  func corpus(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let inputs = try Self.inputs(of: target)
    #expect(!inputs.isEmpty, "Fuzz/Corpus/\(name) has something to begin with")
    for (file, bytes) in inputs {
      #expect(throws: Never.self, "Fuzz/Corpus/\(name)/\(file)") { try target.check(bytes) }
    }
    FuzzTarget.cleanUp()
  }

  @Test("Seeded changes of the fuzz corpus keep the reader's promises", arguments: FuzzTarget.all.map(\.name))
  func mutations(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let inputs = try Self.inputs(of: target).map(\.bytes)
    // A trap ends the process and leaves the input that did it here.
    let trail = FileManager.default.temporaryDirectory.appending(path: "sarathi-fuzz-smoke-\(name)")
    for seed in UInt64(1)...1000 {
      var mutator = Mutator(inputs, seed: seed, maximumBytes: target.maximumBytes)
      let bytes = mutator.next()
      try Data(bytes).write(to: trail)
      #expect(throws: Never.self, "seed \(seed) of \(name)") { try target.check(bytes) }
    }
    try FileManager.default.removeItem(at: trail)
    FuzzTarget.cleanUp()
  }
}

/// Changes inputs as a fuzzer does: bits, bytes, numbers in text, pieces left out, repeated or taken from another.
struct Mutator {
  private let inputs: [[UInt8]]
  private let maximumBytes: Int
  private var random: Seeded

  init(_ inputs: [[UInt8]], seed: UInt64, maximumBytes: Int) {
    self.inputs = inputs
    self.maximumBytes = maximumBytes
    random = Seeded(seed)
  }

  mutating func next() -> [UInt8] {
    var bytes = inputs.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...6, using: &random) { change(&bytes) }
    return Array(bytes.prefix(maximumBytes))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let length = min(Int.random(in: 1...16, using: &random), bytes.count - place)
    switch Int.random(in: 0..<8, using: &random) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1 where place < bytes.count: bytes[place] = .random(in: .min ... .max, using: &random)
    case 2: bytes.insert(Self.telling.randomElement(using: &random) ?? 0, at: place)
    case 3: bytes.removeSubrange(place..<place + length)
    case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
    case 5: bytes.insert(contentsOf: Self.texts.randomElement(using: &random) ?? [], at: place)
    case 6: bytes.removeSubrange(place...)
    default:
      guard let other = inputs.randomElement(using: &random), !other.isEmpty else { return }
      let from = Int.random(in: 0..<other.count, using: &random)
      bytes.insert(contentsOf: other[from...].prefix(64), at: place)
    }
  }

  private static let telling: [UInt8] = Array("\0\t\n\r \"#+,-.0159:;[]{}|\\eE\u{7F}".utf8) + [0x80, 0xC3, 0xFF]
  private static let texts: [[UInt8]] =
    [
      "-1", "0.00005", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e400", "NaN", "null",
      "\u{FEFF}", "₹", "\u{1F680}", "e\u{301}", "2024-02-30", "1899-12-31", "2200-12-31", "24:00", "\r\n\r\n",
      "\\u0000",
    ].map { Array($0.utf8) } + [[UInt8](repeating: 0xFF, count: 8), [UInt8](repeating: 0, count: 8)]
}
