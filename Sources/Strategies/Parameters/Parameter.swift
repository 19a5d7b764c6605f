/// One setting of a strategy. Every kind is kept as a double, so that a sweep can step through any of them.
package struct Parameter: Sendable {
  package enum Kind: Sendable {
    /// A whole number in the range.
    case integer(ClosedRange<Int>)
    case decimal(ClosedRange<Double>)
    /// One of these words, kept as its place in the list.
    case choice([String])
    /// A time on the clock, `HH:MM`, kept as minutes since midnight.
    case time(ClosedRange<Int>)
  }

  package var name: String
  package var kind: Kind
  package var defaultValue: Double
  package var meaning: String

  package init(_ name: String, _ kind: Kind, default defaultValue: Double, _ meaning: String) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.meaning = meaning
  }
}
