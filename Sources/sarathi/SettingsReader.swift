import Foundation
import Market

/// Where problems collect while a configuration is read.
final class ProblemList {
  var problems: [ConfigurationError.Problem] = []
}

/// Reads one table: typed values by key, a problem with file and path for whatever cannot be used.
///
/// A value that is absent or wrong is nil; wrong ones leave a problem behind, so the caller keeps its default and the
/// whole is refused at the end.
struct SettingsReader {
  let source: String
  let path: String
  private let members: [String: TOMLNode]
  private let list: ProblemList

  /// - Parameter keys: every key the table may have; others are refused here.
  init(_ members: [String: TOMLNode], source: String, path: String = "", keys: [String], into list: ProblemList) {
    self.members = members
    self.source = source
    self.path = path
    self.list = list
    for key in members.keys.sorted() where !keys.contains(key) {
      report(key, "unknown key" + (Suggestion.nearest(to: key, among: keys).map { "; did you mean \($0)?" } ?? ""))
    }
  }

  func has(_ key: String) -> Bool { members[key] != nil }

  func report(_ key: String, _ text: String) {
    list.problems.append(ConfigurationError.Problem(source: source, path: place(of: key), text: text))
  }

  private func place(of key: String) -> String {
    let shown = key.isEmpty ? "\"\"" : key
    return path.isEmpty ? shown : "\(path).\(shown)"
  }

  // MARK: Parts

  func table(_ key: String, keys: [String]) -> SettingsReader? {
    guard let node = members[key] else { return nil }
    guard case .table(let inner) = node else { return wrong(key, node, "a table") }
    return SettingsReader(inner, source: source, path: place(of: key), keys: keys, into: list)
  }

  func tables(_ key: String, keys: [String]) -> [SettingsReader]? {
    guard let node = members[key] else { return nil }
    guard case .array(let elements) = node else { return wrong(key, node, "a list of tables: [[\(key)]]") }
    return elements.enumerated().compactMap { index, element in
      let place = "\(key)[\(index)]"
      guard case .table(let inner) = element else { return wrong(place, element, "a table") }
      return SettingsReader(inner, source: source, path: place, keys: keys, into: list)
    }
  }

  // MARK: Values

  func text(_ key: String) -> String? {
    guard let node = members[key] else { return nil }
    guard case .string(let text) = node else { return wrong(key, node, "text in quotes") }
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    if trimmed.isEmpty {
      report(key, "is blank; write a value or leave the key out")
      return nil
    }
    if let hidden = VisibleText.firstHidden(in: trimmed) {
      report(key, "contains \(hidden), a character that is not seen; leave it out")
      return nil
    }
    return trimmed
  }

  func texts(_ key: String) -> [String]? {
    guard let node = members[key] else { return nil }
    guard case .array(let elements) = node else { return wrong(key, node, "a list of texts") }
    var texts: [String] = []
    for (index, element) in elements.enumerated() {
      guard case .string(let text) = element else { return wrong("\(key)[\(index)]", element, "text in quotes") }
      texts.append(text)
    }
    return texts
  }

  func boolean(_ key: String) -> Bool? {
    guard let node = members[key] else { return nil }
    guard case .boolean(let value) = node else { return wrong(key, node, "true or false") }
    return value
  }

  func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let node = members[key] else { return nil }
    guard case .integer(let value) = node else { return wrong(key, node, "a whole number") }
    guard range.contains(value) else {
      return outOfRange(key, "\(value)", "\(range.lowerBound)", "\(range.upperBound)")
    }
    return value
  }

  /// An amount in rupees above zero: a whole number, a decimal with up to four places, or either in quotes.
  func money(_ key: String, upTo maximum: Money) -> Money? {
    guard let raw = decimal(key, "an amount in rupees, such as 50000 or \"50000.50\"") else { return nil }
    let value = Money(raw: raw)
    guard value > .zero, value <= maximum else { return outOfRange(key, "\(value)", "above 0", "\(maximum)") }
    return value
  }

  /// A percentage above zero as basis points: at most two decimals.
  func percent(_ key: String, upTo maximum: Int64) -> Int64? {
    guard let raw = decimal(key, "a percentage, such as 3 or \"2.5\"") else { return nil }
    guard raw % 100 == 0 else {
      report(key, "has more than two decimals; a percentage is counted in hundredths")
      return nil
    }
    guard raw > 0, raw / 100 <= maximum else {
      return outOfRange(
        key, Decimal4.text(raw, minimumDecimals: 0), "above 0", Decimal4.text(maximum * 100, minimumDecimals: 0))
    }
    return raw / 100
  }

  /// Ten-thousandths of a number, exactly as written.
  private func decimal(_ key: String, _ wanted: String) -> Int64? {
    guard let node = members[key] else { return nil }
    let text: String
    switch node {
    case .integer(let value): text = String(value)
    case .decimal(let value): text = value
    case .string(let value):
      text = value.trimmingCharacters(in: .whitespaces)
      if text.isEmpty {
        report(key, "is blank, which would mean \"not allowed\"; write a value or leave the key out for the default")
        return nil
      }
    default: return wrong(key, node, wanted)
    }
    guard let raw = Decimal4.parse(text.utf8) else {
      report(key, "\"\(text.prefix(40))\" is not \(wanted)")
      return nil
    }
    return raw
  }

  // MARK: Words

  private func wrong<T>(_ key: String, _ node: TOMLNode, _ wanted: String) -> T? {
    report(key, "must be \(wanted), not \(node.kind)")
    return nil
  }

  private func outOfRange<T>(_ key: String, _ value: String, _ lowest: String, _ highest: String) -> T? {
    report(key, "is \(value); it must be \(lowest) to \(highest)")
    return nil
  }
}
