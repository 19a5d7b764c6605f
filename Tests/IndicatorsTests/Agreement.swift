import Testing

/// Records where two series differ by more than rounding, or where only one of them has a value.
func expectEqual(
  _ actual: [Double?], _ expected: [Double?], _ what: String, tolerance: Double = 1e-9,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.count == expected.count, "\(what)", sourceLocation: sourceLocation)
  for (index, (a, b)) in zip(actual, expected).enumerated() {
    let agree: Bool
    if let a, let b { agree = abs(a - b) <= tolerance * max(1, abs(b)) } else { agree = a == nil && b == nil }
    if agree { continue }
    Issue.record(
      "\(what), bar \(index): \(String(describing: a)), twin \(String(describing: b))", sourceLocation: sourceLocation)
    return
  }
}
