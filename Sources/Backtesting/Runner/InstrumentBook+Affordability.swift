import Indicators
import Market
import Strategies
import Trading

/// What the price that fills an entry asks of the account. Its size and margin are those of the decision's price.
extension InstrumentBook {
  /// Whether the account has what the entry needs at this price.
  func isPaidFor(_ entry: WaitingEntry, at price: Price, _ span: TradingSpan, _ account: RunAccount) -> Bool {
    guard plan.checksMargin else { return true }
    let terms = entry.order.terms
    let filled = plan.slippage.worsen(price, terms.side, tick: span.terms.tickSize)
    return marginNeeded(terms.side, terms.quantity, filled * terms.quantity) <= account.availableMargin + entry.margin
  }

  /// Sizes the entry anew at the price that fills, as one that waited for an exit is; what is still too much is refused.
  mutating func fit(
    _ entry: WaitingEntry, at price: Price, _ time: Timestamp, in span: TradingSpan, _ account: inout RunAccount
  ) {
    withdrawEntry(&account)
    guard time >= span.entryOpens, time < span.entryCloses else {
      return account.recorder.deny(entryDenial(at: time, span))
    }
    let side = entry.order.terms.side
    let wish = Wish(
      side == .buy ? .buy : .short, reason: "", stop: entry.stop?.rupees, target: entry.target?.rupees)
    let filled = plan.slippage.worsen(price, side, tick: span.terms.tickSize)
    enter(side, wish, reference: filled, time, in: span, &account)
    guard let again = waitingEntry else { return }
    guard isPaidFor(again, at: price, span, account) else {
      withdrawEntry(&account)
      return account.recorder.deny(.margin)
    }
    open(again, at: price, time, in: span, &account)
  }
}
