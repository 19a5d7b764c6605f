/// An indicator whose kind is known only at run time: bars in, rows of doubles out.
///
/// Each row is an array of its own; where speed counts, use the concrete type.
package struct AnyIndicator: Sendable {
  /// One for each number of a row: `["bollinger_20_2_upper", …]`.
  package let columns: [String]
  private var source: any RowSource

  /// - Parameters:
  ///   - name: what each column's name starts with: `ema_9`.
  ///   - input: what of a bar the indicator takes.
  init<Base: Indicator>(_ base: Base, named name: String, input: @escaping @Sendable (Bar) -> Base.Input) {
    columns = Base.Output.columns.map { $0.isEmpty ? name : "\(name)_\($0)" }
    source = BarFed(base: base, input: input)
  }

  /// - Returns: a number for each of ``columns``; nil while warming up.
  package mutating func update(_ bar: Bar) -> [Double]? { source.update(bar) }

  /// The outputs over a whole series by column, from a fresh start of this value; nil where undefined.
  package func compute(_ bars: [Bar]) -> [[Double?]] {
    var indicator = self
    var result = [[Double?]](repeating: [], count: columns.count)
    for index in result.indices { result[index].reserveCapacity(bars.count) }
    for bar in bars {
      let row = indicator.update(bar)
      for index in result.indices { result[index].append(row?[index]) }
    }
    return result
  }
}

private protocol RowSource: Sendable {
  mutating func update(_ bar: Bar) -> [Double]?
}

private struct BarFed<Base: Indicator>: RowSource {
  var base: Base
  let input: @Sendable (Bar) -> Base.Input

  mutating func update(_ bar: Bar) -> [Double]? { base.update(input(bar))?.row }
}
