/// What a fault happens to.
package enum FaultMessage: String, Hashable, Sendable, CaseIterable, Codable {
  /// An alert, or a person's command.
  case signal
  /// What we ask of a broker.
  case request
  /// What it answers.
  case reply
  /// What it tells unasked.
  case push
  /// What it shows when its book is read.
  case book
  case tick
  case timer
  /// Settings, calendar, contract terms.
  case settings
  case disk
}

/// How a message departs from what was sent.
package enum FaultDeviation: String, Hashable, Sendable, CaseIterable, Codable {
  /// One copy does not come; another way to learn of it exists.
  case lost
  case late
  case doubled
  case reordered
  /// A part is missing.
  case cut
  case wrongField = "wrong field"
  /// An older version than the newest that was sent.
  case stale
  case anotherDay = "another day"
  /// It belongs to somebody or something else.
  case foreign
  /// It does not come at all, by any way.
  case never
}

/// What the account, or the first of them, is doing when it happens. The first that applies.
package enum FaultMoment: String, Hashable, Sendable, CaseIterable, Codable {
  /// From the start of the process until the broker's book was read.
  case startUp = "start-up"
  /// Outside every session.
  case overNight = "over night"
  /// The first two minutes of a session.
  case atOpen = "at open"
  /// From the first square-off before the close.
  case nearClose = "near close"
  /// A position has to go and has not gone.
  case closing
  case entryUnderWay = "entry under way"
  /// A position is open.
  case guarded
  case flat
}

/// One cell of the fault matrix.
package struct FaultCell: Hashable, Sendable {
  package var message: FaultMessage
  package var deviation: FaultDeviation
  package var moment: FaultMoment

  package init(_ message: FaultMessage, _ deviation: FaultDeviation, _ moment: FaultMoment) {
    self.message = message
    self.deviation = deviation
    self.moment = moment
  }
}

/// A row and column of the matrix, without the moment.
package struct FaultKind: Hashable, Sendable {
  package var message: FaultMessage
  package var deviation: FaultDeviation

  package init(_ message: FaultMessage, _ deviation: FaultDeviation) {
    self.message = message
    self.deviation = deviation
  }
}
