package import Market
package import Trading

/// Everything an account must not forget: what its journal adds up to. `stateHash` covers exactly this.
package struct AccountState: Hashable, Sendable, Codable {
  package internal(set) var settings: AccountSettings
  /// Sorted by id.
  package internal(set) var links: [Link] = []
  package internal(set) var day: DaySessions?
  package internal(set) var incarnation: UInt32 = 0
  /// Counts tags, over starts too: two of a day may have drawn the same incarnation.
  var tagSequence: UInt32 = 0

  package internal(set) var isPaused = false
  /// Why entries are halted. Only a person clears it.
  package internal(set) var halt: String?
  /// An emergency stop is in force: whatever still fills is closed at once.
  var isEmergency = false
  /// The broker's book has been compared since the process started.
  package internal(set) var isReconciled = false

  package internal(set) var orders = OrderTable()
  /// What of the broker's book is not ours.
  package internal(set) var foreign = ForeignBook()
  var refusals = RefusalRecord()
  /// Sorted by position id; flat ones stay until the day ends.
  package internal(set) var holdings: [Holding] = []
  var nextPosition: Int32 = 0
  var memory = SignalMemory()
  var signalOrder = SignalOrder()
  var lastDecision: Int64 = 0
  var lastIncident: Int64 = 0
  var governor = OrderGovernor()
  /// What people have been told about the pace of stops.
  var trailing = TrailingTrouble.none
  /// Sorted; at most one of a kind and subject.
  var timers: [EngineTimer] = []
  /// Terms of the instruments in use, as journalled. Sorted by id.
  package internal(set) var contracts: [ResolvedInstrument] = []
  /// The last day on which it was told that terms of something held are not in.
  var termsToldOn: TradingDay?
  /// What the last table of terms lists of that, and the day it is of; nil: no table differed from what was known.
  var listedTerms: [InstrumentID] = []
  var termsDay: TradingDay?
  var waiting: [WaitingSignal] = []
  /// Signals whose turn came while the broker's book was being compared; taken up when it agrees.
  var heldBack: [WaitingSignal] = []

  /// Of positions closed or reduced today, before charges.
  package internal(set) var realisedToday = Money.zero
  package internal(set) var chargesToday = Charges()
  package internal(set) var entriesToday = 0
  package internal(set) var dayPeak = Money.zero

  init(settings: AccountSettings) { self.settings = settings }

  /// The instrument with its terms as journalled; nil when nothing of it is in use.
  package func contract(_ instrument: InstrumentID) -> ResolvedInstrument? {
    contracts.indices.first { contracts[$0].id.index == instrument.index }.map { contracts[$0] }
  }

  /// Result of what is closed, after charges.
  package var netRealisedToday: Money { realisedToday - chargesToday.total }
}

/// A position with what guards it and what is being done about it.
package struct Holding: Hashable, Sendable, Codable {
  package internal(set) var position: Position
  /// What the position adds up from, as last stated, in the order in which it was booked.
  var executions: [Position.Execution] = []
  package internal(set) var plan: ExitPlan
  /// Set from the first fill on.
  package internal(set) var exit: ExitState?
  /// Somebody was told that it has no protection, and it still has none.
  var isExposureTold = false
  /// The duty to close it. It outlives the position: whatever an entry still fills afterwards is closed too.
  package internal(set) var closing: Closing?
  var decision: Int64?
  /// When the signal was made that entered it.
  var entrySignal: Timestamp
  /// What it was entered for, until it has an entry at the broker or none at all: the decision may still have to be amended.
  var signal: Signal?
  /// Entries may be sent until then.
  var entryFreshUntil: Timestamp
  /// Entered once this is flat: the other half of a reversal, or what came while it was being closed.
  var nextEntry: WaitingSignal?
  /// The newest entry signal that changed nothing because this was held, or only closed it.
  var unneededEntry: WaitingSignal?
  /// Trades the broker's exchange rejected our protective stop.
  var stopRefusals = 0
  /// Times somebody else cancelled it, and when last.
  var stopsTaken = 0
  var lastStopTaken: Timestamp?
  /// An intraday position that was open when its day ended. The broker closes such positions itself: nothing is sent for
  /// it before the broker's book shows that it is still there.
  package internal(set) var isLeftOver = false
  /// Somebody does not want a resting stop here: ours is software alone.
  package internal(set) var isStopUnwanted = false

  var id: PositionID { position.id }

  /// The whole of it: a position of which a part is sold goes on, guarded as before.
  package var isBeingClosed: Bool { closing.map { $0.keep == .zero } ?? false }
  /// What of the open quantity is to leave now.
  package var leavingQuantity: Quantity {
    closing.map { max(position.openQuantity - $0.keep, .zero) } ?? .zero
  }
}

/// The duty to bring a position to zero, or down to what an exit leaves.
package struct Closing: Hashable, Sendable, Codable {
  package internal(set) var reason: ExitReason
  /// What stays open; zero when the whole position goes.
  package internal(set) var keep = Quantity.zero
  package internal(set) var since: Timestamp
  /// Each idle spell, and each refusal for the price, widens the protection.
  var rung = 0
  /// Exit orders refused, for whatever reason: they set the pace of new tries.
  var refusals = 0
  /// How exit orders are priced on this rung; nil while no price is known.
  var pricing: OrderPricing?
  /// When that pricing was chosen: market orders sent earlier ask for today's price again.
  var chosen: Timestamp?
  /// When that was, or when it last made progress, and what was open then.
  var priced: Timestamp?
  var openWhenPriced = Quantity.zero
  /// No new exit order before this time (after repeated refusals, one probe a minute).
  var notBefore: Timestamp
  var incidentRaised = false
  /// Nobody had asked for it: what rested at the broker closed the position by itself.
  var isByFill = false
  /// It was told that the market is not open for it.
  var isClosedMarketTold = false

  /// The same duty, of which nothing has been tried yet.
  func anew(at time: Timestamp) -> Closing {
    var anew = Closing(reason: reason, since: since, notBefore: time)
    anew.keep = keep
    return anew
  }
}

/// A valid signal that waits for a price or for an exit.
struct WaitingSignal: Hashable, Sendable, Codable {
  var signal: Signal
  var decision: Int64
  var deadline: Timestamp
}

/// A deadline the engine has set itself.
struct EngineTimer: Hashable, Comparable, Sendable, Codable {
  enum Kind: Int32, Hashable, Sendable, Codable {
    /// Send what the governor held back.
    case pump = 0
    /// Look at a position's protection again.
    case protect
    case entryExpiry
    case lookUp
    case priceDeadline
    case timeLimit
    case squareOff
    case sessionEnd
    case reconcile
    /// The periodic read of the broker's book.
    case verify
    /// The broker's book was asked for and did not come.
    case bookOverdue
    /// Nothing but refusals for a while.
    case cannotAct
    /// See whether a position is still without protection.
    case exposed
    /// Orders whose session is over end, told or not.
    case ordersEnd
    /// The broker's book is read before the day's first session.
    case morning
  }
  var due: Timestamp
  var kind: Kind
  /// Position, order or decision, by kind.
  var subject: Int64

  static func < (a: EngineTimer, b: EngineTimer) -> Bool {
    (a.due, a.kind.rawValue, a.subject) < (b.due, b.kind.rawValue, b.subject)
  }
}
