/// An instrument's name as brokers, charts and vendors quote it: `NSE:SBIN-EQ`, `NIFTY-I.NFO`, `NSE_INDEX|Nifty 50`.
package struct QuotedName: Hashable, Sendable {
  /// What the name says of where it trades: `NSE`, `BSE`, `NFO`, `BFO`, `MCX`; nil when it says nothing.
  package private(set) var exchange: String?
  /// In capitals, without exchange and series.
  package private(set) var base: String
  /// Whether the name says that it is an index.
  package private(set) var isIndex = false

  package init(_ text: String) {
    base = text.withoutOuterBlanks.uppercased()
    takePrefix()
    takeSuffixes()
  }

  /// What two spellings of one instrument have in common.
  package var key: String {
    let parts = base.split(separator: "_", omittingEmptySubsequences: false)
    // `NIFTY_2022-01-06_17900CE` is NIFTY06JAN2217900CE.
    guard parts.count == 3, let day = TradingDay(parsing: parts[1]) else { return base.filter { $0 != " " } }
    return "\(parts[0])\(day.symbolText)\(parts[2])"
  }

  /// Of a running future, the contract's place in the row of months, 1 being the near one, and what it stands on:
  /// `NIFTY-I`, `NIFTY-II`, `NIFTY1!`.
  package var runningFuture: (underlying: String, month: Int)? {
    for (place, ending) in [("I", 1), ("II", 2), ("III", 3)].reversed() where base.hasSuffix("-\(place)") {
      return (String(base.dropLast(place.count + 1)), ending)
    }
    guard base.hasSuffix("!"), let month = base.dropLast().last?.wholeNumberValue, (1...3).contains(month),
      base.count > 2
    else { return nil }
    return (String(base.dropLast(2)), month)
  }

  private static let prefixes: [String: (exchange: String, isIndex: Bool)] = [
    "NSE": ("NSE", false), "NSE_EQ": ("NSE", false), "NSE_DLY": ("NSE", false), "NSE_INDEX": ("NSE", true),
    "BSE": ("BSE", false), "BSE_EQ": ("BSE", false), "BSE_DLY": ("BSE", false), "BSE_INDEX": ("BSE", true),
    "NFO": ("NFO", false), "NSE_FO": ("NFO", false), "BFO": ("BFO", false), "BSE_FO": ("BFO", false),
    "MCX": ("MCX", false), "MCX_FO": ("MCX", false), "MCX_DLY": ("MCX", false),
  ]

  private mutating func takePrefix() {
    guard let mark = base.firstIndex(where: { $0 == ":" || $0 == "|" }),
      let found = Self.prefixes[String(base[..<mark])]
    else { return }
    exchange = found.exchange
    isIndex = found.isIndex
    base = String(base[base.index(after: mark)...]).withoutOuterBlanks
  }

  private static let endings: [(text: String, exchange: String?)] = [
    (".NS", "NSE"), (".NSE", "NSE"), (".BO", "BSE"), (".BSE", "BSE"), (".NFO", "NFO"), (".BFO", "BFO"), (".MCX", "MCX"),
    ("-EQ", nil), ("-BE", nil), ("-BZ", nil), ("-SM", nil), ("-ST", nil), ("-INDEX", nil),
  ]

  private mutating func takeSuffixes() {
    while let ending = Self.endings.first(where: { base.hasSuffix($0.text) && base.count > $0.text.count }) {
      base = String(base.dropLast(ending.text.count))
      exchange = exchange ?? ending.exchange
      if ending.text == "-INDEX" { isIndex = true }
    }
  }
}

extension String {
  fileprivate var withoutOuterBlanks: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
