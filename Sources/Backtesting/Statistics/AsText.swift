package import Market

/// A value that machine-readable output writes as text: money as decimal rupees, days and times in ISO 8601.
package protocol TextCoded: Hashable, Sendable {
  /// Nil is written as null.
  var codedText: String? { get }
  init?(codedText: String?)
}

/// Makes a stored property be encoded as text.
@propertyWrapper
package struct AsText<Value: TextCoded>: Codable, Hashable, Sendable {
  package var wrappedValue: Value

  package init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = container.decodeNil() ? nil : try container.decode(String.self)
    guard let value = Value(codedText: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text ?? "null") is no \(Value.self); write it as this program does")
    }
    wrappedValue = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let text = wrappedValue.codedText { try container.encode(text) } else { try container.encodeNil() }
  }
}

extension Money: TextCoded {
  package var codedText: String? { description }
  package init?(codedText: String?) {
    guard let codedText else { return nil }
    self.init(parsing: codedText)
  }
}

extension TradingDay: TextCoded {
  package var codedText: String? { description }
  package init?(codedText: String?) {
    guard let codedText else { return nil }
    self.init(parsing: codedText)
  }
}

extension Timestamp: TextCoded {
  package var codedText: String? { description }
  /// Reads Indian time to the second, as ``description`` writes it.
  package init?(codedText: String?) {
    guard let codedText, codedText.hasSuffix("+05:30"), let day = TradingDay(parsing: codedText.prefix(10)),
      let time = TimeOfDay(parsing: codedText.dropFirst(11).prefix(8))
    else { return nil }
    self.init(day: day, time: time)
  }
}

extension Optional: TextCoded where Wrapped: TextCoded {
  package var codedText: String? { self?.codedText }
  package init?(codedText: String?) {
    guard let codedText else {
      self = .none
      return
    }
    guard let value = Wrapped(codedText: codedText) else { return nil }
    self = value
  }
}
