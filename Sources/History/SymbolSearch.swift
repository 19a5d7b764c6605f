package import Market

/// Finds among a file's names the one of an instrument that is asked for, whichever of its spellings either uses.
///
/// A share or an index matches by its name without exchange and series, an index by all its names. A contract matches
/// only where the days of the prices leave one reading of each name, and both are the same contract.
package struct SymbolSearch {
  private let text: String
  private let asked: QuotedName

  package init(_ symbol: String) {
    text = symbol
    asked = QuotedName(symbol)
  }

  /// A name in a file, and the days of its prices; nil when they could not be read.
  package struct Candidate {
    var name: String
    var days: ClosedRange<TradingDay>?

    package init(name: String, days: ClosedRange<TradingDay>? = nil) {
      self.name = name
      self.days = days
    }
  }

  /// - Returns: the name spelled the same, or the only one spelled otherwise; nil when there is none, or several.
  package func find(in candidates: [Candidate]) -> String? {
    if candidates.contains(where: { $0.name == text }) { return text }
    let alike = candidates.filter(isSame)
    if alike.count == 1 { return alike[0].name }
    guard alike.isEmpty else { return nil }
    let running = candidates.filter { QuotedName($0.name).runningFuture.map { $0 == (asked.base, 1) } ?? false }
    return running.count == 1 ? running[0].name : nil
  }

  private func isSame(_ candidate: Candidate) -> Bool {
    let name = QuotedName(candidate.name)
    let wanted = ContractName(asked.base, exchange: nil)
    let found = ContractName(name.base, exchange: nil)
    guard wanted.looksLikeContract == found.looksLikeContract else { return false }
    guard wanted.looksLikeContract else {
      guard asked.exchange == nil || name.exchange == nil || asked.exchange == name.exchange else { return false }
      return asked.key == name.key || Self.areOneIndex(asked, name)
    }
    guard Self.mayBeOneExchange(asked.exchange, name.exchange) else { return false }
    if asked.key == name.key { return true }
    guard let days = candidate.days else { return false }
    let wantedContracts = wanted.readings(from: days.lowerBound, to: days.upperBound)
    let foundContracts = found.readings(from: days.lowerBound, to: days.upperBound)
    return wantedContracts.count == 1 && foundContracts.count == 1
      && wantedContracts[0].symbol == foundContracts[0].symbol
  }

  private static func areOneIndex(_ one: QuotedName, _ other: QuotedName) -> Bool {
    guard let short = IndexName.short(one.base) else { return false }
    return short == IndexName.short(other.base)
  }

  /// Charts quote contracts under the exchange of the shares: `NSE:NIFTY241128C23500` trades on NFO.
  private static func mayBeOneExchange(_ one: String?, _ other: String?) -> Bool {
    let segments = ["NSE": "NFO", "BSE": "BFO"]
    guard let one, let other else { return true }
    return segments[one] ?? one == segments[other] ?? other
  }

  /// Names, those that begin like the one asked for first.
  package func nearest(_ names: [String]) -> [String] {
    let ranked = names.enumerated().map { place, name in
      (name: name, place: place, shared: zip(QuotedName(name).base, asked.base).prefix { $0 == $1 }.count)
    }
    return ranked.sorted { ($1.shared, $0.place) < ($0.shared, $1.place) }.map(\.name)
  }
}

extension BarSeries {
  /// The days of the first and the last bar; nil without bars.
  var days: ClosedRange<TradingDay>? { isEmpty ? nil : start(0).istDay...start(count - 1).istDay }
}
