import Market

extension Parameter {
  /// `10…50`, `short, long`: what is allowed, for help texts and errors.
  package var range: String {
    switch kind {
    case .integer(let range): "\(range.lowerBound)…\(range.upperBound)"
    case .decimal(let range): "\(range.lowerBound)…\(range.upperBound)"
    case .choice(let words): words.joined(separator: ", ")
    case .time(let range): "\(Self.clock(range.lowerBound))…\(Self.clock(range.upperBound))"
    }
  }

  /// A value as a person writes it; one that the parameter cannot have is written as the number it is.
  package func text(_ value: Double) -> String {
    guard let whole = Int(exactly: value) else { return String(value) }
    switch kind {
    case .integer: return String(whole)
    case .decimal: return String(value)
    case .choice(let words): return words.indices.contains(whole) ? words[whole] : String(whole)
    case .time: return (0..<1440).contains(whole) ? Self.clock(whole) : String(whole)
    }
  }

  /// Reads what ``text(_:)`` writes.
  package func value(parsing text: String) throws(ParameterError) -> Double {
    switch kind {
    case .integer:
      guard let number = Int(text) else { throw refused(text, "is not a whole number") }
      return try checked(Double(number))
    case .decimal:
      guard let number = Double(text), number.isFinite else { throw refused(text, "is not a number") }
      return try checked(number)
    case .choice(let words):
      guard let place = words.firstIndex(of: text.lowercased()) else { throw refused(text, "is not one of its words") }
      return Double(place)
    case .time:
      guard let time = TimeOfDay(parsing: text) else { throw refused(text, "is not a time (HH:MM)") }
      return try checked(Double(time.minuteOfDay))
    }
  }

  /// The value if it is inside the range and, unless the parameter is a decimal, whole.
  package func checked(_ value: Double) throws(ParameterError) -> Double {
    let isInside =
      switch kind {
      case .integer(let range), .time(let range):
        value == value.rounded() && value >= Double(range.lowerBound) && value <= Double(range.upperBound)
      case .decimal(let range): range.contains(value)
      case .choice(let words): value == value.rounded() && value >= 0 && value < Double(words.count)
      }
    guard isInside else { throw refused(text(value), "is outside its range") }
    return value
  }

  private func refused(_ text: String, _ why: String) -> ParameterError {
    ParameterError(parameter: name, problem: "\(name)=\(text) \(why)", fix: "Allowed: \(range).")
  }

  private static func clock(_ minutes: Int) -> String {
    String(TimeOfDay(minutes / 60, minutes % 60).description.prefix(5))
  }
}
