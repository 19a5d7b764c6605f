/// A dense number for an instrument, allocated once by the ``InstrumentRegistry`` and never reused.
package struct InstrumentID: Hashable, Comparable, Sendable, Codable {
  package var index: Int32
  package init(_ index: Int32) { self.index = index }
  package static func < (a: InstrumentID, b: InstrumentID) -> Bool { a.index < b.index }
}

/// Where an instrument is listed.
package enum Exchange: String, Hashable, Sendable, Codable, CaseIterable {
  case nse = "NSE"
  case bse = "BSE"
  case nfo = "NFO"
  case bfo = "BFO"
  case mcx = "MCX"
  /// Indices are quoted, never traded.
  case nseIndex = "NSE_INDEX"
  case bseIndex = "BSE_INDEX"
}

package enum InstrumentKind: String, Hashable, Sendable, Codable {
  case equity, index, future, call, put

  package var isOption: Bool { self == .call || self == .put }
  package var isDerivative: Bool { self == .future || isOption }
}

/// What is traded: identity only. What changes from day to day is in ``ContractTerms``.
package struct Instrument: Hashable, Sendable, Codable {
  package var exchange: Exchange
  package var kind: InstrumentKind
  /// The base symbol: `RELIANCE`, `NIFTY`.
  package var underlying: String
  /// Last trading day of a derivative.
  package var expiry: TradingDay?
  /// Strike of an option.
  package var strike: Price?

  package init(
    exchange: Exchange, kind: InstrumentKind, underlying: String, expiry: TradingDay? = nil, strike: Price? = nil
  ) {
    self.exchange = exchange
    self.kind = kind
    self.underlying = underlying
    self.expiry = expiry
    self.strike = strike
  }

  /// A cash share on NSE.
  package static func equity(_ symbol: String, on exchange: Exchange = .nse) -> Instrument {
    Instrument(exchange: exchange, kind: .equity, underlying: symbol)
  }
}

/// Which set of sessions an instrument follows. The hours themselves are dated rows of the ``TradingCalendar``.
package enum SessionClass: String, Hashable, Sendable, Codable, CaseIterable {
  /// Cash shares that have derivatives: since 2026-08-03 continuous to 15:15, then a closing auction.
  case cashWithDerivatives
  case cashWithoutDerivatives
  case equityDerivatives
  case commodity
}

/// What the exchange says of an instrument for one day.
package struct ContractTerms: Hashable, Sendable, Codable {
  package var lotSize: Quantity
  package var tickSize: Price
  /// The largest quantity of one order; larger intents are sliced. The exchange's own limit, or ``Quantity/maximum``.
  package var freezeQuantity: Quantity
  /// Daily price band; orders outside are refused by the exchange. Nil when not known.
  package var lowerBand: Price?
  package var upperBand: Price?
  package var sessionClass: SessionClass

  package init(
    lotSize: Quantity, tickSize: Price, freezeQuantity: Quantity, lowerBand: Price? = nil, upperBand: Price? = nil,
    sessionClass: SessionClass
  ) {
    self.lotSize = lotSize
    self.tickSize = tickSize
    self.freezeQuantity = freezeQuantity
    self.lowerBand = lowerBand
    self.upperBand = upperBand
    self.sessionClass = sessionClass
  }
}

/// How a position is held: decides margin, charges and whether it may stay overnight.
package enum Product: String, Hashable, Sendable, Codable, CaseIterable {
  /// Intraday.
  case mis = "MIS"
  /// Delivery of shares.
  case cnc = "CNC"
  /// Overnight derivatives.
  case nrml = "NRML"

  package var mayStayOvernight: Bool { self != .mis }

  /// Positions that may not stay overnight are closed this long before the close, unless the link or the backtest says
  /// another time.
  package static let squareOffLead = Interval.minutes(15)
}

package enum Side: String, Hashable, Sendable, Codable {
  case buy = "BUY"
  case sell = "SELL"

  package var isBuy: Bool {
    switch self {
    case .buy: true
    case .sell: false
    }
  }
  package var opposite: Side { isBuy ? .sell : .buy }
  /// +1 for a buy, −1 for a sell.
  package var sign: Int64 { isBuy ? 1 : -1 }

  /// Written out, because an enumeration with text behind it is otherwise compared by its text: on every tick.
  @inline(__always)
  package static func == (a: Side, b: Side) -> Bool { a.isBuy == b.isBuy }
}

/// One price update as the feed gave it.
package struct Tick: Hashable, Sendable {
  package var instrument: InstrumentID
  package var price: Price
  /// Cumulative traded quantity of the day; 0 for an index.
  package var volume: Int64
  /// The exchange's time of the trade.
  package var time: Timestamp

  package init(instrument: InstrumentID, price: Price, volume: Int64, time: Timestamp) {
    self.instrument = instrument
    self.price = price
    self.volume = volume
    self.time = time
  }
}
