/// One reader of bytes from outside, and what must hold of it whatever the bytes are.
///
/// The same entry runs under libFuzzer (`make fuzz`) and in the test suite over the corpus and seeded mutations of it.
package struct FuzzTarget: Sendable {
  /// Also the name of its folder in `Fuzz/Corpus`.
  package let name: String
  /// Longer inputs find nothing new here, only slower.
  package let maximumBytes: Int
  /// Reads `bytes` and throws ``FuzzFinding`` when a property does not hold. A trap is a finding too.
  package let check: @Sendable ([UInt8]) throws -> Void

  init(_ name: String, maximumBytes: Int = 4096, check: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.maximumBytes = maximumBytes
    self.check = check
  }

  package static let all: [FuzzTarget] = [
    .alert, .symbol, .instruments, .calendar, .charges, .freeze, .configuration, .journal, .state, .snapshot, .tape,
    .bars, .ticks, .tickFile,
  ]

  package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// A property that did not hold.
package struct FuzzFinding: Error, CustomStringConvertible {
  package let description: String
}

/// States a property of the reader under test.
func require(_ holds: Bool, _ property: @autoclosure () -> String) throws(FuzzFinding) {
  guard holds else { throw FuzzFinding(description: property()) }
}
