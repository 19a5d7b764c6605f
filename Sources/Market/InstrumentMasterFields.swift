extension Exchange {
  /// An exchange by the name a master lists it under.
  init?(listed name: some Collection<UInt8>) {
    switch true {
    case name.elementsEqual("NFO".utf8): self = .nfo
    case name.elementsEqual("BFO".utf8): self = .bfo
    case name.elementsEqual("NSE".utf8): self = .nse
    case name.elementsEqual("BSE".utf8): self = .bse
    case name.elementsEqual("MCX".utf8): self = .mcx
    default: return nil
    }
  }
}

extension InstrumentKind {
  /// A kind by a master's instrument type.
  init?(listed name: some Collection<UInt8>) {
    switch true {
    case name.elementsEqual("CE".utf8): self = .call
    case name.elementsEqual("PE".utf8): self = .put
    case name.elementsEqual("FUT".utf8): self = .future
    case name.elementsEqual("EQ".utf8): self = .equity
    default: return nil
    }
  }
}

extension TradingDay {
  /// Reads `YYYY-MM-DD` without building a string.
  init?(isoBytes bytes: ArraySlice<UInt8>) {
    guard bytes.count == 10 else { return nil }
    var numbers = (0, 0, 0)
    for (place, byte) in zip(0..., bytes) {
      let isSeparator = place == 4 || place == 7
      guard isSeparator ? byte == UInt8(ascii: "-") : byte.isDigit else { return nil }
      guard !isSeparator else { continue }
      let digit = Int(byte - UInt8(ascii: "0"))
      switch place {
      case ..<4: numbers.0 = numbers.0 * 10 + digit
      case ..<7: numbers.1 = numbers.1 * 10 + digit
      default: numbers.2 = numbers.2 * 10 + digit
      }
    }
    self.init(year: numbers.0, month: numbers.1, day: numbers.2)
  }
}
