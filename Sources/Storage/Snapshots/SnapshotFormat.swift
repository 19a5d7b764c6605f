import Crypto
package import Trading

/// An account's state at one journal record.
package struct Snapshot: Hashable, Sendable {
  package var account: AccountID
  /// The last journal record it contains.
  package var sequence: Int64
  package var stateHash: UInt64
  package var engineVersion: String
  /// The state's canonical bytes.
  package var state: [UInt8]

  package init(account: AccountID, sequence: Int64, stateHash: UInt64, engineVersion: String, state: [UInt8]) {
    self.account = account
    self.sequence = sequence
    self.stateHash = stateHash
    self.engineVersion = engineVersion
    self.state = state
  }
}

/// The bytes of a snapshot file: `SARASNAP`, version (4), account (4), sequence (8), state hash (8), engine version
/// (length 4, UTF-8), state (length 8, bytes), SHA-256 of everything before (32). Numbers have the least significant
/// byte first.
enum SnapshotFormat {
  static let magic = Array("SARASNAP".utf8)
  static let version: UInt32 = 1
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
    bytes.appendLittleEndian(snapshot.stateHash)
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
    guard end >= 36 else { throw .wrongLength }
    guard Array(SHA256.hash(data: bytes[..<end])) == Array(bytes[end...]) else { throw .wrongDigest }
    let name: UInt32 = bytes.littleEndian(at: 32)
    let nameEnd = 36 + Int(name)
    guard nameEnd + 8 <= end else { throw .wrongLength }
    let length: UInt64 = bytes.littleEndian(at: nameEnd)
    guard length == UInt64(end - nameEnd - 8) else { throw .wrongLength }
    guard let engineVersion = String(validating: bytes[36..<nameEnd], as: UTF8.self) else { throw .wrongText }
    return Snapshot(
      account: AccountID(bytes.littleEndian(at: 12)), sequence: bytes.littleEndian(at: 16),
      stateHash: bytes.littleEndian(at: 24), engineVersion: engineVersion,
      state: Array(bytes[(nameEnd + 8)..<end]))
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
