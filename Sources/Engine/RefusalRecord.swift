import Market

/// What the broker refuses again and again: entries by instrument, and everything at once.
package struct RefusalRecord: Hashable, Sendable, Codable {
  /// The same refusal of entries on one instrument, in a row.
  struct Circuit: Hashable, Sendable, Codable {
    var instrument: InstrumentID
    /// The broker's words.
    var reason: String
    var count: Int
    /// Open: no entry before this time but one probe then.
    var nextProbe: Timestamp?
  }

  /// One an instrument, as long as its last entry was refused.
  private(set) var circuits: [Circuit] = []
  /// Requests of any kind refused since one was carried out.
  private(set) var inARow = 0
  /// Some of them would have lowered exposure or moved a stop.
  private(set) var hitsExits = false
  /// Nothing can be done through the broker at present; a person was told.
  package private(set) var cannotAct = false

  /// Equal refusals in a row that open the circuit.
  static let limit = 3
  static let probePace = Interval.minutes(1)
  /// This many refusals of everything, exits too, over this time mean that we cannot act.
  static let everything = 3
  static let everythingWithin = Interval.seconds(10)

  /// - Returns: whether the circuit opened with this one.
  mutating func entryRefused(_ instrument: InstrumentID, _ reason: String, at now: Timestamp) -> Bool {
    let index = circuits.firstIndex { $0.instrument == instrument }
    let before = index.map { circuits.remove(at: $0) }
    // Sums of money in the broker's words differ from one to the next.
    let isSame = before.map { Self.words($0.reason) == Self.words(reason) || $0.nextProbe != nil } ?? false
    let count = isSame ? (before?.count ?? 0) + 1 : 1
    let isOpen = count >= Self.limit
    circuits.append(
      Circuit(instrument: instrument, reason: reason, count: count, nextProbe: isOpen ? now + Self.probePace : nil))
    return isOpen && before?.nextProbe == nil
  }

  mutating func entryTaken(_ instrument: InstrumentID) { circuits.removeAll { $0.instrument == instrument } }

  /// The circuit that stands against an entry now.
  func circuit(_ instrument: InstrumentID, at now: Timestamp) -> Circuit? {
    circuits.first { $0.instrument == instrument && $0.nextProbe.map { now < $0 } ?? false }
  }

  /// An entry is sent although the circuit is open.
  mutating func probed(_ instrument: InstrumentID, at now: Timestamp) {
    guard let index = circuits.firstIndex(where: { $0.instrument == instrument && $0.nextProbe != nil }) else { return }
    circuits[index].nextProbe = now + Self.probePace
  }

  mutating func refused(isExit: Bool) {
    inARow += 1
    hitsExits = hitsExits || isExit
  }

  var isEverything: Bool { inARow >= Self.everything && hitsExits }

  mutating func declareUnableToAct() { cannotAct = true }

  mutating func succeeded() {
    inARow = 0
    hitsExits = false
    cannotAct = false
  }

  private static func words(_ reason: String) -> String { reason.filter { !$0.isNumber } }
}
