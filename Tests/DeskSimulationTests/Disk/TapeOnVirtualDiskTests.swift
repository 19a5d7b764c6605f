import DeskSimulation
import Foundation
import Market
import Storage
import TestSupport
import Testing

@Suite("What the tape synced survives; of the rest, what is left is sound")
struct TapeOnVirtualDiskTests {
  let day: TradingDay = "2021-06-01"

  private func tick(_ number: UInt32, _ edition: Int64) -> Tick {
    Tick(
      instrument: InstrumentID(1), price: Price(raw: 1_000_000 + Int64(number)), volume: edition,
      time: Timestamp(nanoseconds: 1_622_519_150_000_000_000 + Int64(number)))
  }

  private func records(_ folder: DataFolder) throws -> [TapeRecord] {
    let reader = try TapeReader(folder.tape(of: day), on: folder.disk)
    var records: [TapeRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  private func append(_ count: Int, _ edition: Int64, _ writer: TapeWriter) throws {
    for _ in 0..<count { try writer.append(tick(writer.lastNumber + 1, edition), receiveOffset: 0, verdict: 0) }
  }

  @Test("flushed records survive the process, buffered ones do not")
  func processDeath() throws {
    let disk = VirtualDisk()
    let folder = try DataFolder(disk.root, on: disk)
    let writer = try TapeWriter(folder.tape(of: day), on: disk, day: day)
    try append(100, 1, writer)
    try writer.flush()
    try append(7, 1, writer)
    disk.die()
    #expect(storageError { try writer.flush() }?.kind == .io)
    disk.restart()
    let again = try DataFolder(disk.root, on: disk)
    #expect(try records(again).map(\.number) == Array(1...100))
    #expect(storageError { try writer.sync() }?.kind == .stopped)
    #expect(try again.tapeDays() == [day])
  }

  /// Some records before `synced` are on disk for certain; some after it may be. The writer goes on behind them.
  @Test("after a power loss synced records are there, and the tape can be written and read on")
  func powerLoss() throws {
    var lost = 0
    var kept = 0
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = Seeded(seed)
      let disk = VirtualDisk()
      let folder = try DataFolder(disk.root, on: disk)
      let writer = try TapeWriter(folder.tape(of: day), on: disk, day: day)
      try append(Int.random(in: 0...200, using: &random), 1, writer)
      try writer.sync()
      let synced = writer.lastNumber
      for _ in 0..<3 {
        try append(Int.random(in: 0...100, using: &random), 1, writer)
        try writer.flush()
      }
      let written = writer.lastNumber
      disk.restart(after: .powerLoss, using: &random)

      let again = try DataFolder(disk.root, on: disk)
      // What the journal knows may be ahead of what the tape kept, or behind.
      let known = UInt32.random(in: synced...written, using: &random)
      let next = try TapeWriter(again.tape(of: day), on: disk, day: day, continuingAfter: known)
      try append(20, 1, next)
      try next.sync()
      let found = try records(again)
      #expect(found.prefix(Int(synced)).map(\.number) == Array(1..<synced + 1), "seed \(seed)")
      #expect(found.suffix(20).map(\.number) == Array(known + 1...known + 20), "seed \(seed)")
      #expect(found.allSatisfy { $0.tick == tick($0.number, 1) }, "seed \(seed)")
      let missing = next.lost.map { Int($0.count) } ?? 0
      #expect(found.count == Int(known) - missing + 20, "seed \(seed)")
      if missing > 0 { lost += 1 } else { kept += 1 }
    }
    #expect(lost > 0 && kept > 0, "\(lost) tapes lost records, \(kept) did not")
  }

  @Test("records cut off at a start do not come back in the place of later ones")
  func cutIsDurable() throws {
    for seed in 1...100 as ClosedRange<UInt64> {
      var random = Seeded(seed)
      let disk = VirtualDisk()
      let folder = try DataFolder(disk.root, on: disk)
      let first = try TapeWriter(folder.tape(of: day), on: disk, day: day)
      try append(200, 1, first)
      try first.sync()
      let second = try TapeWriter(folder.tape(of: day), on: disk, day: day, continuingAfter: 100)
      try append(50, 2, second)
      try second.flush()
      disk.restart(after: .powerLoss, using: &random)
      let again = try DataFolder(disk.root, on: disk)
      _ = try TapeWriter(again.tape(of: day), on: disk, day: day, continuingAfter: 150)
      let wrong = try records(again).filter { $0.tick.volume != ($0.number <= 100 ? 1 : 2) }
      #expect(wrong.isEmpty, "seed \(seed): record \(wrong.first?.number ?? 0) is one that was cut off")
    }
  }

  @Test("an error ends the writer", arguments: [false, true])
  func errors(_ isFull: Bool) throws {
    let disk = VirtualDisk()
    let folder = try DataFolder(disk.root, on: disk)
    let writer = try TapeWriter(folder.tape(of: day), on: disk, day: day)
    try append(40, 1, writer)
    try writer.sync()
    disk.failing { $0.kind == .write ? (isFull ? .diskFull(sectors: 1) : .ioError(sectors: 1)) : nil }
    try append(40, 1, writer)
    #expect(storageError { try writer.flush() }?.kind == (isFull ? .diskFull : .io))
    disk.failing(nil)
    #expect(storageError { try writer.sync() }?.kind == .stopped)
    let next = try TapeWriter(folder.tape(of: day), on: disk, day: day)
    #expect(next.lastNumber >= 40 && next.lastNumber < 80)
    #expect(try records(folder).map(\.number) == Array(1...next.lastNumber))
  }
}
