/// The parts of a canonical symbol, found in its bytes without building strings.
struct SymbolParts<Bytes: BidirectionalCollection<UInt8>> {
  let kind: InstrumentKind
  let underlying: Bytes.SubSequence
  var expiry: TradingDay?
  var strike: Price?

  /// - Throws: the part that cannot be read.
  init(_ bytes: Bytes, exchange: Exchange) throws(SymbolError.Part) {
    guard exchange.tradesDerivatives else {
      kind = exchange == .nse || exchange == .bse ? .equity : .index
      underlying = bytes[...]
      guard underlying.isUnderlyingName else { throw .underlying }
      return
    }
    var rest = bytes[...]
    if rest.removeSuffix("FUT") {
      kind = .future
    } else if rest.removeSuffix("CE") {
      kind = .call
    } else if rest.removeSuffix("PE") {
      kind = .put
    } else {
      throw .kind
    }
    // After the month only digits and a point follow: two of the year, the others of the strike.
    let tail = rest.suffix { $0.isDigit || $0 == UInt8(ascii: ".") }
    guard let year = tail.prefix(2).twoDigitNumber else { throw .expiry }
    let digits = tail.dropFirst(2)
    rest = rest[..<tail.startIndex]
    guard let month = rest.monthAtEnd else { throw .expiry }
    rest = rest.dropLast(3)
    guard let dayNumber = rest.suffix(2).twoDigitNumber,
      let day = TradingDay(year: 2000 + year, month: month, day: dayNumber)
    else { throw .expiry }
    expiry = day
    underlying = rest.dropLast(2)
    guard underlying.isUnderlyingName else { throw .underlying }
    try readStrike(digits)
  }

  private mutating func readStrike(_ digits: Bytes.SubSequence) throws(SymbolError.Part) {
    guard kind.isOption else {
      guard digits.isEmpty else { throw .strike }
      return
    }
    guard let first = digits.first, first.isDigit, first != UInt8(ascii: "0") || digits.dropFirst().first == .point,
      let raw = Decimal4.parse(digits), Price(raw: raw).isPlausible
    else { throw .strike }
    strike = Price(raw: raw)
  }
}

extension SymbolError.Part: Error {}

extension Exchange {
  /// Whether its instruments are futures and options.
  package var tradesDerivatives: Bool { self == .nfo || self == .bfo || self == .mcx }

  /// Where the derivatives of what is listed here trade.
  package var derivatives: Exchange {
    switch self {
    case .nse, .nseIndex, .nfo: .nfo
    case .bse, .bseIndex, .bfo: .bfo
    case .mcx: .mcx
    }
  }
}

extension Instrument {
  /// Longest base symbol taken; the exchanges' own are far shorter.
  static let longestUnderlying = 32
}

extension BidirectionalCollection<UInt8> {
  /// Printable ASCII without lower case, spaces and the separators of our own texts.
  var isUnderlyingName: Bool {
    guard !isEmpty, count <= Instrument.longestUnderlying else { return false }
    return allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "&"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "*"),
        UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "@"), UInt8(ascii: "("), UInt8(ascii: ")"):
        true
      default: false
      }
    }
  }

  fileprivate var twoDigitNumber: Int? {
    guard count == 2, allSatisfy(\.isDigit) else { return nil }
    return reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  fileprivate var monthAtEnd: Int? {
    let name = suffix(3)
    return TradingDay.monthNames.firstIndex { $0.utf8.elementsEqual(name) }.map { $0 + 1 }
  }

  fileprivate func suffix(while isMember: (UInt8) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex {
      let previous = index(before: start)
      guard isMember(self[previous]) else { break }
      start = previous
    }
    return self[start...]
  }
}

extension BidirectionalCollection<UInt8> where SubSequence == Self {
  fileprivate mutating func removeSuffix(_ text: StaticString) -> Bool {
    let length = text.utf8CodeUnitCount
    let matches = text.withUTF8Buffer { suffix(length).elementsEqual($0) }
    if matches { removeLast(length) }
    return matches
  }
}

extension UInt8 {
  static let point = UInt8(ascii: ".")
  package var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
