package import Market
package import Trading

/// One closed trade with what a list of trades shows beside it. The trades file has a row for each.
package struct TradeLine: Hashable, Sendable {
  /// From 1, by time of closing.
  package var number: Int
  /// The canonical symbol: `NSE:RELIANCE` without the exchange.
  package var symbol: String
  package var trade: Trade
  /// Bars of its instrument at whose end it was held; 0 when it closed within the bar in which it opened.
  package var barsHeld: Int
  /// Capital and the net result of this and all earlier trades. Positions still open then are not in it.
  package var equityAfter: Money

  package init(number: Int, symbol: String, trade: Trade, barsHeld: Int, equityAfter: Money) {
    self.number = number
    self.symbol = symbol
    self.trade = trade
    self.barsHeld = barsHeld
    self.equityAfter = equityAfter
  }

  /// What was bought and sold for: quantity × both average prices.
  package var turnover: Money { trade.entryPrice * trade.quantity + trade.exitPrice * trade.quantity }
  package var timeHeld: Interval { trade.closed - trade.opened }
}
