import Engine
import Market
import Trading

/// What the referee has seen of one account: only what was committed, sent, or is in the broker's true book.
struct AccountLedger {
  struct Sent {
    var number: OrderNumber
    var purpose: OrderPurpose
    var position: PositionID
  }
  struct Booked {
    var entered = Quantity.zero
    /// Traded against its first fill.
    var exited = Quantity.zero
    /// Of that, what found something open.
    var closed = Quantity.zero
    var value = Money.zero
    var charges = Money.zero
    var instrument: InstrumentID
    /// Of its first fill.
    var direction: Side

    var open: Quantity { entered - closed }

    mutating func take(_ fill: Fill) {
      if fill.side == direction {
        entered += fill.quantity
      } else {
        // Negative where a fill is taken back.
        closed += min(fill.quantity, open)
        exited += fill.quantity
      }
      value += Money(raw: (fill.price * fill.quantity).raw * fill.side.sign)
      charges += fill.charges.total
    }
  }

  var settings: AccountSettings
  /// Newest committed version of each order.
  var orders: [OrderNumber: Order] = [:]
  /// Orders by each tag that was committed for them.
  var tags: [String: Sent] = [:]
  /// Tags that reached the broker, and whether it took the order.
  var arrived: [String: Bool] = [:]
  var fills: Set<String> = []
  /// What the broker has truly filled of our orders, named as in ``fills``, and how many of each order.
  var trueFills: Set<String> = []
  var trueFillCounts: [OrderNumber: Int] = [:]
  /// Orders that were given a name of the broker since it was last checked.
  var named: [Order] = []
  /// As last stated, by order and name of the fill.
  var fillPrices: [String: Price] = [:]
  /// Signals that closed something, or found nothing to close.
  var exits: [Exit] = []
  var booked: [PositionID: Booked] = [:]
  /// What was held at the broker when the day began, by orders of earlier days.
  var carried: [PositionID: Int64] = [:]
  var stops: [PositionID: (stop: Price, entered: Quantity)] = [:]
  /// By link and identity: the decision and until when it is remembered.
  var decisions: [String: Decided] = [:]
  var decided: Set<Int64> = []

  struct Decided {
    var number: Int64
    var time: Timestamp
    var body: UInt64
    /// The signal carried a time.
    var isTimed: Bool
  }
  /// The newest decision of each link that was not denied.
  var lastActed: [LinkID: Int64] = [:]
  /// The newest that was accepted or found nothing to do.
  var lastActedOn: [Subject: Int64] = [:]
  var signals: [Int64: Signal] = [:]
  /// What exits of a part leave open, as last looked at; a decision, a trigger or a command may change it.
  var keeps: [PositionID: Quantity] = [:]
  /// Being closed as a whole, as last looked at.
  var closings: Set<PositionID> = []
  /// What the exit of a part asked for since the last look: of how much, in ten-thousandths of a unit, and the lot. Nil:
  /// more than one did.
  var parts: [PositionID: (held: Quantity, asked: Int64, lot: Quantity)?] = [:]
  var incidents: [Incident] = []
  var status: AccountStatus?
  /// Since the last start no read of the broker's book has come.
  var awaitsBook = true
  var requestTimes: [Timestamp] = []
  var callTimes: [Timestamp] = []
  /// That reached the broker.
  var modifications: [BrokerOrderID: Int] = [:]
  /// Since when a position has been without protection.
  var nakedSince: [PositionID: Timestamp] = [:]
  /// Since when less than the whole position has a stop or an exit at the broker, while it could have.
  var uncoveredSince: [PositionID: Timestamp] = [:]
  /// Since when a stop at the broker is behind the plan's.
  var behindSince: [PositionID: Timestamp] = [:]
  /// Since when a position that is being closed has an entry at the broker.
  var entryLeftSince: [PositionID: Timestamp] = [:]
  /// Times a stop of ours was cancelled by hand or by the broker.
  var handCancels: [InstrumentID: Int] = [:]
  var closedByHand: [ClosedByHand] = []
  /// When reads began that came back without their orders.
  var cutBooks: Set<Timestamp> = []
  /// Requests the broker refused, and when.
  var refusals: [(instrument: InstrumentID?, time: Timestamp)] = []
  /// Instruments in which somebody changed an order of ours.
  var changedByHand: Set<InstrumentID> = []
  /// Instruments in which somebody traded without us.
  var tradedByHand: Set<InstrumentID> = []
  /// When the broker was last out of reach, or the process down.
  var lastOutage = Timestamp.distantPast

  struct Subject: Hashable {
    var link: LinkID
    var instrument: InstrumentID
  }

  struct Exit {
    var link: LinkID
    /// Nil: of everything.
    var instrument: InstrumentID?
    /// What would enter again; nil: all.
    var closes: Action?
    var ordered: Timestamp
    var isTimed: Bool
  }

  /// A position that one order of a person closes whole.
  struct ClosedByHand {
    var position: PositionID
    var order: BrokerOrderID
    var instrument: InstrumentID
    /// That were open, negative when short.
    var units: Int64
    var time: Timestamp
  }

  /// What orders of ours at the broker have bought less what they have sold, by position.
  func net(_ orders: [OrderReport]) -> [PositionID: Int64] {
    var net = carried
    for report in orders where report.filledQuantity > .zero {
      guard let sent = report.tag.flatMap({ tags[$0.text] }) else { continue }
      net[sent.position, default: 0] += report.filledQuantity.units * report.terms.side.sign
    }
    return net
  }

  /// A process knows the orders and changes of the one before from its journal, and keeps to what the broker allows of
  /// them; what that one read is in no record, so the calls of all kinds are counted anew.
  mutating func processEnded() { callTimes = [] }

  /// Finished orders need not be known any more.
  mutating func startDay() {
    arrived.removeAll()
    modifications.removeAll()
    closedByHand.removeAll()
  }

  /// The broker forgets the orders of the day before, and keeps what they have brought.
  mutating func forget(_ orders: [OrderReport]) { carried = net(orders).filter { $0.value != 0 } }

  /// Something was refused since then, so that the desk rightly tried again later.
  func wasRefused(_ instrument: InstrumentID, since time: Timestamp) -> Bool {
    refusals.contains { $0.time >= time && ($0.instrument == instrument || $0.instrument == nil) }
  }

  func wasTold(of instrument: InstrumentID?, since time: Timestamp) -> Bool {
    incidents.contains { $0.time >= time && ($0.instrument == instrument || $0.instrument == nil) }
  }

  /// A read that failed, or came back without the orders that the broker has.
  func settlesNothing(_ event: Event) -> Bool {
    switch event {
    case .snapshotFailed, .lookedUp(_, .failed): true
    // Another read may have begun in the same instant and come back whole.
    case .snapshot(let book):
      book.orders.isEmpty && cutBooks.contains(book.readBegan) && orders.values.contains { $0.brokerID != nil }
    default: false
    }
  }
}
