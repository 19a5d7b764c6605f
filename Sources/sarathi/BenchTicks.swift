import Foundation
import Market

/// The ticks of workload W4: `ts_ns,instrument,price,size`, instruments numbered from 0, made by a fixed generator.
struct BenchTicks {
  private(set) var ticks: [Tick] = []
  private(set) var instruments = 0

  private static let header = "ts_ns,instrument,price,size\n"

  /// Reads a file; sizes become the cumulative volume of the instrument.
  init(_ file: URL) throws {
    let data: Data
    do { data = try Data(contentsOf: file, options: .alwaysMapped) } catch {
      throw Failure("The tick file \(file.path) cannot be read.", fix: "Leave the file out to use generated ticks.")
    }
    try data.withUnsafeBytes { bytes in try read(bytes, name: file.lastPathComponent) }
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    guard bytes.starts(with: Self.header.utf8) else {
      throw Failure("\(name), line 1: the header is not \(Self.header.dropLast()).", fix: "Name a file of ticks.")
    }
    var reader = FieldReader(bytes: bytes, position: Self.header.utf8.count)
    var volumes: [Int64] = []
    ticks.reserveCapacity(bytes.count / 32)
    while reader.position < bytes.count {
      guard let time = reader.number(endedBy: ","), let instrument = reader.number(endedBy: ","),
        let price = reader.price(endedBy: ","), let size = reader.number(endedBy: "\n"), instrument < 1 << 20
      else {
        throw Failure("\(name), line \(ticks.count + 2): this is not a tick.", fix: "Make the file again.")
      }
      let index = Int(instrument)
      while volumes.count <= index { volumes.append(0) }
      volumes[index] += size
      ticks.append(
        Tick(
          instrument: InstrumentID(Int32(index)), price: Price(raw: price), volume: volumes[index],
          time: Timestamp(nanoseconds: time)))
    }
    instruments = volumes.count
  }

  /// Plain unsigned decimals, without building text.
  private struct FieldReader {
    let bytes: UnsafeRawBufferPointer
    var position: Int

    mutating func number(endedBy end: Unicode.Scalar) -> Int64? {
      var value: Int64 = 0
      let start = position
      while position < bytes.count, let digit = digit(bytes[position]), position - start < 19 {
        value = value &* 10 &+ digit
        position += 1
      }
      return position > start && skip(end) ? value : nil
    }

    /// Rupees with two decimals, in units of a price.
    mutating func price(endedBy end: Unicode.Scalar) -> Int64? {
      guard let rupees = number(endedBy: "."), let paise = number(endedBy: end), paise < 100 else { return nil }
      return rupees * Price.unitsPerRupee + paise * (Price.unitsPerRupee / 100)
    }

    private func digit(_ byte: UInt8) -> Int64? {
      byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int64(byte &- UInt8(ascii: "0")) : nil
    }

    private mutating func skip(_ end: Unicode.Scalar) -> Bool {
      guard position < bytes.count, UInt32(bytes[position]) == end.value else { return false }
      position += 1
      return true
    }
  }

  // MARK: The generator

  /// Writes the file of the workload: integer arithmetic only, so that every language makes the same bytes.
  static func write(to file: URL, ticks count: Int = 1_000_000, instruments: Int = 100, seed: UInt64 = 7) throws {
    var generator = Generator(state: seed)
    var prices = (0..<instruments).map { Int64(4000 + 400 * $0) }
    var time: Int64 = 1_735_703_100 * Timestamp.nanosecondsPerSecond
    var text = Array(header.utf8)
    text.reserveCapacity(count * 36)
    for _ in 0..<count {
      let (a, b) = (generator.next(), generator.next())
      let index = Int(a % UInt64(instruments))
      prices[index] = max(1000, prices[index] + Int64((b & 0xFFFF).nonzeroBitCount) - 8)
      time += 1 + Int64((a >> 40) % 40_000)
      append(time, endedBy: ",", to: &text)
      append(Int64(index), endedBy: ",", to: &text)
      let paise = prices[index] * 5
      append(paise / 100, endedBy: ".", to: &text)
      if paise % 100 < 10 { text.append(UInt8(ascii: "0")) }
      append(paise % 100, endedBy: ",", to: &text)
      append(1 + Int64((b >> 40) % 500), endedBy: "\n", to: &text)
    }
    try Data(text).write(to: file)
  }

  private static func append(_ number: Int64, endedBy end: Unicode.Scalar, to text: inout [UInt8]) {
    text.append(contentsOf: String(number).utf8)
    text.append(UInt8(truncatingIfNeeded: end.value))
  }

  /// splitmix64.
  private struct Generator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}
