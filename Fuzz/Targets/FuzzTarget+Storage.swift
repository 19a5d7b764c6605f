import Crypto
import Engine
import Foundation
import Market
import Trading

@testable import Storage

extension FuzzTarget {
  /// The input column of a journal record.
  static let journal = FuzzTarget("journal") { bytes in
    guard let input = try decoded(JournalInput.self, bytes) else { return }
    var row = JournalRow(
      stream: 1, sequence: 1, time: 0, kind: input.event.journalKind, tapeNumber: 0, engineVersion: "1", input: bytes,
      effectsDigest: 0)
    try require(try row.entry().input == input, "the record's entry is its input")
    row.kind += "?"
    do {
      _ = try row.entry()
      throw FuzzFinding(description: "a record under another kind is refused")
    } catch let error as JournalRow.Unreadable {
      try require(!error.description.isEmpty, "the refusal says why")
    }
  }

  /// An account's state, as snapshots keep it.
  static let state = FuzzTarget("state", maximumBytes: 16_384) { bytes in _ = try decoded(AccountState.self, bytes) }

  /// A snapshot file, as it is and with its checksum made right, so that what is behind it is read too.
  static let snapshot = FuzzTarget("snapshot") { bytes in
    let content = Array(bytes.dropLast(SnapshotFormat.digestBytes))
    for bytes in [bytes, content + SHA256.hash(data: content)] {
      do {
        let snapshot = try SnapshotFormat.parse(bytes)
        try require(SnapshotFormat.bytes(of: snapshot) == bytes, "a snapshot is written as it was read")
      } catch let error as SnapshotFormat.Damage {
        try require(!error.description.isEmpty, "the refusal says why")
      }
    }
  }

  /// A day's tape: read, searched, and continued after a crash.
  static let tape = FuzzTarget("tape") { bytes in
    let scratch = ScratchFile.shared
    try scratch.write(bytes)
    let reader: TapeReader
    do throws(StorageError) {
      reader = try TapeReader(scratch.url)
    } catch {
      return try require(!error.problem.isEmpty && !error.fix.isEmpty, "the refusal says what to do")
    }
    var records: [TapeRecord] = []
    var market = MarketView()
    do {
      while let record = try reader.next() {
        records.append(record)
        _ = market.admit(record.tick, at: record.tick.time)
        _ = record.tick.time.description
      }
      try require(records.count == reader.count, "every whole record is read")
    } catch let error as StorageError {
      try require(records.count < reader.count, "a refusal is of a record: \(error)")
    }
    try require(zip(records, records.dropFirst()).allSatisfy { $0.number < $1.number }, "numbers ascend")
    var written: [UInt8] = []
    for record in records { TapeFormat.append(record, to: &written) }
    try require(bytes.dropFirst(TapeFormat.size).starts(with: written), "records are written as they were read")
    try requireContinues(scratch.url, reader, records)
  }

  private static func requireContinues(_ url: URL, _ reader: TapeReader, _ records: [TapeRecord]) throws {
    guard records.count == reader.count, let middle = records.dropFirst(records.count / 2).first else { return }
    try reader.seek(to: middle.number)
    try require(try reader.next() == middle, "record \(middle.number) is found")
    let writer = try TapeWriter(url, day: reader.day, continuingAfter: middle.number)
    try require(writer.lastNumber == middle.number, "writing goes on after \(middle.number)")
    let again = try TapeReader(url)
    try require(again.count == records.count / 2 + 1, "what came after was cut off")
  }

  /// The value of canonical bytes, nil when they are refused. Its own bytes are the same for ever.
  private static func decoded<Value: Codable & Equatable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value? {
    let value: Value
    do throws(CanonicalError) {
      value = try CanonicalDecoder.decode(type, from: bytes)
    } catch {
      try require((0...bytes.count).contains(error.offset), "the place is inside: \(error)")
      return nil
    }
    // Bytes that are not the canonical ones may still be read: fields that went, integers of another sign.
    let canonical = CanonicalEncoder.encode(value)
    let again = try CanonicalDecoder.decode(type, from: canonical)
    try require(again == value, "a \(type) reads back as it was written")
    try require(CanonicalEncoder.encode(again) == canonical, "a \(type) has one form")
    return value
  }
}
