/// Memory to read into, used again for file after file.
final class ReadBuffer {
  static let capacity = 1 << 18
  /// Behind the capacity, so that a parser may load whole words at the end of a line.
  static let slack = 256

  let bytes: UnsafeMutableRawBufferPointer

  init() {
    bytes = .allocate(byteCount: Self.capacity + Self.slack, alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { bytes.deallocate() }
}
