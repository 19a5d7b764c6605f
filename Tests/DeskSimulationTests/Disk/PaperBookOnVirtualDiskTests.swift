import DeskSimulation
import Foundation
import Storage
import TestSupport
import Testing

@Suite("The paper broker's book survives on a virtual disk too")
struct PaperBookOnVirtualDiskTests {
  /// Two books in one file, each with a connection of its own. Returns how many saves of each are safe.
  private func trade(_ disk: VirtualDisk, saves: Int) -> [Int64] {
    var safe: [Int64] = [0, 0]
    let file = disk.root.appending(path: "paper.sqlite")
    guard let first = try? PaperBookStore(file, book: 0), let second = try? PaperBookStore(file, book: 1) else {
      return safe
    }
    for save in 1...Int64(saves) {
      for (book, store) in [first, second].enumerated() {
        guard (try? store.save(rows: [(save, bytes(save))], header: bytes(save))) != nil else { return safe }
        safe[book] = save
      }
    }
    return safe
  }

  private func bytes(_ save: Int64) -> [UInt8] { [UInt8](repeating: UInt8(save), count: Int(save) * 700) }

  @Test("The paper book survives a process death or power failure during any disk operation", arguments: [false, true])
  func death(_ isPowerLoss: Bool) throws {
    let calm = VirtualDisk()
    #expect(trade(calm, saves: 4) == [4, 4])
    for number in 1...calm.operations {
      let disk = VirtualDisk()
      disk.failing { $0.number == number ? .death(sectors: number % 4) : nil }
      let safe = trade(disk, saves: 4)
      disk.failing(nil)
      var random = Seeded(UInt64(number))
      disk.restart(after: isPowerLoss ? .powerLoss : .process, using: &random)
      for (book, saved) in safe.enumerated() {
        let store = try PaperBookStore(disk.root.appending(path: "paper.sqlite"), book: Int32(book))
        let loaded = try store.load()
        let count = Int64(loaded.rows.count)
        #expect(count == saved || count == saved + 1, "operation \(number), book \(book)")
        #expect(loaded.rows.map(\.1) == (0..<count).map { bytes($0 + 1) })
        #expect(loaded.header == (count == 0 ? nil : bytes(count)))
        try store.close()
      }
    }
  }
}
