/// What there is to know about one kind of indicator, and how to make one.
package struct IndicatorEntry: Sendable {
  /// As it is written in text and in column names: `ema`.
  package let name: String
  /// One sentence.
  package let meaning: String
  package let parameters: [IndicatorParameter]
  /// What its columns are called after the name and the parameters; empty for a main one.
  package let outputs: [String]
  /// Two parameters of which the first must be below the second, by index.
  let order: (lesser: Int, greater: Int)?
  private let build: @Sendable (_ values: [Double], _ name: String) -> AnyIndicator

  /// An indicator of closes.
  static func closes<Base: Indicator<Double>>(
    _ name: String, _ meaning: String, _ parameters: IndicatorParameter..., order: (lesser: Int, greater: Int)? = nil,
    make: @escaping @Sendable ([Double]) -> Base
  ) -> Self {
    Self(name: name, meaning: meaning, parameters: parameters, outputs: Base.Output.columns, order: order) {
      AnyIndicator(make($0), named: $1, input: \.close)
    }
  }

  /// An indicator of whole bars.
  static func bars<Base: Indicator<Bar>>(
    _ name: String, _ meaning: String, _ parameters: IndicatorParameter...,
    make: @escaping @Sendable ([Double]) -> Base
  ) -> Self {
    Self(name: name, meaning: meaning, parameters: parameters, outputs: Base.Output.columns, order: nil) {
      AnyIndicator(make($0), named: $1, input: { $0 })
    }
  }

  /// As text names it, with the defaults: `macd:12,26,9`.
  package var example: String {
    let values = parameters.map(\.defaultValue.shortest).joined(separator: ",")
    return values.isEmpty ? name : "\(name):\(values)"
  }

  /// - Parameter texts: one for each parameter; none at all for the defaults.
  func make(_ texts: [some StringProtocol]) throws(IndicatorError) -> AnyIndicator {
    let values = try values(texts)
    if let order, values[order.lesser] >= values[order.greater] {
      throw .wrongOrder(
        indicator: name, lesser: parameters[order.lesser].name, greater: parameters[order.greater].name)
    }
    return build(values, ([name] + values.map(\.shortest)).joined(separator: "_"))
  }

  private func values(_ texts: [some StringProtocol]) throws(IndicatorError) -> [Double] {
    if texts.isEmpty { return parameters.map(\.defaultValue) }
    guard texts.count == parameters.count else {
      throw .wrongCount(indicator: name, parameters: parameters.map(\.name), given: texts.count)
    }
    var values: [Double] = []
    for (parameter, text) in zip(parameters, texts) {
      values.append(try parameter.value(of: text, for: name))
    }
    return values
  }
}
