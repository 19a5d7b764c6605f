/// The bytes being written, and the lists and records still open in them.
///
/// A ``CanonicalRecord`` opens and closes its own. A container of `Codable` does not say when it is complete: it is, once
/// its parent is written to again or the value ends; its length is put in then.
package final class CanonicalWriter {
  /// Raw memory, doubled when it is full: an array would check its owner at each byte.
  private var memory: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0
  // Each access begins and ends within one method that calls nothing of the caller's, so accesses never overlap.
  @exclusivity(unchecked) private var frames: [Frame] = []
  @exclusivity(unchecked) private var opened = 0

  /// An open list or record of `Codable`.
  struct Frame {
    var depth: Int
    /// Tells it from another one opened at the same depth.
    var serial: Int
    /// Where its contents begin; one byte before is kept for the length.
    var start: Int
  }

  init() {
    capacity = 1024
    memory = .allocate(byteCount: capacity, alignment: 1)
  }

  deinit { memory.deallocate() }

  var bytes: [UInt8] { withBytes { Array($0) } }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withExtendedLifetime(self) { body(UnsafeRawBufferPointer(start: memory, count: count)) }
  }

  // MARK: Lists and records

  /// - Returns: what ``close(_:)`` wants.
  @inline(__always)
  package func open(_ tag: UInt8) -> Int {
    append(tag)
    append(0)
    return count
  }

  /// Puts in the length of what was written since.
  package func close(_ start: Int) {
    let length = count - start
    if length < 0x80 {
      memory.storeBytes(of: UInt8(length), toByteOffset: start - 1, as: UInt8.self)
      return
    }
    let lengthBytes = (UInt64.bitWidth - length.leadingZeroBitCount + 6) / 7
    reserve(lengthBytes)
    (memory + start + lengthBytes - 1).copyMemory(from: memory + start, byteCount: length)
    count = start - 1
    append(varint: UInt64(length))
    count += length
  }

  func openFrame(_ tag: UInt8) -> Frame {
    precondition(frames.count < Int(CanonicalFormat.maximumDepth), "stored values nest less than 64 levels")
    opened += 1
    let frame = Frame(depth: frames.count, serial: opened, start: open(tag))
    frames.append(frame)
    return frame
  }

  /// Goes on in `frame`: everything opened inside it is complete.
  func resume(_ frame: Frame) {
    closeFrames(downTo: frame.depth + 1)
    precondition(frames.last?.serial == frame.serial, "a stored type finishes one container before the next")
  }

  func closeFrames(downTo depth: Int) {
    while frames.count > depth { close(frames.removeLast().start) }
  }

  /// Writes a value by its `Codable` form. One that writes nothing becomes an empty record.
  ///
  /// Invariant: a stored type encodes itself without error.
  package func write(codable value: some Encodable) {
    let depth = frames.count
    do {
      try CanonicalValueEncoder(writer: self).write(value)
    } catch {
      preconditionFailure("\(type(of: value)) cannot be stored: \(error)")
    }
    closeFrames(downTo: depth)
  }

  // MARK: Values

  func writeNil() { append(CanonicalFormat.Tag.null) }

  package func write(_ value: Bool) { append(value ? CanonicalFormat.Tag.trueValue : CanonicalFormat.Tag.falseValue) }

  package func write(signed value: Int64) {
    append(CanonicalFormat.Tag.signed)
    append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  package func write(unsigned value: UInt64) {
    append(CanonicalFormat.Tag.unsigned)
    append(varint: value)
  }

  func write(_ value: Double) {
    append(CanonicalFormat.Tag.double)
    let bits = (value.isNaN ? Double.nan : value).bitPattern
    for shift in stride(from: 0, to: 64, by: 8) { append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
  }

  package func write(_ value: String) {
    append(CanonicalFormat.Tag.text)
    writeName(value)
  }

  /// Length and UTF-8, without a tag.
  func writeName(_ name: String) {
    var name = name
    name.withUTF8 { append(counted: $0) }
  }

  @inline(__always)
  package func writeName(_ name: StaticString) {
    append(counted: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  // MARK: Bytes

  @inline(__always)
  private func reserve(_ more: Int) { if capacity - count < more { grow(by: more) } }

  @inline(never)
  private func grow(by more: Int) {
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
    larger.copyMemory(from: memory, byteCount: count)
    memory.deallocate()
    memory = larger
  }

  @inline(__always)
  private func append(_ byte: UInt8) {
    reserve(1)
    memory.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  private func append(counted bytes: UnsafeBufferPointer<UInt8>) {
    append(varint: UInt64(bytes.count))
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    (memory + count).copyMemory(from: start, byteCount: bytes.count)
    count += bytes.count
  }

  @inline(__always)
  private func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }
}
