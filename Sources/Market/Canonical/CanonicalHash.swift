/// A 64-bit hash of bytes that never changes: state hashes, effect digests and signal identities are compared across
/// versions and machines.
///
/// It is XXH64 with seed 0 (Y. Collet, "xxHash fast digest algorithm", rev. 0.2.0), which spreads well and reads eight
/// bytes a step. It is no defence against somebody who *wants* two inputs to agree; where that matters there is
/// SHA-256.
package struct CanonicalHash: Sendable {
  private var lanes = (
    Self.prime1 &+ Self.prime2, Self.prime2, UInt64(0), 0 &- Self.prime1
  )
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  package init() {}

  package static func hash(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { hash($0) } }

  /// Hash of a value's canonical bytes.
  package static func hash(of value: some Encodable) -> UInt64 {
    let writer = CanonicalWriter()
    writer.write(codable: value)
    return writer.withBytes { hash($0) }
  }

  package static func hash(of value: some CanonicalEncodable) -> UInt64 {
    let writer = CanonicalWriter()
    value.write(to: writer)
    return writer.withBytes { hash($0) }
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = CanonicalHash()
    hash.add(bytes)
    return hash.finish()
  }

  /// Adding in parts gives the same as adding at once.
  package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  private mutating func add(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var position = 0
    if !pending.isEmpty {
      position = min(32 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<position])
      guard pending.count == 32 else { return }
      let block = pending
      pending = []
      block.withUnsafeBytes { mix($0, at: 0) }
    }
    while bytes.count - position >= 32 {
      mix(bytes, at: position)
      position += 32
    }
    pending.append(contentsOf: bytes[position...])
  }

  /// Adds eight bytes, least significant first.
  package mutating func add(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { add($0) }
  }

  package func finish() -> UInt64 { pending.withUnsafeBytes { finish($0) } }

  private func finish(_ pending: UnsafeRawBufferPointer) -> UInt64 {
    var hash = length >= 32 ? merged() : Self.prime5
    hash &+= length
    var position = 0
    while pending.count - position >= 8 {
      hash ^= Self.round(0, Self.word(pending, at: position))
      hash = Self.rotate(hash, 27) &* Self.prime1 &+ Self.prime4
      position += 8
    }
    if pending.count - position >= 4 {
      let word = UInt32(littleEndian: pending.loadUnaligned(fromByteOffset: position, as: UInt32.self))
      hash ^= UInt64(word) &* Self.prime1
      hash = Self.rotate(hash, 23) &* Self.prime2 &+ Self.prime3
      position += 4
    }
    for byte in pending[position...] {
      hash ^= UInt64(byte) &* Self.prime5
      hash = Self.rotate(hash, 11) &* Self.prime1
    }
    hash = (hash ^ (hash >> 33)) &* Self.prime2
    hash = (hash ^ (hash >> 29)) &* Self.prime3
    return hash ^ (hash >> 32)
  }

  private mutating func mix(_ bytes: UnsafeRawBufferPointer, at position: Int) {
    lanes.0 = Self.round(lanes.0, Self.word(bytes, at: position))
    lanes.1 = Self.round(lanes.1, Self.word(bytes, at: position + 8))
    lanes.2 = Self.round(lanes.2, Self.word(bytes, at: position + 16))
    lanes.3 = Self.round(lanes.3, Self.word(bytes, at: position + 24))
  }

  private func merged() -> UInt64 {
    var hash = Self.rotate(lanes.0, 1) &+ Self.rotate(lanes.1, 7)
    hash = hash &+ Self.rotate(lanes.2, 12) &+ Self.rotate(lanes.3, 18)
    for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
      hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
    }
    return hash
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ word &* prime2, 31) &* prime1
  }

  private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }

  private static func word(_ bytes: UnsafeRawBufferPointer, at position: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }
}
