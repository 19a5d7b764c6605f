/// What must hold after every step, and what must hold once the world has healed. The numbers are those of the
/// reliability page.
package enum Invariant: String, Hashable, Sendable, CaseIterable, Codable {
  case journalBeforeWire = "I1"
  case oneIntentOneOrder = "I2"
  case unknownMeansHold = "I3"
  case absenceIsNotEvidence = "I4"
  case fillsAddUp = "I5"
  case eachFillOnce = "I6"
  case neverMoreThanOrdered = "I7"
  case finalIsFinal = "I8"
  case exitsCoverAtMostThePosition = "I9"
  case exitsDoNotReverse = "I10"
  case protectedOrLoud = "I11"
  case stopNeverLoosens = "I12"
  case haltsBindEntries = "I13"
  case haltsSurvive = "I14"
  case riskSawTheFinalForm = "I15"
  case limitsHold = "I37"
  case signalsKeepTheirOrder = "I38"
  case rateBudgets = "I16"
  case inSessionOnly = "I18"
  case flatByTheDeadline = "I19"
  case oneSignalOneDecision = "I20"
  case freshSignalsOnly = "I21"
  case freshPricesOnly = "I22"
  case exactNumbers = "I23"
  case replayIsIdentity = "I25"
  case orderIsSequence = "I27"
  case whatIsNotOursStays = "I28"
  case eachOrderHasOneOwner = "I29"
  case stopFollowsPlan = "I36"
  case everythingIsBounded = "I34"
  case unknownEnds = "L1"
  case booksAgree = "L2"
  case protectionReturns = "L3"
  case nothingIsStuck = "L4"
  case entriesResume = "L6"
  /// The desk neither stops nor refuses to start for a reason that is not the disk's.
  case staysAlive = "alive"
}

/// An invariant that did not hold.
package struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
  package var invariant: Invariant
  package var text: String

  package init(_ invariant: Invariant, _ text: String) {
    self.invariant = invariant
    self.text = text
  }

  package var description: String { "\(invariant.rawValue) (\(invariant)): \(text)" }
}

/// The day went where nobody can say what would be right: what follows is not judged.
struct UndecidableDay: Error {}

/// How often each thing happened in one or many days.
package struct SimulationCounts: Hashable, Sendable {
  package var faults: [Fault: Int] = [:]
  package var crashes: [CrashPoint: Int] = [:]
  package var checks: [Invariant: Int] = [:]
  /// Signals, orders, fills, trades and the like, by name.
  package var events: [String: Int] = [:]
  /// Cells of the fault matrix.
  package var cells: [FaultCell: Int] = [:]

  package init() {}

  package mutating func add(_ other: SimulationCounts) {
    faults.merge(other.faults) { $0 + $1 }
    crashes.merge(other.crashes) { $0 + $1 }
    checks.merge(other.checks) { $0 + $1 }
    events.merge(other.events) { $0 + $1 }
    cells.merge(other.cells) { $0 + $1 }
  }

  mutating func note(_ event: String, _ count: Int = 1) { events[event, default: 0] += count }
}
