/// A kind of trouble a simulated day can bring. Each is counted when it really happens.
package enum Fault: String, Hashable, Sendable, CaseIterable, Codable {
  // The line to the broker.
  /// A request never arrives; we only see that no answer comes.
  case requestLost
  /// A request arrives and is carried out; its answer is lost.
  case answerLost
  /// An answer comes seconds late, after the pushes it explains.
  case answerLate
  /// A request is carried out, and its answer cannot be read.
  case answerCut
  case pushLost, pushLate, pushRepeated
  /// An entry is shown as cancelled, and only later what of it had filled.
  case fillShownLate
  /// Nothing is pushed of one order from first to last.
  case pushesNever
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
  /// A read shows the whole book as it was some seconds ago, within the settle time.
  case bookStale
  case bookReordered
  /// An order is listed twice.
  case bookDoubled
  case lookUpFailed
  case tagBlanked
  case brokerCancels

  // Tags that come back other than they were sent, at brokers whose tags are a hint.
  case tagCut, tagPadded, tagPrefixed, tagCaseChanged, tagReplaced

  // Prices.
  case gap, freakTick, foreignTick, staleTick, futureTick, feedSilent
  /// The same tick comes again.
  case tickRepeated
  /// A tick comes seconds after the market traded at it, and newer ones first.
  case tickLate
  /// Two ticks change places.
  case tickSwapped
  /// Another feed tells the same trade with another time and without volume.
  case tickFromTwoSources
  /// A freak price comes twice, the same tick: no witness of itself.
  case freakRepeated

  // Alerts.
  case alertRepeated, alertLate, alertConflicts, alertBurst
  /// An older alert of a link and instrument comes after a newer one.
  case alertReordered
  /// It names what is not listed here.
  case alertUnknown
  /// It never comes.
  case alertLost

  // People.
  case tradeByHand, stopCancelledByHand, stopMovedByHand, doubleClick

  // The machine.
  case diskFull, writeFailed
  /// The process stands still for a while, and everything that comes waits.
  case stall
  /// It looks at the clock although nothing is due.
  case wakeTwice
  /// It comes back with other limits in its settings.
  case settingsChanged

  // From day to day.
  /// Nobody tells that the day's orders ended, and the book cannot be read until the night.
  case endsNeverTold
  /// Order ids are counted anew each day.
  case idsGivenAgain
  /// A fill is told again at another price.
  case fillCorrected
  /// Every call takes seconds.
  case brokerSlow
  /// Tick, freeze quantity and band of the next day are others.
  case termsChanged
  /// A carried stop fills in the last minute, and the broker tells of it in the night or the next morning.
  case fillToldNextDay
  /// A report of an order of the day before comes again in the morning, when its id may have been given again.
  case earlierReport
  /// Somebody sends by hand the very order of ours whose answer has just been lost.
  case twinByHand
}

/// Faults that are drawn together.
package enum FaultFamily: String, Hashable, Sendable, CaseIterable {
  case line, broker, books, days, tags, prices, ticks, witnesses, alerts, signalOrder, people, machine, clock, settings
}

extension Fault {
  package var family: FaultFamily {
    switch self {
    case .requestLost, .answerLost, .answerLate, .answerCut, .pushLost, .pushLate, .pushRepeated, .pushesNever,
      .fillShownLate, .networkDown:
      .line
    case .refused, .rejectedAfterAccept, .rateLimited, .sessionDied, .bookUnreadable, .bookEmpty, .bookLags,
      .lookUpFailed, .tagBlanked, .brokerCancels:
      .broker
    case .bookStale, .bookReordered, .bookDoubled: .books
    case .endsNeverTold, .idsGivenAgain, .fillCorrected, .brokerSlow, .fillToldNextDay, .earlierReport: .days
    case .tagCut, .tagPadded, .tagPrefixed, .tagCaseChanged, .tagReplaced: .tags
    case .gap, .freakTick, .foreignTick, .staleTick, .futureTick, .feedSilent: .prices
    case .tickRepeated, .tickLate, .tickSwapped, .tickFromTwoSources: .ticks
    case .freakRepeated: .witnesses
    case .alertRepeated, .alertLate, .alertConflicts, .alertBurst, .alertUnknown, .alertLost: .alerts
    case .alertReordered: .signalOrder
    case .tradeByHand, .stopCancelledByHand, .stopMovedByHand, .doubleClick, .twinByHand: .people
    case .diskFull, .writeFailed: .machine
    case .stall, .wakeTwice: .clock
    case .settingsChanged, .termsChanged: .settings
    }
  }

  /// Drawn since the first simulated days. What came later is drawn from streams of its own, so that the days of a seed
  /// keep what they had.
  var isOfFirstWorld: Bool {
    switch self {
    case .answerCut, .pushesNever, .alertUnknown, .alertLost, .twinByHand: false
    default:
      switch family {
      case .line, .broker, .prices, .alerts, .people, .machine: true
      case .books, .days, .tags, .ticks, .witnesses, .signalOrder, .clock, .settings: false
      }
    }
  }
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
    switch fault.family {
    case .line, .broker, .books, .days, .tags: self == .broker || self == .storm
    case .prices, .ticks, .witnesses: self == .feed || self == .storm
    case .alerts, .signalOrder: self != .calm
    case .people: self == .people || self == .storm
    case .machine, .clock, .settings: self == .crash || self == .storm
    }
  }

  var crashes: Bool { self == .crash || self == .storm }
}
