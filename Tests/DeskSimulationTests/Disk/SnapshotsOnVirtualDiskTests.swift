import DeskSimulation
import Storage
import TestSupport
import Testing
import Trading

@Suite("A snapshot is whole under its name, or not there")
struct SnapshotsOnVirtualDiskTests {
  let account = AccountID(7)

  private func snapshot(_ sequence: Int64) -> Snapshot {
    Snapshot(
      account: account, sequence: sequence, chain: [UInt8(sequence)], engineVersion: "1",
      state: (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* Int(sequence)) })
  }

  /// Saves one after the other; returns the last that is safe.
  private func save(_ sequences: ClosedRange<Int64>, on disk: VirtualDisk) -> Int64 {
    var safe: Int64 = 0
    guard let folder = try? DataFolder(disk.root, on: disk) else { return safe }
    let store = SnapshotStore(folder.snapshots, on: disk)
    for sequence in sequences {
      guard (try? store.save(snapshot(sequence))) != nil else { return safe }
      safe = sequence
    }
    return safe
  }

  @Test(
    "A snapshot is complete or absent whenever the process or the machine dies", arguments: 0...3 as ClosedRange<UInt64>
  )
  func death(_ seed: UInt64) throws {
    let calm = VirtualDisk()
    #expect(save(1...5, on: calm) == 5)
    for number in 1...calm.operations {
      for sectors in [0, 1, 4] {
        let disk = VirtualDisk()
        disk.failing { $0.number == number ? .death(sectors: sectors) : nil }
        let safe = save(1...5, on: disk)
        disk.failing(nil)
        var random = Seeded(seed &* 10_000 &+ UInt64(number * 10 + sectors))
        disk.restart(after: seed == 0 ? .process : .powerLoss, using: &random)
        let folder = try DataFolder(disk.root, on: disk)
        let store = SnapshotStore(folder.snapshots, on: disk)
        let found = try store.newest(of: account)
        #expect(found.skipped.isEmpty, "operation \(number), \(sectors) sectors")
        let newest = found.snapshot?.sequence ?? 0
        #expect(newest == safe || newest == safe + 1, "operation \(number), \(sectors) sectors")
        #expect(found.snapshot == nil || found.snapshot == snapshot(newest))
        try store.save(snapshot(newest + 1))
        #expect(try store.newest(of: account).snapshot == snapshot(newest + 1))
      }
    }
  }
}
