import Simulation
package import Strategies

/// Every combination of the values of some parameters; the others keep what the base says.
package struct ParameterGrid: Sendable {
  package let description: StrategyDescription
  package let axes: [ParameterAxis]
  private let base: ParameterValues
  private let check: @Sendable (ParameterValues) -> Bool

  /// - Parameters:
  ///   - base: values of the parameters that no axis varies.
  ///   - check: whether values go together (``Parameterised/check(_:)``).
  package init(
    _ description: StrategyDescription, axes: [ParameterAxis], base: ParameterValues,
    check: @escaping @Sendable (ParameterValues) -> Bool
  ) throws(ParameterError) {
    for (index, axis) in axes.enumerated() where axes[..<index].contains(where: { $0.name == axis.name }) {
      throw ParameterError(
        parameter: axis.name, problem: "\(axis.name) is set twice", fix: "Give each parameter one --set.")
    }
    self.description = description
    self.axes = axes
    self.base = base
    self.check = check
    var count = 1
    for axis in axes {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis.values.count)
      count = overflow ? .max : product
    }
    self.count = count
  }

  /// Combinations, those that do not go together included.
  package let count: Int

  /// The parameters that really vary.
  package var varied: [ParameterAxis] { axes.filter { $0.values.count > 1 } }

  /// The combination with this number; the last axis turns fastest.
  /// - Returns: nil when its values do not go together.
  package func combination(_ number: Int) -> ParameterValues? {
    var values = base
    var rest = number
    for axis in axes.reversed() {
      let (quotient, place) = rest.quotientAndRemainder(dividingBy: axis.values.count)
      rest = quotient
      // Each value was checked by its parameter when the axis was read.
      do { try values.set(axis.name, to: axis.values[place], of: description) } catch { return nil }
    }
    return check(values) ? values : nil
  }

  /// Place of a combination on each axis.
  package func places(_ number: Int) -> [Int] {
    var rest = number
    return axes.reversed().map { axis in
      defer { rest /= axis.values.count }
      return rest % axis.values.count
    }.reversed()
  }

  /// So many different combinations drawn by lot, those that do not go together left out; in the grid's order.
  package func sample(_ wanted: Int, seed: UInt64) -> [Int] {
    guard wanted < count else { return Array(0..<count) }
    var generator = SplitMix64(seed: seed)
    var chosen: Set<Int> = []
    var refused: Set<Int> = []
    // Bounded: where almost nothing goes together, fewer are found.
    for _ in 0..<(wanted * 20 + 1_000) where chosen.count < wanted {
      let number = Int.random(in: 0..<count, using: &generator)
      guard !chosen.contains(number), !refused.contains(number) else { continue }
      if combination(number) == nil { refused.insert(number) } else { chosen.insert(number) }
    }
    return chosen.sorted()
  }
}
