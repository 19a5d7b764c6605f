/// What a strategy would like to happen. A trivial value: no strings, no arrays.
package struct Wish: Sendable {
  /// The meanings are the desk's: `buy` enters long (a short is covered first), `sell` closes a long, `short` and
  /// `cover` likewise, `exit` closes whatever is held.
  package enum Action: UInt8, Sendable, CaseIterable {
    case none, buy, sell, short, cover, exit
  }

  package var action: Action
  /// 0…100: how sure the strategy is. Recorded; sizing does not look at it.
  package var confidence: UInt8
  /// In words, for the signal's record: "EMA 9 crossed above EMA 21".
  package var reason: StaticString
  /// Where the strategy wants the stop and target of this entry, in rupees; they take the place of the link's own.
  package var stop: Double?
  package var target: Double?

  @inline(__always)
  package init(
    _ action: Action, confidence: UInt8 = 100, reason: StaticString, stop: Double? = nil, target: Double? = nil
  ) {
    self.action = action
    self.confidence = confidence
    self.reason = reason
    self.stop = stop
    self.target = target
  }

  package static var none: Wish { Wish(.none, reason: "") }

  /// A share of certainty as a confidence: below 0 counts as 0, above 1 as 1.
  static func confidence(_ share: Double) -> UInt8 {
    guard share < 1 else { return 100 }
    return share > 0 ? UInt8(share * 100) : 0
  }
}
