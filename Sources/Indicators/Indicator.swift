/// A streaming technical indicator: one input, then its outputs, in constant time and without allocation.
///
/// There is one code path: ``values(of:)`` over an array calls ``update(_:)`` for each element. `Input` is `Double` for
/// indicators of one series (usually the close), or ``Bar``.
package protocol Indicator<Input>: Sendable {
  associatedtype Input
  /// `Double`, or a struct of doubles.
  associatedtype Output: IndicatorOutput

  /// Takes the next input.
  /// - Returns: nil while warming up.
  mutating func update(_ input: Input) -> Output?

  /// Writes one output for each input, from a fresh start of this value: ``IndicatorOutput/undefined`` where there is
  /// none yet. The default calls ``update(_:)`` for each.
  ///
  /// - Parameter outputs: as many as `inputs`.
  func fill(_ outputs: UnsafeMutableBufferPointer<Output>, from inputs: UnsafeBufferPointer<Input>)
}

/// What one update gives: a fixed row of doubles.
package protocol IndicatorOutput: Sendable {
  /// What the columns are called after the indicator's own name: `["upper", "middle", "lower"]`; `[""]` for a single
  /// one.
  static var columns: [String] { get }
  /// In the order of ``columns``.
  var row: [Double] { get }
  /// What stands for "no output yet" where there is no room for nil: not-a-number.
  static var undefined: Self { get }
}

extension Double: IndicatorOutput {
  package static var columns: [String] { [""] }
  package var row: [Double] { [self] }
  package static var undefined: Double { .nan }
}

extension Indicator {
  /// The outputs over a whole series, from a fresh start of this value; nil where undefined.
  package func values(of inputs: some Sequence<Input>) -> [Output?] {
    var indicator = self
    return inputs.map { indicator.update($0) }
  }
}
