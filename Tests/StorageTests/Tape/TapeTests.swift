import Foundation
import Market
import Storage
import Testing

@Suite("The tape keeps what the engine saw")
struct TapeTests {
  let folder: TemporaryFolder
  let day = TradingDay(daysSince1970: 18_779)
  var file: URL { folder.file("2021-06-01.tape") }

  init() throws { folder = try TemporaryFolder() }

  private func tick(_ number: Int) -> Tick {
    Tick(
      instrument: InstrumentID(Int32(number % 100)), price: Price(raw: Int64(1_000_000 + number)),
      volume: Int64(number) * 1000, time: Timestamp(nanoseconds: 1_622_519_150_000_000_000 + Int64(number)))
  }

  private func write(_ numbers: ClosedRange<Int>, after number: UInt32? = nil) throws -> UInt32 {
    let writer = try TapeWriter(file, day: day, continuingAfter: number)
    for number in numbers {
      try writer.append(tick(number), receiveOffset: UInt16(number % 7), verdict: UInt8(number % 3))
    }
    try writer.sync()
    return writer.lastNumber
  }

  private func numbers() throws -> [UInt32] {
    let reader = try TapeReader(file)
    var numbers: [UInt32] = []
    while let record = try reader.next() { numbers.append(record.number) }
    return numbers
  }

  private func size() throws -> Int { try Data(contentsOf: file).count }

  @Test("records come back as they were written, over several blocks")
  func roundTrip() throws {
    #expect(try write(1...20_000) == 20_000)
    let reader = try TapeReader(file)
    #expect(reader.day == day)
    #expect(reader.count == 20_000)
    for number in 1...20_000 {
      let record = try #require(try reader.next())
      #expect(
        record
          == TapeRecord(
            number: UInt32(number), tick: tick(number), receiveOffset: UInt16(number % 7), verdict: UInt8(number % 3)))
    }
    #expect(try reader.next() == nil)
    #expect(try size() == 32 * 20_001)
  }

  @Test("flushed records are in the file before it is closed")
  func flush() throws {
    let writer = try TapeWriter(file, day: day)
    try writer.append(tick(1), receiveOffset: 0, verdict: 0)
    #expect(try TapeReader(file).count == 0)
    try writer.flush()
    #expect(try TapeReader(file).count == 1)
  }

  @Test("opening again goes on after the last record, or cuts after the number given")
  func reopening() throws {
    _ = try write(1...10)
    #expect(try write(11...12) == 12)
    #expect(try write(8...9, after: 7) == 9)
    #expect(try numbers() == Array(1...9))
    #expect(try TapeWriter(file, day: day, continuingAfter: 0).lastNumber == 0)
    #expect(try numbers().isEmpty)
  }

  @Test("a torn last record is cut off", arguments: [1, 31])
  func torn(_ bytes: Int) throws {
    _ = try write(1...5)
    try Data(Data(contentsOf: file).dropLast(32 - bytes)).write(to: file)
    #expect(try numbers() == [1, 2, 3, 4])
    #expect(try write(5...6) == 6)
    #expect(try numbers() == [1, 2, 3, 4, 5, 6])
  }

  @Test("a tail of zeros, as a power failure leaves it, is cut off")
  func zeroTail() throws {
    _ = try write(1...5)
    try (Data(contentsOf: file) + Data(count: 4096)).write(to: file)
    #expect(try write(6...6) == 6)
    #expect(try numbers() == [1, 2, 3, 4, 5, 6])
  }

  @Test("from a hole on, as a power failure leaves it, everything is cut off")
  func hole() throws {
    _ = try write(1...20_000)
    var bytes = try Data(contentsOf: file)
    bytes.replaceSubrange(32 * 9_001..<32 * 9_017, with: Data(count: 512))
    try bytes.write(to: file)
    #expect(storageError { _ = try numbers() }?.kind == .damaged)
    let writer = try TapeWriter(file, day: day, continuingAfter: 15_000)
    #expect(writer.lost == 9_001...15_000)
    try writer.append(tick(15_001), receiveOffset: 0, verdict: 0)
    try writer.flush()
    #expect(try numbers() == Array(1...9_000) + [15_001])
  }

  @Test("numbers the journal knows and the tape lost are not given again")
  func lost() throws {
    _ = try write(1...5)
    let writer = try TapeWriter(file, day: day, continuingAfter: 8)
    #expect(writer.lost == 6...8)
    try writer.append(tick(9), receiveOffset: 0, verdict: 0)
    try writer.flush()
    #expect(try numbers() == [1, 2, 3, 4, 5, 9])
    #expect(try TapeWriter(file, day: day, continuingAfter: 7).lastNumber == 7)
    #expect(try numbers() == [1, 2, 3, 4, 5])
  }

  @Test("seeking finds a number, or the next one there is")
  func seek() throws {
    _ = try write(1...20_000)
    let reader = try TapeReader(file)
    for number: UInt32 in [1, 2, 8192, 8193, 19_999, 20_000, 5] {
      try reader.seek(to: number)
      #expect(try reader.next()?.number == number)
    }
    try reader.seek(to: 20_001)
    #expect(try reader.next() == nil)
    try reader.seek(to: 0)
    #expect(try reader.next()?.number == 1)
  }

  @Test("a changed number is reported, not passed over")
  func damaged() throws {
    _ = try write(1...5)
    var bytes = try Data(contentsOf: file)
    bytes[32 * 3] = 1
    try bytes.write(to: file)
    let error = storageError { _ = try numbers() }
    #expect(error?.kind == .damaged)
    #expect(error?.problem.contains("record 2") == true)
  }

  @Test("another file, another day and another version are refused")
  func refused() throws {
    _ = try write(1...5)
    #expect(storageError { _ = try TapeWriter(file, day: day.advanced(by: 1)) }?.kind == .damaged)
    var bytes = try Data(contentsOf: file)
    bytes[8] = 3
    try bytes.write(to: file)
    #expect(storageError { _ = try TapeReader(file) }?.kind == .newerSchema)
    bytes[0] = 0
    try bytes.write(to: file)
    #expect(storageError { _ = try TapeReader(file) }?.kind == .damaged)
    #expect(storageError { _ = try TapeReader(folder.file("none.tape")) }?.kind == .missing)
  }

  @Test("a header the process died in is written again")
  func tornHeader() throws {
    try Data("SARA".utf8).write(to: file)
    #expect(try write(1...2) == 2)
    #expect(try numbers() == [1, 2])
  }

  @Test("volumes beyond forty bits are kept as the nearest", arguments: [(Int64.max, (1 << 40) - 1), (-5, 0)])
  func volumes(_ given: Int64, _ kept: Int64) throws {
    let writer = try TapeWriter(file, day: day)
    var odd = tick(1)
    odd.volume = given
    odd.price = Price(raw: .min)
    try writer.append(odd, receiveOffset: .max, verdict: .max)
    try writer.flush()
    let record = try #require(try TapeReader(file).next())
    #expect(record.tick.volume == kept)
    #expect(record.tick.price == Price(raw: .min))
    #expect(record.receiveOffset == .max)
    #expect(record.verdict == .max)
  }

  @Test("every flipped bit of a record is found, or passed over and counted when the rest is wanted")
  func flipped() throws {
    _ = try write(1...5)
    let whole = try Data(contentsOf: file)
    for bit in 32 * 8..<whole.count * 8 {
      var damaged = whole
      damaged[bit / 8] ^= 1 << (bit % 8)
      try damaged.write(to: file)
      #expect(storageError { _ = try numbers() }?.kind == .damaged, "bit \(bit)")
      let reader = try TapeReader(file, passingOverDamage: true)
      var count = 0
      while let record = try reader.next() {
        #expect(record.tick == tick(Int(record.number)))
        count += 1
      }
      #expect(count == 4 && reader.damaged == 1, "bit \(bit)")
    }
  }

  @Test("a full disk ends the writer", .enabled(if: SmallDisk.isAvailable))
  func fullDisk() throws {
    guard let disk = try SmallDisk(megabytes: 1) else { return }
    let writer = try TapeWriter(disk.url.appending(path: "day.tape"), day: day)
    try disk.fill(leaving: 0)
    let error = storageError {
      for number in 1...100_000 { try writer.append(tick(number), receiveOffset: 0, verdict: 0) }
    }
    #expect(error?.kind == .diskFull)
    #expect(storageError { try writer.sync() }?.kind == .stopped)
  }
}
