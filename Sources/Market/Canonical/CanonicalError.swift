/// Why bytes are not the canonical form of a value, and where.
package struct CanonicalError: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    /// The bytes end inside a value.
    case truncated
    /// Longer than the limit the caller set.
    case tooLong(limit: Int)
    /// Nested deeper than ``CanonicalFormat/maximumDepth``.
    case tooDeep
    /// No value begins with this byte.
    case unknownTag(UInt8)
    case typeMismatch(expected: String)
    /// The number does not fit into the field.
    case numberOutOfRange
    case notUTF8
    case missingKey(String)
    /// An array has fewer elements than were asked for.
    case endOfArray
    /// Bytes follow the value.
    case trailingBytes
    /// Well formed, but the type does not accept it.
    case refused(String)
  }

  /// Counted from 0.
  package var offset: Int
  package var problem: Problem

  package init(offset: Int, problem: Problem) {
    self.offset = offset
    self.problem = problem
  }
}

extension CanonicalError: CustomStringConvertible {
  package var description: String { "at byte \(offset): \(problem)" }
}
