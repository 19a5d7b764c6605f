import TestSupport
import Testing

@testable import DeskSimulation

@Suite("A file after a power loss is made of what it was since its last sync")
struct FileImageTests {
  /// The judge keeps every state the file had since the last sync, and looks at single bytes.
  @Test(
    "whatever was done, each byte is one it had, or zero beyond what arrived", arguments: 1...600 as ClosedRange<UInt64>
  )
  func everyByteHadItsTime(_ seed: UInt64) {
    var random = Seeded(seed)
    var file = FileImage()
    var states: [[UInt8]] = [[]]
    for step in 1...Int.random(in: 1...12, using: &random) {
      var now = file.bytes
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        file.sync()
        states = []
      case 1:
        now = Array(now.prefix(Int.random(in: 0...now.count, using: &random)))
        file.truncate(to: now.count)
      default:
        let offset = random.oneIn(2) ? now.count : Int.random(in: 0...now.count, using: &random)
        let bytes = [UInt8](repeating: UInt8(step), count: Int.random(in: 1...2000, using: &random))
        bytes.withUnsafeBytes { file.write($0, at: offset) }
        now.replaceSubrange(offset..<min(offset + bytes.count, now.count), with: bytes)
      }
      #expect(file.bytes == now, "seed \(seed)")
      states.append(now)
    }
    file.losePower(using: &random)
    let left = file.bytes
    #expect(states.contains { $0.count == left.count }, "seed \(seed): a size it never had")
    let isSound = left.indices.allSatisfy { place in
      left[place] == 0 || states.contains { place < $0.count && $0[place] == left[place] }
    }
    #expect(isSound, "seed \(seed): a byte it never had")
    // What was there at the sync and was not cut off since was overwritten at most.
    let safe = states.map(\.count).min() ?? 0
    #expect(left.count >= safe && left.prefix(safe).allSatisfy { $0 != 0 }, "seed \(seed): synced bytes are gone")
  }

  @Test("a sector keeps the order of its writes: an older one never covers a newer one")
  func order() {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = Seeded(seed)
      var file = FileImage()
      for value in 1...5 as ClosedRange<UInt8> {
        // Each covers one sector less than the one before.
        let bytes = [UInt8](repeating: value, count: (6 - Int(value)) * FileImage.sectorBytes)
        bytes.withUnsafeBytes { file.write($0, at: 0) }
        if value == 2 { file.sync() }
      }
      file.losePower(using: &random)
      let sectors = stride(from: 0, to: file.bytes.count, by: FileImage.sectorBytes).map { file.bytes[$0] }
      #expect(sectors.count == 5)
      for (place, value) in sectors.enumerated() {
        #expect(value >= min(2, UInt8(5 - place)) && value <= UInt8(5 - place), "seed \(seed): \(sectors)")
      }
    }
  }
}
