import Desk
import Engine
import Market
import Trading

/// Something the world does to the desk at a time of the day. A day is a list of these; what follows from them is the
/// desk's and the brokers' doing.
struct Happening: Sendable {
  enum Kind: Sendable {
    case price(Tick, Fault?)
    /// The market trades; the desk is not told now.
    case market(Tick)
    case alert(DrawnAlert)
    case command(Command, AccountID)
    /// Somebody trades at the broker without us.
    case handTrade(AccountID, InstrumentID, Product, Side, share: Int)
    /// Somebody cancels, or moves, one of our resting stops.
    case handCancel(AccountID, place: Int)
    case handMove(AccountID, place: Int, basisPoints: Int64)
    /// The broker itself cancels an order of ours.
    case brokerCancel(AccountID, place: Int)
    /// A person presses "close all" twice.
    case doubleClick(AccountID)
    /// The exchange corrects the price of one of our fills.
    case fillCorrected(AccountID, place: Int, ticks: Int64)
    case networkDown(Interval)
    case sessionDead(AccountID, Interval)
    case bookUnreadable(AccountID, Interval)
    case bookEmpty(AccountID, Interval)
    case crash(CrashPoint, number: Int, down: Interval)
    case disk(Fault, number: Int, down: Interval)
    /// The process stands still.
    case stall(Interval)
    case wake
    /// The account has other settings from the next start on, which is now.
    case settings(AccountSettings)
  }
  var time: Timestamp
  var kind: Kind

  var isPrice: Bool {
    switch kind {
    case .price, .market: true
    default: false
    }
  }
}

/// An alert before the desk has seen it.
struct DrawnAlert: Sendable {
  var alert: Alert
  var link: LinkID
  var fault: Fault?
}
