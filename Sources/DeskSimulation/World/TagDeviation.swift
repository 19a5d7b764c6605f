import Engine
import Trading

/// Tags that come back other than they were sent. A broker does it in one way, as its field allows: too short a column, a
/// padded one, a prefix of its own, one case only, or an identity of its own in the place of ours.
enum TagDeviation: CaseIterable {
  case cut, padded, prefixed, caseChanged, replaced

  var fault: Fault {
    switch self {
    case .cut: .tagCut
    case .padded: .tagPadded
    case .prefixed: .tagPrefixed
    case .caseChanged: .tagCaseChanged
    case .replaced: .tagReplaced
    }
  }

  func applied(to tag: ClientTag, order id: BrokerOrderID) -> ClientTag {
    switch self {
    case .cut: ClientTag(String(tag.text.prefix(8)))
    case .padded: ClientTag(tag.text + "    ")
    case .prefixed: ClientTag("API-" + tag.text)
    case .caseChanged: ClientTag(tag.text.lowercased())
    case .replaced: ClientTag("SYS" + id.text)
    }
  }
}

extension SimulatedBroker {
  /// The way of this broker; nil when tags come back as they were sent.
  static func tagDeviation(seed: UInt64, _ faults: [Fault: Int]) -> TagDeviation? {
    var chance = Chance(seed, "tag deviation")
    let way = chance.pick(TagDeviation.allCases)
    return faults[way.fault] != nil ? way : nil
  }

  /// As it comes back in books and pushes, for a broker that gives no promise about tags.
  mutating func deviated(_ tag: ClientTag, order id: BrokerOrderID) -> ClientTag {
    guard let way = tagDeviation, !isHealed else { return tag }
    if blanked.insert(tag.text).inserted { note(way.fault) }
    return way.applied(to: tag, order: id)
  }
}
