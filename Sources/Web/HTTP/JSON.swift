import Market
import NIOCore

/// A JSON value with its fields in the order they were written. Money and prices are decimal strings, so that no reader
/// rounds them.
indirect enum JSON {
  case string(String)
  case integer(Int64)
  case number(Double)
  case bool(Bool)
  case null
  case array([JSON])
  case object([(String, JSON)])

  var buffer: ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: 256)
    write(to: &buffer)
    return buffer
  }

  private func write(to buffer: inout ByteBuffer) {
    switch self {
    case .string(let text): Self.writeQuoted(text, to: &buffer)
    case .integer(let value): buffer.writeString(String(value))
    case .number(let value): buffer.writeString(value.isFinite ? String(value) : "null")
    case .bool(let value): buffer.writeStaticString(value ? "true" : "false")
    case .null: buffer.writeStaticString("null")
    case .array(let values):
      buffer.writeStaticString("[")
      for (index, value) in values.enumerated() {
        if index > 0 { buffer.writeStaticString(",") }
        value.write(to: &buffer)
      }
      buffer.writeStaticString("]")
    case .object(let fields):
      buffer.writeStaticString("{")
      for (index, field) in fields.enumerated() {
        if index > 0 { buffer.writeStaticString(",") }
        Self.writeQuoted(field.0, to: &buffer)
        buffer.writeStaticString(":")
        field.1.write(to: &buffer)
      }
      buffer.writeStaticString("}")
    }
  }

  /// What a reader would not see is written out, line ends and tabs are escaped.
  private static func writeQuoted(_ text: String, to buffer: inout ByteBuffer) {
    let text = VisibleText.of(text, lines: .several)
    buffer.writeStaticString("\"")
    let needsEscape = text.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    if !needsEscape {
      buffer.writeString(text)
    } else {
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""): buffer.writeStaticString("\\\"")
        case UInt8(ascii: "\\"): buffer.writeStaticString("\\\\")
        case UInt8(ascii: "\n"): buffer.writeStaticString("\\n")
        case 0..<0x20: buffer.writeString("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
        default: buffer.writeInteger(byte)
        }
      }
    }
    buffer.writeStaticString("\"")
  }
}

extension JSON {
  static func text(_ value: (some CustomStringConvertible)?) -> JSON { value.map { .string($0.description) } ?? .null }
}
