import DeskSimulation
import Foundation
import Storage
import TestSupport
import Testing

@Suite("A commit that returned survives whatever happens to the disk; one cut off is there or not")
struct JournalOnVirtualDiskTests {
  /// Opens, commits small and large, moves the log into the database in between, and closes.
  private func day(_ journal: JournalOnDisk) {
    journal.open()
    for _ in 0..<4 { journal.commit() }
    journal.checkpoint()
    for _ in 0..<3 { journal.commit() }
    journal.close()
  }

  /// A disk with a journal of five records.
  private func started() throws -> VirtualDisk {
    let disk = VirtualDisk()
    let journal = JournalOnDisk(disk)
    journal.open()
    for _ in 0..<5 { journal.commit() }
    journal.close()
    #expect(journal.errors.isEmpty)
    return disk
  }

  private func operations(_ start: VirtualDisk, _ returned: Int64) -> [DiskOperation] {
    let disk = start.fork()
    let seen = Seen()
    disk.failing { seen.note($0) }
    let journal = JournalOnDisk(disk, returned: returned)
    day(journal)
    #expect(journal.errors.isEmpty)
    return seen.operations
  }

  /// Cuts the same day off inside each of its operations, each time on a disk of its own.
  private func cutEverywhere(_ start: VirtualDisk, _ returned: Int64, restart: (VirtualDisk, UInt64) -> Void) throws {
    let operations = operations(start, returned)
    #expect(operations.count > 40)
    for operation in operations {
      for sectors in operation.kind == .write ? [0, 1, 5] : [0, 1] {
        let disk = start.fork()
        let journal = JournalOnDisk(disk, returned: returned)
        disk.failing { $0.number == operation.number ? .death(sectors: sectors) : nil }
        day(journal)
        #expect(disk.isDead)
        disk.failing(nil)
        restart(disk, UInt64(operation.number * 10 + sectors))
        try journal.checkAfterRestart("\(operation), \(sectors) sectors")
      }
    }
  }

  @Test("the process dies in any operation of a day")
  func processDeath() throws {
    try cutEverywhere(try started(), 5) { disk, _ in disk.restart() }
  }

  @Test("the power fails in any operation of a day", arguments: 1...4 as ClosedRange<UInt64>)
  func powerLoss(_ seed: UInt64) throws {
    try cutEverywhere(try started(), 5) { disk, case_ in
      var random = Seeded(seed &* 1000 &+ case_)
      disk.restart(after: .powerLoss, using: &random)
    }
  }

  @Test(
    "The paper book survives a process death or power failure during any disk operation of the first start",
    arguments: [false, true])
  func firstStart(_ isPowerLoss: Bool) throws {
    try cutEverywhere(VirtualDisk(), 0) { disk, seed in
      var random = Seeded(seed)
      disk.restart(after: isPowerLoss ? .powerLoss : .process, using: &random)
    }
  }

  @Test("an error in any operation of a commit ends the journal as on a real disk", arguments: [false, true])
  func errors(_ isFull: Bool) throws {
    let start = try started()
    for sectors in [0, 3] {
      let fault: DiskFault = isFull ? .diskFull(sectors: sectors) : .ioError(sectors: sectors)
      // The first commit of a start begins the log anew and syncs its header and the folder; the third is an ordinary one.
      for commitsBefore in [0, 2] {
        var number = 0
        while true {
          number += 1
          let disk = start.fork()
          let journal = JournalOnDisk(disk, returned: 5)
          journal.open()
          for _ in 0..<commitsBefore { journal.commit() }
          let failing = disk.operations + number
          let seen = Seen()
          disk.failing { operation in
            seen.note(operation)
            return operation.number == failing ? fault : nil
          }
          journal.commit()
          disk.failing(nil)
          guard let operation = seen.operations.first(where: { $0.number == failing }) else { break }
          // A folder that cannot be synced is no error for SQLite.
          if operation.kind != .syncFolder {
            #expect(journal.errors.map(\.kind) == [isFull ? .diskFull : .io], "\(operation)")
            journal.commit()
            #expect(journal.errors.last?.kind == .stopped)
          }
          journal.close()
          disk.restart()
          try journal.checkAfterRestart("\(operation), \(fault)")
        }
        #expect(number > 4)
      }
    }
  }

  @Test("random days, deaths and losses, one after the other", arguments: 1...60 as ClosedRange<UInt64>)
  func random(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let disk = VirtualDisk()
    let journal = JournalOnDisk(disk)
    for life in 1...6 {
      let end = disk.operations + Int.random(in: 1...150, using: &random)
      let sectors = Int.random(in: 0...9, using: &random)
      disk.failing { $0.number == end ? .death(sectors: sectors) : nil }
      journal.open()
      for _ in 0..<Int.random(in: 0...20, using: &random) where !disk.isDead {
        if random.oneIn(5) { journal.checkpoint() } else { journal.commit() }
      }
      if random.oneIn(3) { journal.close() }
      disk.failing(nil)
      disk.restart(after: random.oneIn(2) ? .process : .powerLoss, using: &random)
      try journal.checkAfterRestart("seed \(seed), life \(life)")
    }
  }

  @Test("what an earlier start left open cannot touch the disk of the present one")
  func leftOpen() throws {
    let disk = try started()
    let old = JournalOnDisk(disk, returned: 5)
    old.open()
    old.commit()
    let oldFile = old.file
    disk.restart()
    let before = disk.operations
    old.commit()
    old.checkpoint()
    old.close()
    #expect(old.errors.map(\.kind) == [.io, .stopped])
    #expect(storageError { _ = try Journal(oldFile, on: disk, engineVersion: "1") } != nil)
    #expect(disk.operations == before)
    // The one that failed was never on its way to this disk.
    let journal = try Journal(disk.root.appending(path: "sarathi.sqlite"), on: disk, engineVersion: "1")
    #expect(journal.head(of: JournalOnDisk.account) == 6)
    #expect(try journal.verify().isSound)
  }

  @Test("people read beside the writer, through connections of their own")
  func readers() throws {
    let disk = try started()
    let journal = JournalOnDisk(disk, returned: 5)
    journal.open()
    let reader = try DeskReader(journal.file, on: disk)
    for _ in 0..<3 { journal.commit() }
    #expect(try reader.journalEntries(of: JournalOnDisk.account).count == 8)
    journal.checkpoint()
    journal.commit()
    #expect(try reader.journalEntries(of: JournalOnDisk.account).count == 9)
    #expect(try reader.verify().isSound)
    #expect(journal.errors.isEmpty)
    #expect((journal.journal?.walBytes ?? 0) > 0)
    #expect(storageError { _ = try DeskReader(disk.root.appending(path: "none.sqlite"), on: disk) }?.kind == .missing)
  }

  @Test("days on several threads do not meet")
  func threads() async throws {
    let start = try started()
    let heads = await withTaskGroup(of: Int64.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let journal = JournalOnDisk(start.fork(), returned: 5)
          journal.open()
          for _ in 0..<50 { journal.commit() }
          return journal.journal?.head(of: JournalOnDisk.account) ?? 0
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(heads == Array(repeating: 55, count: 8))
  }
}
