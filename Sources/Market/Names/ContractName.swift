/// Reads the names that exchanges, brokers and charts give to futures and options.
///
/// | written | by | example |
/// |---|---|---|
/// | day, month, year, strike, kind | the canonical form, Angel One | `NIFTY28NOV2423500CE`, `NIFTY28NOV24FUT` |
/// | date between underscores | files | `NIFTY_2024-11-28_23500CE` |
/// | year, month, strike, kind | Zerodha, Fyers, Kotak: the month's last expiry | `NIFTY24NOV23500CE`, `NIFTY24NOVFUT` |
/// | year, a sign of the month, day | the same, weekly: 1 to 9, O, N, D | `NIFTY24D0524500CE` |
/// | six digits, C or P, strike | TradingView | `NIFTY241128C23500` |
/// | six digits, strike, kind | vendors | `NIFTY24112823500CE` |
/// | month letter and year | TradingView's futures | `NIFTYX2024` |
///
/// One text may be read in several ways (`NIFTY24NOV23500CE`: the strike 500 of 24 November 2023, or 23500 of November
/// 2024). Prices after an expiry cannot be that contract's, nor can prices years before it; if several readings are left,
/// the name is refused.
package struct ContractName {
  /// Each way in which the text names a contract, the same contract once.
  package private(set) var readings: [Instrument] = []
  /// Whether it looks like a contract: then it is one, or nothing.
  package private(set) var looksLikeContract = false
  /// What it names by month, without the day. The rule gives the day for ``readings``; a list of contracts knows better.
  package private(set) var month: Month?

  private let text: String
  private let exchange: Exchange

  /// The contract that expires last in a month: `NIFTY24NOV23500CE`, `NIFTYX2024`.
  package struct Month: Hashable, Sendable {
    package var underlying: String
    package var year: Int
    package var month: Int
    /// What follows the expiry in a canonical symbol: `FUT`, `23500CE`.
    package var rest: String

    package func symbol(on expiry: TradingDay) -> String { underlying + expiry.symbolText + rest }
    package func contains(_ day: TradingDay) -> Bool { day.civil.year == year && day.civil.month == month }
  }

  /// - Parameters:
  ///   - text: in capitals, without exchange and series.
  ///   - exchange: where derivatives of the name trade; nil: as the underlying says.
  package init(_ text: String, exchange: Exchange?) {
    self.text = text
    self.exchange = exchange ?? .nfo
    read(exchange)
    looksLikeContract = !readings.isEmpty || Self.isContractLike(text)
  }

  /// Those of the readings that can have had prices from `first` to `last`: before they expired, and not before they were
  /// listed. Of several, those that expire on a day by the rule.
  package func readings(from first: TradingDay, to last: TradingDay) -> [Instrument] {
    let possible = readings.filter { contract in
      guard let expiry = contract.expiry else { return true }
      return last <= expiry && expiry - first <= Self.longestLife(contract.underlying)
    }
    guard possible.count > 1 else { return possible }
    let regular = possible.filter { contract in
      guard let expiry = contract.expiry, let days = ExpiryDays(underlying: contract.underlying) else { return false }
      return days.contains(expiry)
    }
    return regular.isEmpty ? possible : regular
  }

  /// Days between listing and expiry, at most: five years of the two oldest indices, three months of a share.
  private static func longestLife(_ underlying: String) -> Int {
    if let short = IndexName.short(underlying) { return ["NIFTY", "BANKNIFTY"].contains(short) ? 5 * 366 : 400 }
    return Commodity.named(underlying) != nil ? 400 : 200
  }

  private mutating func read(_ given: Exchange?) {
    let bytes = Array(text.utf8)
    month = monthly(bytes) ?? letter(bytes)
    for contract in [
      canonical(text), dashed(), month.flatMap(byRule), weekly(bytes), chart(bytes), digits(bytes),
    ] {
      guard var contract, !readings.contains(contract) else { continue }
      if given == nil { contract.exchange = Self.exchange(of: contract.underlying) }
      if !readings.contains(contract) { readings.append(contract) }
    }
  }

  /// Where derivatives of an underlying trade.
  package static func exchange(of underlying: String) -> Exchange {
    if Commodity.named(underlying) != nil { return .mcx }
    guard let short = IndexName.short(underlying) else { return .nfo }
    return IndexName.isOnBSE(short) ? .bfo : .nfo
  }

  // MARK: Ways of writing

  private func canonical(_ text: String) -> Instrument? {
    do { return try Instrument(symbol: text, exchange: exchange) } catch { return nil }
  }

  private func contract(_ underlying: some Sequence<UInt8>, _ expiry: TradingDay?, _ rest: String) -> Instrument? {
    guard let expiry else { return nil }
    return canonical(String(decoding: Array(underlying), as: UTF8.self) + expiry.symbolText + rest)
  }

  private func dashed() -> Instrument? {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, let expiry = TradingDay(parsing: parts[1]) else { return nil }
    return canonical(parts[0] + expiry.symbolText + parts[2])
  }

  /// Where an underlying may end: before each digit.
  private func places(_ bytes: [UInt8]) -> [Int] {
    bytes.indices.filter { $0 > 0 && bytes[$0].isDigit }
  }

  /// `24NOV23500CE`.
  private func monthly(_ bytes: [UInt8]) -> Month? {
    for place in places(bytes) where place + 5 < bytes.count {
      let name = String(decoding: bytes[place + 2..<place + 5], as: UTF8.self)
      guard let year = Self.number(bytes[place..<place + 2]), let month = Self.months.firstIndex(of: name) else {
        continue
      }
      let rest = String(decoding: bytes[(place + 5)...], as: UTF8.self)
      let found = Month(
        underlying: String(decoding: bytes[..<place], as: UTF8.self), year: 2000 + year, month: month + 1, rest: rest)
      // Any day of the month shows whether the rest is a contract's.
      let sample = TradingDay(year: found.year, month: found.month, day: 1).flatMap { canonical(found.symbol(on: $0)) }
      if let sample, sample.kind.isOption == (rest != "FUT") { return found }
    }
    return nil
  }

  private func byRule(_ month: Month) -> Instrument? {
    MonthlyExpiry.day(of: month.underlying, exchange: exchange, year: month.year, month: month.month)
      .flatMap { canonical(month.symbol(on: $0)) }
  }

  /// `24D0524500CE`.
  private func weekly(_ bytes: [UInt8]) -> Instrument? {
    for place in places(bytes) where place + 6 < bytes.count {
      guard let year = Self.number(bytes[place..<place + 2]),
        let month = Self.weeklyMonths.firstIndex(of: bytes[place + 2]),
        let day = Self.number(bytes[place + 3..<place + 5])
      else { continue }
      let rest = String(decoding: bytes[(place + 5)...], as: UTF8.self)
      let expiry = TradingDay(year: 2000 + year, month: month + 1, day: day)
      guard let found = contract(bytes[..<place], expiry, rest), found.kind.isOption else { continue }
      if Self.mayEnd(bytes[..<place]) { return found }
    }
    return nil
  }

  /// `241128C23500`.
  private func chart(_ bytes: [UInt8]) -> Instrument? {
    for place in places(bytes) where place + 7 < bytes.count && Self.mayEnd(bytes[..<place]) {
      let kind = bytes[place + 6]
      guard let expiry = Self.date(bytes[place..<place + 6]), kind == UInt8(ascii: "C") || kind == UInt8(ascii: "P")
      else { continue }
      let strike = String(decoding: bytes[(place + 7)...], as: UTF8.self)
      return contract(bytes[..<place], expiry, strike + (kind == UInt8(ascii: "C") ? "CE" : "PE"))
    }
    return nil
  }

  /// `24112823500CE`.
  private func digits(_ bytes: [UInt8]) -> Instrument? {
    for place in places(bytes) where place + 7 < bytes.count && Self.mayEnd(bytes[..<place]) {
      guard let expiry = Self.date(bytes[place..<place + 6]) else { continue }
      return contract(bytes[..<place], expiry, String(decoding: bytes[(place + 6)...], as: UTF8.self))
    }
    return nil
  }

  /// `NIFTYX2024`.
  private func letter(_ bytes: [UInt8]) -> Month? {
    guard bytes.count > 5, let year = Self.number(bytes.suffix(4)), (2000...2099).contains(year),
      let month = Array("FGHJKMNQUVXZ".utf8).firstIndex(of: bytes[bytes.count - 5])
    else { return nil }
    let underlying = String(decoding: bytes.dropLast(5), as: UTF8.self)
    return Month(underlying: underlying, year: year, month: month + 1, rest: "FUT")
  }

  // MARK: Looking at bytes

  private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
  private static let weeklyMonths = Array("123456789OND".utf8)

  private static func number(_ bytes: some Collection<UInt8>) -> Int? {
    bytes.allSatisfy(\.isDigit) ? Int(String(decoding: Array(bytes), as: UTF8.self)) : nil
  }

  private static func date(_ bytes: ArraySlice<UInt8>) -> TradingDay? {
    guard let number = number(bytes) else { return nil }
    return TradingDay(year: 2000 + number / 10_000, month: number / 100 % 100, day: number % 100)
  }

  /// Whether an underlying may be this: one that ends in a digit is an index, `NIFTYNXT50`.
  private static func mayEnd(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.last?.isDigit ?? false else { return true }
    return IndexName.short(String(decoding: bytes, as: UTF8.self)) != nil
  }

  /// A digit before CE or PE at the end or between marks, FUT behind a digit or a month, six digits before C or P, a day and
  /// a month behind letters, an index and a date, or a part of its own that says so. Shares have names such as RELIANCE,
  /// 3MINDIA and NIFTY1: none of these.
  static func isContractLike(_ text: String) -> Bool {
    let parts = text.split { "_- .".contains($0) }.map { Array($0.utf8) }
    if parts.count > 1,
      parts.contains(where: { ["CE", "PE", "FUT", "CALL", "PUT"].contains(String(decoding: $0, as: UTF8.self)) })
    {
      return true
    }
    if hasDate(text) || hasMonth(text) { return true }
    return parts.contains { part in
      let ending = String(decoding: part.suffix(2), as: UTF8.self)
      let before = part.dropLast(2)
      if ending == "CE" || ending == "PE", before.last?.isDigit == true { return true }
      if String(decoding: part.suffix(3), as: UTF8.self) == "FUT", part.contains(where: \.isDigit) { return true }
      let strike = part.reversed().prefix { $0.isDigit || $0 == UInt8(ascii: ".") }.count
      let head = part.dropLast(strike)
      guard strike > 0, let kind = head.last, kind == UInt8(ascii: "C") || kind == UInt8(ascii: "P") else {
        return false
      }
      return head.dropLast().suffix(6).count == 6 && head.dropLast().suffix(6).allSatisfy(\.isDigit)
    }
  }

  /// `NIFTYFUT`, `NIFTY24JUL`, `NIFTY2024JULCE`: no share's symbol ends in FUT, or in a year and a month.
  private static func hasMonth(_ text: String) -> Bool {
    if text.hasSuffix("FUT"), text.utf8.count > 3 { return true }
    let whole = text.hasSuffix("CE") || text.hasSuffix("PE") ? text.dropLast(2) : text[...]
    guard months.contains(String(whole.suffix(3))) else { return false }
    let year = whole.dropLast(3).utf8.reversed().prefix { $0.isDigit }.count
    return (year == 2 || year == 4) && whole.utf8.count > 3 + year
  }

  /// `NIFTY28NOV24…`, `NIFTY24D05…`, `NIFTY241128…`: CE, PE or FUT may have been forgotten.
  private static func hasDate(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    for place in bytes.indices.dropFirst() where place + 5 < bytes.count && !bytes[place - 1].isDigit {
      let name = String(decoding: bytes[place + 2..<place + 5], as: UTF8.self)
      if bytes[place].isDigit, bytes[place + 1].isDigit, months.contains(name), bytes[place + 5].isDigit { return true }
    }
    guard let index = IndexName.beginning(text) else { return false }
    let rest = bytes.dropFirst(index.utf8.count).prefix(6)
    return rest.count == 6
      && rest.enumerated().allSatisfy { $1.isDigit || $0 == 2 && weeklyMonths.contains($1) }
  }
}
