/// The bytes being written and the lists and records still open in them.
///
/// A container does not say when it is complete. It is, once its parent is written to again or the value ends; its
/// length is put in then.
final class CanonicalWriter {
  // Each access below begins and ends within one method that calls nothing of the caller's, so accesses never overlap;
  // checking that at run time cost a third of the encoding.
  @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
  @exclusivity(unchecked) private var frames: [Frame] = []
  @exclusivity(unchecked) private var opened = 0

  /// An open list or record.
  struct Frame {
    var depth: Int
    /// Tells it from another one opened at the same depth.
    var serial: Int
    /// Where its contents begin; one byte before is kept for the length.
    var start: Int
  }

  init() { bytes.reserveCapacity(512) }

  func open(_ tag: UInt8) -> Frame {
    precondition(frames.count < Int(CanonicalFormat.maximumDepth), "stored values nest less than 64 levels")
    opened += 1
    bytes.append(tag)
    bytes.append(0)
    let frame = Frame(depth: frames.count, serial: opened, start: bytes.count)
    frames.append(frame)
    return frame
  }

  /// Goes on in `frame`: everything opened inside it is complete.
  func resume(_ frame: Frame) {
    closeFrames(downTo: frame.depth + 1)
    precondition(frames.last?.serial == frame.serial, "a stored type finishes one container before the next")
  }

  func closeFrames(downTo depth: Int) {
    while frames.count > depth {
      let start = frames.removeLast().start
      let length = bytes.count - start
      if length < 0x80 {
        bytes[start - 1] = UInt8(length)
      } else {
        bytes.replaceSubrange(start - 1..<start, with: Self.varint(UInt64(length)))
      }
    }
  }

  func writeNil() { bytes.append(CanonicalFormat.Tag.null) }

  func write(_ value: Bool) {
    bytes.append(value ? CanonicalFormat.Tag.trueValue : CanonicalFormat.Tag.falseValue)
  }

  func write(signed value: Int64) {
    bytes.append(CanonicalFormat.Tag.signed)
    append(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  func write(unsigned value: UInt64) {
    bytes.append(CanonicalFormat.Tag.unsigned)
    append(value)
  }

  func write(_ value: Double) {
    bytes.append(CanonicalFormat.Tag.double)
    let bits = (value.isNaN ? Double.nan : value).bitPattern
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
  }

  func write(_ value: String) {
    bytes.append(CanonicalFormat.Tag.text)
    writeName(value)
  }

  /// Length and UTF-8, without a tag.
  func writeName(_ name: String) {
    var name = name
    name.withUTF8 { utf8 in
      append(UInt64(utf8.count))
      bytes.append(contentsOf: utf8)
    }
  }

  private func append(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var result: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      result.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    result.append(UInt8(truncatingIfNeeded: rest))
    return result
  }
}
