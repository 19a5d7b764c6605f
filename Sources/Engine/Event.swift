package import Market
package import Trading

/// Everything that can happen to an account. Events are the journal's only content: state is what they add up to.
package enum Event: Hashable, Sendable, Codable {
  /// The process started. What was on its way is unknown until the broker has answered.
  case started(incarnation: UInt32)
  /// Today's sessions are in; positions of products that may not stay are expected to be gone.
  case dayStarted(DaySessions)
  /// Today's terms of what is held, as far as they are in. They replace those of an earlier day.
  case terms([ResolvedInstrument])
  case settings(AccountSettings)
  case link(Link)
  case linkRemoved(LinkID)
  case signal(Signal)
  case trigger(Trigger)
  /// The clock reached a deadline the engine had set.
  case timer
  case placed(OrderNumber, attempt: Int, RequestOutcome)
  /// Answer to a modification or cancellation.
  case changed(OrderNumber, RequestOutcome)
  case report(OrderReport)
  case lookedUp(OrderNumber, LookUpOutcome)
  case snapshot(BrokerSnapshot)
  /// The snapshot could not be read; nothing is known.
  case snapshotFailed(String)
  case command(Command, by: String)
}

/// A tick-borne fact that matters. The price is the tick's.
package enum Trigger: Hashable, Sendable, Codable {
  case stopHit(PositionID, price: Price, tickTime: Timestamp)
  case targetHit(PositionID, price: Price, tickTime: Timestamp)
  /// The best price rose so far that the stop moved by a tick or more.
  case stopMoved(PositionID, best: Price, tickTime: Timestamp)
  /// The day's result reached the loss limit or the drawdown limit.
  case limitBreached(Denial.Code, dayResult: Money, tickTime: Timestamp)
  case newPeak(dayResult: Money, tickTime: Timestamp)
  /// A price arrived for a signal that waited for one.
  case priceArrived(InstrumentID, tickTime: Timestamp)
}

/// What a person (or a program with the right) asks of an account.
package enum Command: Hashable, Sendable, Codable {
  /// New entries are recorded and ignored; exits go on.
  case pause
  case resume
  /// No entries until a person clears it.
  case halt(String)
  case clearHalt
  /// Cancel every entry, close every position, halt.
  case emergencyStop
  case squareOff(PositionID)
  case squareOffAll
  /// Read the broker's book now.
  case reconcile
  /// The unknown order is the broker's order of that id.
  case adopt(OrderNumber, BrokerOrderID)
  /// The order in doubt is not at the broker (any more).
  case declareAbsent(OrderNumber)
}

/// The sessions of one day, by class. A class without sessions does not trade that day.
package struct DaySessions: Hashable, Sendable, Codable {
  package struct Session: Hashable, Sendable, Codable {
    package var open: Timestamp
    package var close: Timestamp
    package init(open: Timestamp, close: Timestamp) {
      self.open = open
      self.close = close
    }
  }
  package struct ClassSessions: Hashable, Sendable, Codable {
    package var sessionClass: SessionClass
    package var sessions: [Session]
    /// Why there are none.
    package var closedBecause: String?
    package init(sessionClass: SessionClass, sessions: [Session], closedBecause: String? = nil) {
      self.sessionClass = sessionClass
      self.sessions = sessions
      self.closedBecause = closedBecause
    }
  }
  package var day: TradingDay
  package var classes: [ClassSessions]

  package init(day: TradingDay, classes: [ClassSessions]) {
    self.day = day
    self.classes = classes
  }

  package func sessions(of sessionClass: SessionClass) -> [Session] {
    classes.first { $0.sessionClass == sessionClass }?.sessions ?? []
  }
  package func isOpen(_ sessionClass: SessionClass, at time: Timestamp) -> Bool {
    sessions(of: sessionClass).contains { $0.open <= time && time < $0.close }
  }
  /// End of the day's last session of the class.
  package func close(of sessionClass: SessionClass) -> Timestamp? { sessions(of: sessionClass).last?.close }
}
