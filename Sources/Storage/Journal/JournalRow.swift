import Crypto
import Engine
import Foundation
import GRDB
import Market
import Trading

/// A row of the journal table as it is on disk.
struct JournalRow {
  var stream: Int64
  var sequence: Int64
  var time: Int64
  var kind: String
  var tapeNumber: Int64
  var engineVersion: String
  var input: [UInt8]
  var effectsDigest: Int64
  var chain: [UInt8] = []

  static let insert = SQL(
    """
    insert into journal(stream, seq, time, kind, tape_no, engine_version, input, effects_digest, chain) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    """)
  static let upsertHead = SQL(
    """
    insert into journal_heads(stream, seq, chain) values ($1, $2, $3) \
    on conflict (stream) do update set seq = excluded.seq, chain = excluded.chain
    """)
  /// Records of a stream from a number on, in order.
  static let select = SQL(
    """
    select stream, seq, time, kind, tape_no, engine_version, input, effects_digest, chain from journal \
    where stream = $1 and seq >= $2 order by seq limit $3
    """)

  var columns: [any ColumnValue] {
    [stream, sequence, time, kind, tapeNumber, engineVersion, input, effectsDigest, chain]
  }

  init(
    stream: Int64, sequence: Int64, time: Int64, kind: String, tapeNumber: Int64, engineVersion: String,
    input: [UInt8], effectsDigest: Int64
  ) {
    self.stream = stream
    self.sequence = sequence
    self.time = time
    self.kind = kind
    self.tapeNumber = tapeNumber
    self.engineVersion = engineVersion
    self.input = input
    self.effectsDigest = effectsDigest
  }

  init(_ columns: inout Columns) throws {
    stream = try columns.integer()
    sequence = try columns.integer()
    time = try columns.integer()
    kind = try columns.text()
    tapeNumber = try columns.integer()
    engineVersion = try columns.text()
    input = try columns.bytes()
    effectsDigest = try columns.integer()
    chain = try columns.bytes()
  }

  /// What a person types to set the record aside.
  var quarantineCommand: String { "sarathi journal quarantine \(stream) \(sequence) --reason \"…\"" }

  // MARK: Chain

  /// What the first record of a stream is chained to.
  static func seed(of stream: Int64) -> [UInt8] {
    Array(SHA256.hash(data: Data("sarathi journal 1, stream \(stream)".utf8)))
  }

  /// SHA-256 over the chain of the record before and every column of this one. Numbers are eight bytes, the least
  /// significant first; text and bytes are preceded by their length, so that no two rows read the same.
  func chained(to previous: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(160 + input.count)
    func add(_ number: Int64) { withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) } }
    func add(_ part: some Collection<UInt8>) {
      add(Int64(part.count))
      bytes.append(contentsOf: part)
    }
    add(previous)
    add(stream)
    add(sequence)
    add(time)
    add(kind.utf8)
    add(tapeNumber)
    add(engineVersion.utf8)
    add(input)
    add(effectsDigest)
    return Array(SHA256.hash(data: bytes))
  }

  // MARK: Meaning

  enum Unreadable: Error, CustomStringConvertible {
    case kind(String, is: String)
    case number(String)
    case input(CanonicalError)

    var description: String {
      switch self {
      case .kind(let kind, let actual): "its kind says \(kind), its input is a \(actual)"
      case .number(let column): "its \(column) is out of range"
      case .input(let error): "its input cannot be read: \(error)"
      }
    }
  }

  func entry() throws(Unreadable) -> JournalEntry {
    let decoded: JournalInput
    do {
      decoded = try CanonicalDecoder.decode(JournalInput.self, from: input)
    } catch {
      throw .input(error)
    }
    guard decoded.event.journalKind == kind else { throw .kind(kind, is: decoded.event.journalKind) }
    guard let account = Int32(exactly: stream) else { throw .number("stream") }
    guard let tapeNumber = UInt32(exactly: tapeNumber) else { throw .number("tape number") }
    return JournalEntry(
      account: AccountID(account), sequence: sequence, time: Timestamp(nanoseconds: time), kind: kind,
      tapeNumber: tapeNumber, engineVersion: engineVersion, input: decoded,
      effectsDigest: UInt64(bitPattern: effectsDigest))
  }
}
