import Foundation

/// Compares two JSON values: numbers within a relative tolerance, the rest exactly; null is the same as absent.
struct JSONComparison {
  let tolerance: Double

  /// - Returns: a line for each difference.
  func differences(_ a: Any, _ b: Any, at path: String = "") -> [String] {
    switch (a, b) {
    case let (a as [String: Any], b as [String: Any]):
      return Set(a.keys).union(b.keys).sorted().flatMap { key in
        differences(a[key] ?? NSNull(), b[key] ?? NSNull(), at: "\(path).\(key)")
      }
    case let (a as [Any], b as [Any]):
      guard a.count == b.count else { return ["\(path): \(a.count) and \(b.count) elements"] }
      return zip(a, b).enumerated().flatMap { differences($1.0, $1.1, at: "\(path)[\($0)]") }
    case let (a as NSNumber, b as NSNumber):
      let (x, y) = (a.doubleValue, b.doubleValue)
      // Sums of numbers near 1 may cancel to nearly nothing: below 10⁻¹² both are nothing.
      let isSame = abs(x - y) <= max(tolerance * max(abs(x), abs(y)), 1e-12)
      return isSame ? [] : ["\(path): \(x) and \(y)"]
    default:
      let isSame = a is NSNull ? b is NSNull : (a as? String) != nil && (a as? String) == (b as? String)
      return isSame ? [] : ["\(path): \(a) and \(b)"]
    }
  }
}
