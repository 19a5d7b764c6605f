/// A kind of trouble a simulated day can bring. Each is counted when it really happens.
package enum Fault: String, Hashable, Sendable, CaseIterable, Codable {
  // The line to the broker.
  /// A request never arrives; we only see that no answer comes.
  case requestLost
  /// A request arrives and is carried out; its answer is lost.
  case answerLost
  /// An answer comes seconds late, after the pushes it explains.
  case answerLate
  case pushLost, pushLate, pushRepeated
  /// An entry is shown as cancelled, and only later what of it had filled.
  case fillShownLate
  /// Nothing passes for a while, prices neither.
  case networkDown

  // The broker.
  case refused
  /// Accepted, and rejected by the broker's risk system a moment later.
  case rejectedAfterAccept
  case rateLimited
  case sessionDied
  case bookUnreadable
  /// A read that succeeds and shows an empty or cut book.
  case bookEmpty
  /// A new order shows in the book only after the settle time.
  case bookLags
  case lookUpFailed
  case tagBlanked
  case brokerCancels

  // Prices.
  case gap, freakTick, foreignTick, staleTick, futureTick, feedSilent

  // Alerts.
  case alertRepeated, alertLate, alertConflicts, alertBurst

  // People.
  case tradeByHand, stopCancelledByHand, stopMovedByHand, doubleClick

  // The machine.
  case diskFull, writeFailed
}

/// Where the process ends.
package enum CrashPoint: String, Hashable, Sendable, CaseIterable, Codable {
  /// Between two inputs, with nothing half done.
  case idle
  /// In the first disk operation of a commit: nothing of it is on disk.
  case beforeCommit
  /// In a later operation of a commit, which may be torn.
  case duringCommit
  /// The commit is durable, nothing of what it allows has left.
  case afterCommit
  /// Some of what a commit allows has left.
  case afterSend
  /// An answer arrived and is not journalled.
  case beforeAnswer
  /// Again while starting.
  case duringStart
  /// With the power: what was written and not synced may be gone.
  case powerLoss
}

/// Which faults a run draws from.
package enum SimulationProfile: String, Hashable, Sendable, CaseIterable, Codable {
  /// None: the day itself is enough.
  case calm
  case broker, feed, people, crash
  /// Everything at once.
  case storm

  func allows(_ fault: Fault) -> Bool {
    switch fault {
    case .requestLost, .answerLost, .answerLate, .pushLost, .pushLate, .pushRepeated, .fillShownLate, .networkDown,
      .refused,
      .rejectedAfterAccept, .rateLimited, .sessionDied, .bookUnreadable, .bookEmpty, .bookLags, .lookUpFailed,
      .tagBlanked, .brokerCancels:
      self == .broker || self == .storm
    case .gap, .freakTick, .foreignTick, .staleTick, .futureTick, .feedSilent: self == .feed || self == .storm
    case .alertRepeated, .alertLate, .alertConflicts, .alertBurst: self != .calm
    case .tradeByHand, .stopCancelledByHand, .stopMovedByHand, .doubleClick: self == .people || self == .storm
    case .diskFull, .writeFailed: self == .crash || self == .storm
    }
  }

  var crashes: Bool { self == .crash || self == .storm }
}
