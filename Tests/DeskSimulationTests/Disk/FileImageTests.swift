import TestSupport
import Testing

@testable import DeskSimulation

@Suite("A file after a power loss is made of what it was since its last sync")
struct FileImageTests {
  /// The judge keeps every state the file had since the last sync, and looks at whole sectors.
  @Test(
    "whatever was done, each sector is as it was at some time, or zero beyond what arrived",
    arguments: 1...600 as ClosedRange<UInt64>
  )
  func everySectorHadItsTime(_ seed: UInt64) {
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
    // What was there at the sync and was not cut off since was overwritten at most.
    let safe = states.map(\.count).min() ?? 0
    #expect(left.count >= safe && left.prefix(safe).allSatisfy { $0 != 0 }, "seed \(seed): synced bytes are gone")
    for start in stride(from: 0, to: left.count, by: FileImage.sectorBytes) {
      let sector = start..<min(start + FileImage.sectorBytes, left.count)
      let isSound = states.contains { state in
        sector.allSatisfy { left[$0] == ($0 < state.count ? state[$0] : 0) || left[$0] == 0 && $0 >= safe }
      }
      #expect(isSound, "seed \(seed): the sector at \(start) was never like this")
    }
  }
}
