package import Market

/// One price update as the engine saw it.
package struct TapeRecord: Hashable, Sendable {
  /// Ascending from 1 in the day's tape. A number is missing only if its record was lost in a power failure.
  package var number: UInt32
  package var tick: Tick
  /// Arrival after the exchange's time, in milliseconds; 65 535 and more are 65 535.
  package var receiveOffset: UInt16
  /// What the tick gate said; its meaning is the gate's.
  package var verdict: UInt8

  package init(number: UInt32, tick: Tick, receiveOffset: UInt16 = 0, verdict: UInt8) {
    self.number = number
    self.tick = tick
    self.receiveOffset = receiveOffset
    self.verdict = verdict
  }
}

/// The bytes of a tape: a header of 32, then records of 32, integers with the least significant byte first.
///
/// | header | bytes | record | bytes |
/// |---|---|---|---|
/// | `SARATAPE` | 8 | number | 4 |
/// | version | 4 | instrument | 3 |
/// | | | check | 1 |
/// | day since 1970 | 4 | exchange time, ns | 8 |
/// | zero | 16 | price, 1/10 000 rupee | 8 |
/// | | | cumulative volume | 5 |
/// | | | receive offset, ms | 2 |
/// | | | verdict | 1 |
enum TapeFormat {
  static let size = 32
  static let magic = Array("SARATAPE".utf8)
  static let version: UInt32 = 2
  /// The instrument field holds 24 bits.
  static let largestInstrument: Int32 = (1 << 24) - 1
  /// The volume field holds 40 bits; more, or a negative volume, is kept as the nearest it can hold.
  static let largestVolume: Int64 = (1 << 40) - 1

  static func header(of day: TradingDay) -> [UInt8] {
    var bytes = magic
    bytes.appendLittleEndian(version)
    bytes.appendLittleEndian(UInt32(bitPattern: day.daysSince1970))
    return bytes + [UInt8](repeating: 0, count: size - bytes.count)
  }

  /// Version and day; nil when these are not the first bytes of a tape.
  static func parse(header bytes: [UInt8]) -> (version: UInt32, day: TradingDay)? {
    guard bytes.count == size, bytes.starts(with: magic) else { return nil }
    return (
      bytes.littleEndian(at: 8), TradingDay(daysSince1970: Int32(bitPattern: bytes.littleEndian(at: 12)))
    )
  }

  static func append(_ record: TapeRecord, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.appendLittleEndian(record.number)
    bytes.appendLittleEndian(record.tick.instrument.index & largestInstrument)
    bytes.appendLittleEndian(record.tick.time.nanoseconds)
    bytes.appendLittleEndian(record.tick.price.raw)
    let volume = UInt64(min(max(record.tick.volume, 0), largestVolume))
    let last = volume | UInt64(record.receiveOffset) << 40 | UInt64(record.verdict) << 56
    bytes.appendLittleEndian(last)
    bytes[start + checkOffset] = check(bytes[start..<start + size])
  }

  private static let checkOffset = 7

  /// CRC-8 over all bytes but its own: finds every flipped bit, and every run of up to eight.
  private static func check(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    var value: UInt8 = 0xFF
    for (place, byte) in bytes.enumerated() where place != checkOffset { value = crc[Int(value ^ byte)] }
    return value
  }

  private static let crc: [UInt8] = (0..<256).map { index in
    (0..<8).reduce(UInt8(index)) { value, _ in value & 0x80 == 0 ? value << 1 : value << 1 ^ 0x2F }
  }

  /// Whether the 32 bytes at `offset` are what was written.
  static func isSound(_ bytes: [UInt8], at offset: Int) -> Bool {
    bytes[offset + checkOffset] == check(bytes[offset..<offset + size])
  }

  /// - Precondition: 32 bytes lie at `offset`.
  static func record(_ bytes: [UInt8], at offset: Int) -> TapeRecord {
    bytes.withUnsafeBytes { buffer in
      // Each load is checked against the buffer's end in debug builds and lies inside the 32 bytes by its constant
      // offset.
      func load<Number: FixedWidthInteger & BitwiseCopyable>(_ place: Int) -> Number {
        Number(littleEndian: buffer.loadUnaligned(fromByteOffset: offset + place, as: Number.self))
      }
      let last: UInt64 = load(24)
      return TapeRecord(
        number: load(0),
        tick: Tick(
          instrument: InstrumentID(load(4) & largestInstrument), price: Price(raw: load(16)),
          volume: Int64(last & UInt64(largestVolume)),
          time: Timestamp(nanoseconds: load(8))),
        receiveOffset: UInt16(truncatingIfNeeded: last >> 40), verdict: UInt8(truncatingIfNeeded: last >> 56))
    }
  }
}

extension [UInt8] {
  mutating func appendLittleEndian(_ number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  /// - Precondition: the bytes of the number lie at `offset`.
  func littleEndian<Number: FixedWidthInteger>(at offset: Int) -> Number {
    self[offset..<offset + Number.bitWidth / 8].reversed().reduce(0) { $0 << 8 | Number($1) }
  }
}
