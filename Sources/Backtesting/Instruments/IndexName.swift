/// Names under which price files carry the indices, and what trades on them.
enum IndexName {
  /// The exchange's short name, and the spellings seen in files: of NSE and BSE, Yahoo (`^NSEI`), Breeze (`CNXBAN`).
  private static let spellings: [(name: String, also: [String])] = [
    ("NIFTY", ["NIFTY50", "NSEI", "CNXNIFTY"]),
    ("BANKNIFTY", ["NIFTYBANK", "NSEBANK", "CNXBANK", "CNXBAN"]),
    ("FINNIFTY", ["NIFTYFINSERVICE", "NIFTYFINANCIALSERVICES", "NIFFIN"]),
    ("MIDCPNIFTY", ["NIFTYMIDSELECT", "NIFTYMIDCAPSELECT"]),
    ("NIFTYNXT50", ["NIFTYNEXT50", "NIFTYJR", "NSMIDCP"]),
    ("SENSEX", ["BSESENSEX", "BSESN", "SENSEX30", "BSESENSEX30"]),
    ("BANKEX", ["BSEBANKEX"]),
    ("SENSEX50", ["BSESENSEX50"]),
    ("INDIAVIX", ["VIX"]),
  ]

  /// The short name; nil when the symbol names no index.
  static func short(_ symbol: String) -> String? {
    let plain = symbol.uppercased().filter { $0.isLetter || $0.isNumber }
    return spellings.first { $0.name == plain || $0.also.contains(plain) }?.name
  }

  /// The index whose name begins the text: `BANKNIFTY_rollingATM` begins with BANKNIFTY.
  static func beginning(_ symbol: String) -> String? {
    let text = symbol.uppercased()
    return spellings.map(\.name).filter { text.hasPrefix($0) }.max { $0.count < $1.count }
  }

  static func isOnBSE(_ short: String) -> Bool { ["SENSEX", "BANKEX", "SENSEX50"].contains(short) }
}
