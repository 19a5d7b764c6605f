/// All indicators by name, for the command line and for configuration: `ema:9`, `supertrend:10,3`, `vwap`.
package enum IndicatorCatalog {
  /// In alphabetical order.
  package static let entries: [IndicatorEntry] =
    (averages + oscillators + widths + trends + volumes + sessions).sorted { $0.name < $1.name }

  package static var names: [String] { entries.map(\.name) }

  /// Makes the indicator that `text` names: `name`, with the defaults, or `name:value,value…` with all its values.
  ///
  /// Capital letters and spaces around names and values make no difference.
  package static func make(_ text: String) throws(IndicatorError) -> AnyIndicator {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts[0].trimmed.lowercased()
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .unknownName(name, known: names)
    }
    let values = parts.count == 1 ? [] : parts[1].split(separator: ",", omittingEmptySubsequences: false)
    return try entry.make(values.map(\.trimmed))
  }
}

extension Substring {
  /// Without the spaces around it.
  fileprivate var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
