/// Names under which masters and price files carry the indices, and what trades on them.
package enum IndexName {
  /// The exchange's short name, and the spellings seen in files: of NSE and BSE, Yahoo (`^NSEI`), Breeze (`CNXBAN`).
  private static let spellings: [(name: String, also: [String])] = [
    ("NIFTY", ["NIFTY50", "NSEI", "CNXNIFTY"]),
    ("BANKNIFTY", ["NIFTYBANK", "NSEBANK", "CNXBANK", "CNXBAN"]),
    ("FINNIFTY", ["NIFTYFINSERVICE", "NIFTYFINANCIALSERVICES", "NIFFIN"]),
    ("MIDCPNIFTY", ["NIFTYMIDSELECT", "NIFTYMIDCAPSELECT"]),
    ("NIFTYNXT50", ["NIFTYNEXT50", "NIFTYJR", "NSMIDCP"]),
    ("SENSEX", ["BSX", "BSESENSEX", "BSESN", "SENSEX30", "BSESENSEX30"]),
    ("BANKEX", ["BKX", "BSEBANKEX"]),
    ("SENSEX50", ["BSESENSEX50", "SNSX50"]),
    ("INDIAVIX", ["VIX"]),
  ]

  /// The short name; nil when the symbol names no index.
  package static func short(_ symbol: String) -> String? {
    let plain = symbol.uppercased().filter { $0.isLetter || $0.isNumber }
    return spellings.first { $0.name == plain || $0.also.contains(plain) }?.name
  }

  /// The symbol of an index that a master lists under its full name, `NIFTY 50`; of one without a short name, its name in
  /// capitals without blanks. Nil when that is no symbol either.
  static func symbol(listed name: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    if let short = short(String(decoding: name, as: UTF8.self)) { return Array(short.utf8)[...] }
    let joined = name.filter { $0 != UInt8(ascii: " ") }.map { byte in
      byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 32 : byte
    }
    return joined.isUnderlyingName ? joined[...] : nil
  }

  /// The index whose name begins the text: `BANKNIFTY_rollingATM` begins with BANKNIFTY.
  package static func beginning(_ symbol: String) -> String? {
    let text = symbol.uppercased()
    return spellings.map(\.name).filter { text.hasPrefix($0) }.max { $0.count < $1.count }
  }

  package static func isOnBSE(_ short: String) -> Bool { ["SENSEX", "BANKEX", "SENSEX50"].contains(short) }
}
