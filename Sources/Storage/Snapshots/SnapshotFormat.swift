import Crypto
package import Trading

/// An account's state at one journal record.
package struct Snapshot: Hashable, Sendable {
  package var account: AccountID
  /// The last journal record it contains.
  package var sequence: Int64
  /// That record's chain: the snapshot belongs to a journal that has it there, and to no other.
  package var chain: [UInt8]
  package var engineVersion: String
  /// The state's canonical bytes.
  package var state: [UInt8]

  package init(account: AccountID, sequence: Int64, chain: [UInt8], engineVersion: String, state: [UInt8]) {
    self.account = account
    self.sequence = sequence
    self.chain = chain
    self.engineVersion = engineVersion
    self.state = state
  }
}

/// The bytes of a snapshot file: `SARASNAP`, version (4), account (4), sequence (8), chain (length 4, bytes), engine
/// version (length 4, UTF-8), state (length 8, bytes), SHA-256 of everything before (32). Numbers have the least
/// significant byte first.
enum SnapshotFormat {
  static let magic = Array("SARASNAP".utf8)
  static let version: UInt32 = 2
  private static let headBytes = 24
  static let digestBytes = 32

  enum Damage: Error {
    case notASnapshot, wrongLength, wrongDigest, wrongText
    case version(UInt32)
  }

  static func bytes(of snapshot: Snapshot) -> [UInt8] {
    var bytes = magic
    bytes.reserveCapacity(snapshot.state.count + 160)
    bytes.appendLittleEndian(version)
    bytes.appendLittleEndian(snapshot.account.number)
    bytes.appendLittleEndian(snapshot.sequence)
    bytes.appendLittleEndian(UInt32(snapshot.chain.count))
    bytes += snapshot.chain
    bytes.appendLittleEndian(UInt32(snapshot.engineVersion.utf8.count))
    bytes += snapshot.engineVersion.utf8
    bytes.appendLittleEndian(UInt64(snapshot.state.count))
    bytes += snapshot.state
    return bytes + SHA256.hash(data: bytes)
  }

  static func parse(_ bytes: [UInt8]) throws(Damage) -> Snapshot {
    guard bytes.starts(with: magic), bytes.count >= 12 else { throw .notASnapshot }
    let found: UInt32 = bytes.littleEndian(at: 8)
    guard found == version else { throw .version(found) }
    let end = bytes.count - digestBytes
    guard end >= headBytes else { throw .wrongLength }
    guard Array(SHA256.hash(data: bytes[..<end])) == Array(bytes[end...]) else { throw .wrongDigest }
    var place = headBytes
    func part(_ count: some BinaryInteger) throws(Damage) -> ArraySlice<UInt8> {
      guard count <= end - place else { throw .wrongLength }
      defer { place += Int(count) }
      return bytes[place..<place + Int(count)]
    }
    func length<Number: FixedWidthInteger>(_: Number.Type) throws(Damage) -> Number {
      bytes.littleEndian(at: try part(MemoryLayout<Number>.size).startIndex)
    }
    let chain = Array(try part(try length(UInt32.self)))
    guard let engineVersion = String(validating: try part(try length(UInt32.self)), as: UTF8.self) else {
      throw .wrongText
    }
    let state = Array(try part(try length(UInt64.self)))
    guard place == end else { throw .wrongLength }
    return Snapshot(
      account: AccountID(bytes.littleEndian(at: 12)), sequence: bytes.littleEndian(at: 16), chain: chain,
      engineVersion: engineVersion, state: state)
  }
}

extension SnapshotFormat.Damage {
  var description: String {
    switch self {
    case .notASnapshot: "it is not a snapshot."
    case .wrongLength: "it is cut off."
    case .wrongText: "its version is not UTF-8 text."
    case .wrongDigest: "its contents are not what was written."
    case .version(let version): "it has version \(version), this program reads \(SnapshotFormat.version)."
    }
  }
}
