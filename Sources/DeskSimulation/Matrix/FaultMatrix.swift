/// The faults a run can bring about, by message, deviation and moment, and how often each cell was.
package struct FaultMatrix: Sendable {
  private let cells: [FaultCell: Int]

  package init(_ counts: SimulationCounts) { cells = counts.cells }

  /// What a pair of message and deviation is in simulated days.
  package enum Standing: Hashable, Sendable {
    /// By these faults or ends of the process.
    case built([String])
    /// It cannot be, or nobody could tell it from another one.
    case meaningless(String)
    /// It can be, and simulated days do not bring it about.
    case notBuilt(String)
  }

  package static func standing(_ kind: FaultKind) -> Standing {
    let faults = Fault.allCases.filter { $0.kinds.contains(kind) }.map(\.rawValue)
    let ends = CrashPoint.allCases.filter { $0.kinds.contains(kind) }.map { "end: \($0.rawValue)" }
    if !faults.isEmpty || !ends.isEmpty { return .built(faults + ends) }
    if let reason = meaningless[kind] { return .meaningless(reason) }
    return .notBuilt(elsewhere[kind] ?? "nothing brings it about")
  }

  package func count(_ cell: FaultCell) -> Int { cells[cell, default: 0] }

  package func count(_ kind: FaultKind) -> Int {
    FaultMoment.allCases.reduce(0) { $0 + count(FaultCell(kind.message, kind.deviation, $1)) }
  }

  /// Moments at which a kind was, of all there are.
  package func moments(_ kind: FaultKind) -> Int {
    FaultMoment.allCases.count { count(FaultCell(kind.message, kind.deviation, $0)) > 0 }
  }

  package static let kinds: [FaultKind] = FaultMessage.allCases.flatMap { message in
    FaultDeviation.allCases.map { FaultKind(message, $0) }
  }

  /// Cells that were, and cells that can be.
  package var covered: (cells: Int, of: Int) {
    let possible = Self.kinds.filter { if case .meaningless = Self.standing($0) { false } else { true } }
    return (possible.reduce(0) { $0 + moments($1) }, possible.count * FaultMoment.allCases.count)
  }
}

// MARK: Reasons

extension FaultMatrix {
  private static let meaningless: [FaultKind: String] = [
    FaultKind(.signal, .cut): "an alert that cannot be parsed is none: WebTests",
    FaultKind(.signal, .lost): "there is no other way to learn of one: see never",
    FaultKind(.request, .doubled): "one call is one connection; a client that repeats calls is not used",
    FaultKind(.request, .stale): "an order names its own numbers; there is no older version of a request",
    FaultKind(.request, .foreign): "requests leave through one account's own outbox",
    FaultKind(.request, .wrongField): "the referee compares what leaves with what was approved",
    FaultKind(.reply, .doubled): "one call has one answer",
    FaultKind(.reply, .anotherDay): "a call ends with its connection",
    FaultKind(.reply, .stale): "a call ends with its connection",
    FaultKind(.reply, .foreign): "a connection answers its own call",
    FaultKind(.request, .anotherDay): "a call ends with its connection",
    FaultKind(.timer, .reordered): "timers are looked at in the order of their times",
    FaultKind(.timer, .cut): "a timer has no parts",
    FaultKind(.timer, .wrongField): "the clock only goes forward here; steps: SystemTests/ClockTests",
    FaultKind(.timer, .stale): "a timer has no versions",
    FaultKind(.timer, .anotherDay): "deadlines of yesterday are late ones: see late",
    FaultKind(.timer, .foreign): "timers are the account's own state",
    FaultKind(.timer, .never): "a clock that stands still is a process that stands still: see late",
    FaultKind(.settings, .doubled): "the same settings twice are no event",
    FaultKind(.settings, .reordered): "settings are read whole at a start",
    FaultKind(.disk, .doubled): "a block written twice is the block",
    FaultKind(.disk, .foreign): "the data folder is locked by the process",
  ]

  private static let elsewhere: [FaultKind: String] = [
    FaultKind(.settings, .cut): "SarathiTests/ConfigurationTests",
    FaultKind(.settings, .foreign): "SarathiTests/ConfigurationTests",
    FaultKind(.disk, .stale): "restored backups: StorageTests, DeskTests/RecoveryTests",
  ]
}
