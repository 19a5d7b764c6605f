import Market
import Trading

/// The order in time of what a link's signals said of an instrument: a late one does not undo a newer one.
///
/// Alerts are resent, delayed and overtaken. What counts is when they were made, not when they come. A signal *acted* when
/// it was accepted, or found nothing to do because things stood already as it wants them; a denied entry did not.
struct SignalOrder: Hashable, Sendable, Codable {
  /// What a signal speaks of. Calls and puts chosen by rule are one subject each, whatever the strike.
  enum Subject: Hashable, Sendable, Codable {
    case instrument(InstrumentID)
    case options(String, InstrumentKind)
    /// Everything the link holds.
    case everything

    fileprivate func precedes(_ other: Subject) -> Bool { key < other.key }
    private var key: (Int, Int32, String, String) {
      switch self {
      case .instrument(let id): (0, id.index, "", "")
      case .options(let underlying, let kind): (1, 0, underlying, kind.rawValue)
      case .everything: (2, 0, "", "")
      }
    }
  }

  private struct Entry: Hashable, Sendable, Codable {
    var link: LinkID
    var subject: Subject
    var time: Timestamp
    /// The newest that acted.
    var decision: Int64
  }

  /// Sorted by link and subject; one each.
  private var entries: [Entry] = []
  /// No signal is acted on that is older than this.
  private static let memory = Interval.hours(24 * 7)

  /// When the newest signal of the link was made that spoke of one of `subjects` and acted.
  func last(_ link: LinkID, _ subjects: [Subject]) -> Timestamp? {
    (subjects + [.everything]).compactMap { subject in
      let place = place(link, subject)
      return place.isFound ? entries[place.index].time : nil
    }.max()
  }

  /// The newest decision of the link on one of `subjects` that acted; 0 when there is none.
  func lastDecision(_ link: LinkID, _ subjects: [Subject]) -> Int64 {
    let isOfEverything = subjects.contains(.everything)
    return entries.reduce(0) { last, entry in
      let isMeant = isOfEverything || entry.subject == .everything || subjects.contains(entry.subject)
      return entry.link == link && isMeant ? max(last, entry.decision) : last
    }
  }

  mutating func acted(_ link: LinkID, _ subjects: [Subject], at time: Timestamp, decision: Int64) {
    for subject in subjects {
      let place = place(link, subject)
      if place.isFound {
        entries[place.index].time = max(entries[place.index].time, time)
        entries[place.index].decision = max(entries[place.index].decision, decision)
      } else {
        entries.insert(Entry(link: link, subject: subject, time: time, decision: decision), at: place.index)
      }
    }
  }

  mutating func forget(before now: Timestamp) { entries.removeAll { now - $0.time > Self.memory } }

  private func place(_ link: LinkID, _ subject: Subject) -> (index: Int, isFound: Bool) {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      let entry = entries[middle]
      if entry.link == link ? entry.subject.precedes(subject) : entry.link < link {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return (low, low < entries.count && entries[low].link == link && entries[low].subject == subject)
  }
}

extension Signal {
  /// The instant by which it is ordered: when it was made, as far as it says so. A date ahead of the desk's clock counts as
  /// now, so that one wrong clock does not silence all that follows.
  var ordered: Timestamp { min(time ?? received, received) }

  /// Whether it says which one it is. Without, only its words tell it from another.
  var hasIdentity: Bool { isNamed || time != nil }

  /// A person asked for it now: nothing supersedes that.
  var isPersonal: Bool {
    switch source {
    case .dashboard, .telegram, .commandLine: true
    case .webhook, .strategy, .api: false
    }
  }

  /// What it speaks of; empty when its symbol could not be resolved.
  var subjects: [SignalOrder.Subject] {
    switch resolution {
    case .none: return [.everything]
    case .failed: return []
    case .instrument(let resolved):
      let instrument = resolved.instrument
      var subjects: [SignalOrder.Subject] = [.instrument(resolved.id)]
      if instrument.kind.isOption {
        subjects.append(.options(instrument.underlying, instrument.kind))
      } else if action == .exit, !instrument.kind.isDerivative {
        subjects += [.options(instrument.underlying, .call), .options(instrument.underlying, .put)]
      }
      return subjects
    }
  }
}
