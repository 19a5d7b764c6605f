import History
import Market
import Trading

/// How far the price went against a trade and for it while it was held.
struct TradeExcursion {
  /// The largest loss on the way, before charges; zero or negative.
  let adverse: Money
  /// The largest gain on the way, before charges; zero or positive.
  let favourable: Money

  /// Candles count whole, but the one in which the trade ended: of that only the exit's price.
  init(_ trade: Trade, in bars: BarSeries) {
    let after = bars.index(from: trade.opened)
    let isAtStart = after < bars.count && bars.start(after) == trade.opened
    let first = isAtStart ? after : max(after - 1, 0)
    let end = bars.index(from: trade.closed)
    let last = end < bars.count && bars.start(end) == trade.closed ? end : max(end - 1, first)
    var (low, high) = (min(trade.entryPrice, trade.exitPrice), max(trade.entryPrice, trade.exitPrice))
    for index in first..<max(min(last, bars.count), first) where !bars.isCarried(index) {
      low = min(low, bars.price(bars.columns.low[index]))
      high = max(high, bars.price(bars.columns.high[index]))
    }
    let down = (low - trade.entryPrice) * trade.quantity
    let up = (high - trade.entryPrice) * trade.quantity
    adverse = trade.direction == .buy ? min(down, .zero) : min(-up, .zero)
    favourable = trade.direction == .buy ? max(up, .zero) : max(-down, .zero)
  }
}
