import Foundation
import Market

/// The symbol a file is about, from its name: `NIFTY_2021.csv.gz` is about NIFTY.
enum SymbolName {
  static func from(_ url: URL) -> String { read(url).name }

  /// Says what of a file's name was taken for a description, when the series is named after the file.
  static func notes(on url: URL, usedFor file: BarFile) -> [String] {
    let (name, left) = read(url)
    guard !left.isEmpty, file.series.map(\.symbol) == [name] else { return [] }
    return ["named \(name) after the file, without \"\(left.joined(separator: " "))\""]
  }

  /// `RELIANCE` of `RELIANCE.NS`: a name that a file itself gives.
  static func base(_ text: String) -> String {
    let name = QuotedName(text)
    return name.exchange == nil || name.exchange == "NSE" ? name.base : text
  }

  /// The symbol, and the words beside it that describe the file.
  private static func read(_ url: URL) -> (name: String, left: [String]) {
    let whole = withoutPeriod(withoutExtensions(url.lastPathComponent))
    let parts = whole.split(separator: "_").map(String.init)
    var kept = parts.indices.filter { isKept(parts, $0) }.map { parts[$0] }
    var left: [String] = []
    // Exchanges write symbols in capitals: small letters beside them tell of something else.
    if let first = kept.first, first == first.uppercased(), kept.count > 1 {
      left = kept.filter { $0 != $0.uppercased() }
      kept = kept.filter { $0 == $0.uppercased() }
    }
    let name = kept.isEmpty ? parts.first ?? url.lastPathComponent : kept.joined(separator: "_")
    return (name == name.lowercased() ? name.uppercased() : name, left)
  }

  /// Without what sites add to the names of downloads: `SBIN Historical Data (1)`,
  /// `Quote-Equity-SBIN-EQ-01-01-2024-to-31-01-2024`, `NIFTY 50-01-01-2024-to-31-01-2024`.
  private static func withoutPeriod(_ name: String) -> String {
    var name = name[...]
    if name.hasSuffix(")"), let open = name.lastIndex(of: "("),
      name[open...].dropFirst().dropLast().allSatisfy(\.isNumber)
    {
      name = name[..<open]
    }
    if let to = name.range(of: "-to-"), name.distance(from: name.startIndex, to: to.lowerBound) > 11 {
      let start = name.index(to.lowerBound, offsetBy: -11)
      if name[start] == "-", name[start..<to.lowerBound].dropFirst().allSatisfy({ $0.isNumber || $0 == "-" }) {
        name = name[..<start]
      }
    }
    if name.hasPrefix("Quote-Equity-") { name = name.dropFirst("Quote-Equity-".count) }
    for ending in [" Historical Data", " Historical Prices", "-EQ", "-BE"]
    where String(name).trimmed.hasSuffix(ending) {
      name = String(name).trimmed.dropLast(ending.count)
    }
    return String(name).trimmed
  }

  /// The first date in the name: `nse-2021-06-01.csv` is of 1 June 2021.
  static func day(in url: URL) -> TradingDay? {
    let name = Array(url.lastPathComponent.utf8)
    for start in name.indices where start == 0 || !name[start - 1].isDigit {
      for length in [10, 8] where start + length <= name.count {
        let text = String(decoding: name[start..<start + length], as: UTF8.self)
        let dashed = length == 10 ? text : "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))"
        if let day = TradingDay(parsing: dashed) { return day }
      }
    }
    return nil
  }

  private static func withoutExtensions(_ name: String) -> String {
    var name = name[...]
    for ending in [".gz", ".csv", ".txt", ".tsv", ".json", ".ns", ".bo", ".nse", ".bse"]
    where name.lowercased().hasSuffix(ending) && name.count > ending.count {
      name = name.dropLast(ending.count)
    }
    return String(name)
  }

  /// Years, dates, bar lengths and where it came from do not belong to a symbol. The expiry of a contract does.
  private static func isKept(_ parts: [String], _ index: Int) -> Bool {
    let part = parts[index]
    if isDate(part) { return index > 0 && index + 1 < parts.count && isContract(parts[index + 1]) }
    if isYears(part) || isInterval(part) { return false }
    return !sources.contains(part.lowercased())
  }

  private static let sources: Set<String> = [
    "nse", "bse", "eq", "dhan", "kite", "zerodha", "upstox", "angel", "angelone", "fyers", "breeze", "icici", "kotak",
    "yahoo", "iq", "iqfeed", "amibroker", "metastock", "ascii", "adjusted", "bars", "candles", "data", "historical",
    "history", "ohlc", "ohlcv", "tick", "ticks",
  ]

  /// `2021`, `2015-2022`.
  private static func isYears(_ part: String) -> Bool {
    part.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { year in
      year.count == 4 && year.utf8.allSatisfy(\.isDigit) && (1990...2105).contains(Int(year) ?? 0)
    }
  }

  /// `2021-06-01`, `20210601`.
  private static func isDate(_ part: String) -> Bool {
    Array(part.utf8).withUnsafeBytes { bytes in
      guard part.utf8.count >= 8, let shape = TimeText.read(bytes)?.shape else { return false }
      return !shape.hasClock && [.yearFirst, .compact].contains(shape.date)
    }
  }

  /// `1min`, `5m`, `1s`, `daily`.
  private static func isInterval(_ part: String) -> Bool {
    let unit = part.lowercased().drop { $0.isNumber }
    let hasNumber = unit.count < part.count
    if ["daily", "day", "eod", "intraday", "minute", "hourly"].contains(unit) { return true }
    return hasNumber && ["s", "sec", "m", "min", "mins", "minutes", "h", "hour", "d"].contains(unit)
  }

  /// `47200CE`, `FUT`.
  private static func isContract(_ part: String) -> Bool {
    let kind = part.drop { $0.isNumber || $0 == "." }
    return kind == "FUT" || (kind.count < part.count && (kind == "CE" || kind == "PE"))
  }
}
