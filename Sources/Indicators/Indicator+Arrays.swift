extension Indicator {
  /// Each conforming type gets its own compiled copy of this loop beside its `update`, and callers of any module end up
  /// in that copy: they do not see the body of a package function.
  @inline(__always)
  package func fill(_ outputs: UnsafeMutableBufferPointer<Output>, from inputs: UnsafeBufferPointer<Input>) {
    precondition(inputs.count == outputs.count, "one output for each input")
    var indicator = self
    for index in inputs.indices {
      outputs[index] = indicator.update(inputs[index]) ?? .undefined
    }
  }

  /// Writes one output for each input, from a fresh start of this value: ``IndicatorOutput/undefined`` where there is
  /// none yet. The fast call for long series: nothing is boxed and nothing allocated for an element.
  ///
  /// - Parameter outputs: made as long as `inputs`. Its memory is used again when it has that length already.
  package func values(of inputs: [Input], into outputs: inout [Output]) {
    if outputs.count != inputs.count {
      outputs = [Output](repeating: .undefined, count: inputs.count)
    }
    inputs.withUnsafeBufferPointer { source in
      outputs.withUnsafeMutableBufferPointer { fill($0, from: source) }
    }
  }
}
