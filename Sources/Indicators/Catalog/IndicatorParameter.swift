/// One number an indicator is made with.
package struct IndicatorParameter: Hashable, Sendable {
  package var name: String
  package var defaultValue: Double
  package var range: ClosedRange<Double>
  package var isWhole: Bool

  /// No period is longer than this: about a year of 1-minute bars.
  package static let longestPeriod = 100_000

  /// A number of bars or values.
  static func period(_ defaultValue: Int, named name: String = "period", from least: Int = 1) -> Self {
    Self(
      name: name, defaultValue: Double(defaultValue), range: Double(least)...Double(longestPeriod), isWhole: true)
  }

  /// Minutes of a day.
  static func minutes(_ defaultValue: Double) -> Self {
    Self(name: "minutes", defaultValue: defaultValue, range: 1...1440, isWhole: true)
  }

  /// A multiple of a width.
  static func multiple(_ name: String, _ defaultValue: Double) -> Self {
    Self(name: name, defaultValue: defaultValue, range: 0...100, isWhole: false)
  }

  /// A share of 1.
  static func share(_ name: String, _ defaultValue: Double) -> Self {
    Self(name: name, defaultValue: defaultValue, range: 0...1, isWhole: false)
  }

  func value(of text: some StringProtocol, for indicator: String) throws(IndicatorError) -> Double {
    guard let value = Double(text), value.isFinite else {
      throw .notANumber(indicator: indicator, parameter: name, text: String(text))
    }
    guard !isWhole || value == value.rounded() else {
      throw .notWhole(indicator: indicator, parameter: name, value: value)
    }
    guard range.contains(value) else {
      throw .outOfRange(indicator: indicator, parameter: name, value: value, range: range)
    }
    return value
  }
}
