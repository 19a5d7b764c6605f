/// What is wrong with an indicator named in text such as `ema:9`.
package enum IndicatorError: Error, Hashable, Sendable {
  case unknownName(String, known: [String])
  /// - Parameter parameters: the names of those it has.
  case wrongCount(indicator: String, parameters: [String], given: Int)
  case notANumber(indicator: String, parameter: String, text: String)
  case notWhole(indicator: String, parameter: String, value: Double)
  case outOfRange(indicator: String, parameter: String, value: Double, range: ClosedRange<Double>)
  /// Two parameters that do not go together: `lesser` must be below `greater`.
  case wrongOrder(indicator: String, lesser: String, greater: String)
}

extension IndicatorError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownName(let name, let known):
      "there is no indicator \"\(name)\"; there are: \(known.joined(separator: ", "))"
    case .wrongCount(let indicator, let parameters, let given):
      "\(indicator) takes \(Self.wanted(parameters)), \(given) given; "
        + (parameters.isEmpty
          ? "write \(indicator)"
          : "write \(indicator) for the defaults, or \(indicator):\(parameters.joined(separator: ","))")
    case .notANumber(let indicator, let parameter, let text):
      "\(indicator): \(parameter) is \"\(text)\", which is no number"
    case .notWhole(let indicator, let parameter, let value):
      "\(indicator): \(parameter) is \(value.shortest); it must be a whole number"
    case .outOfRange(let indicator, let parameter, let value, let range):
      "\(indicator): \(parameter) is \(value.shortest); it must be from \(range.lowerBound.shortest)"
        + " to \(range.upperBound.shortest)"
    case .wrongOrder(let indicator, let lesser, let greater):
      "\(indicator): \(lesser) must be below \(greater)"
    }
  }

  private static func wanted(_ parameters: [String]) -> String {
    switch parameters.count {
    case 0: "no parameters"
    case 1: "1 parameter (\(parameters[0]))"
    default: "\(parameters.count) parameters (\(parameters.joined(separator: ", ")))"
    }
  }
}
