package import Market
package import Trading

/// What a signal asks for. The meanings are those of the desk, not of a broker.
package enum Action: String, Hashable, Sendable, Codable, CaseIterable {
  /// Enter long; if short, cover.
  case buy = "BUY"
  /// Close a long; never opens.
  case sell = "SELL"
  /// Open a short.
  case short = "SHORT"
  /// Close a short.
  case cover = "COVER"
  /// Enter the call (put) the link's option rule resolves to.
  case buyCall = "BUY_CALL"
  case buyPut = "BUY_PUT"
  /// Close the call (put) this link holds; write one only if the link may.
  case sellCall = "SELL_CALL"
  case sellPut = "SELL_PUT"
  /// Close all this link holds.
  case exit = "EXIT"

  /// The kind of option the action speaks of.
  package var optionKind: InstrumentKind? {
    switch self {
    case .buyCall, .sellCall: .call
    case .buyPut, .sellPut: .put
    case .buy, .sell, .short, .cover, .exit: nil
    }
  }
}

/// Who a signal is: the alert's own `id`, or a digest over link and canonical body.
package struct SignalID: Hashable, Sendable, Codable {
  package var text: String
  package init(_ text: String) { self.text = text }
}

/// An instrument with its terms of the day, found once by the desk and journalled with the signal.
package struct ResolvedInstrument: Hashable, Sendable, Codable {
  package var id: InstrumentID
  package var instrument: Instrument
  package var terms: ContractTerms

  package init(id: InstrumentID, instrument: Instrument, terms: ContractTerms) {
    self.id = id
    self.instrument = instrument
    self.terms = terms
  }
}

/// What the symbol of a signal turned out to be.
package enum Resolution: Hashable, Sendable, Codable {
  case instrument(ResolvedInstrument)
  /// The signal names none and needs none (EXIT of everything).
  case none
  case failed(Denial)
}

/// A wish to trade, not yet sized or checked.
package struct Signal: Hashable, Sendable, Codable {
  package enum Source: String, Hashable, Sendable, Codable {
    case webhook, strategy, api, dashboard, telegram, commandLine
  }

  package var id: SignalID
  /// The id is the sender's own, not a digest of the words.
  package var isNamed: Bool
  /// Digest of the canonical body: the same id with another body is a conflict.
  package var bodyDigest: UInt64
  package var link: LinkID
  package var source: Source
  package var action: Action
  /// As it was sent.
  package var symbol: String
  package var resolution: Resolution
  /// An entry asks for less than the link's size by it, an exit for a part of what is held.
  package var quantity: Quantity?
  /// The part of what is held that an exit asks for, in basis points.
  package var share: Int64?
  /// A limit price for an entry; nil asks for the market.
  package var limitPrice: Price?
  package var stop: Price?
  package var target: Price?
  /// What an entry would need and could not be read, in words: it only closes.
  package var unreadable: String?
  /// The time the alert itself carries; nil when it carries none.
  package var time: Timestamp?
  package var received: Timestamp

  package init(
    id: SignalID, isNamed: Bool = true, bodyDigest: UInt64, link: LinkID, source: Source, action: Action,
    symbol: String, resolution: Resolution, quantity: Quantity? = nil, share: Int64? = nil, limitPrice: Price? = nil,
    stop: Price? = nil, target: Price? = nil, unreadable: String? = nil, time: Timestamp? = nil, received: Timestamp
  ) {
    self.id = id
    self.isNamed = isNamed
    self.bodyDigest = bodyDigest
    self.link = link
    self.source = source
    self.action = action
    self.symbol = symbol
    self.resolution = resolution
    self.quantity = quantity
    self.share = share
    self.limitPrice = limitPrice
    self.stop = stop
    self.target = target
    self.unreadable = unreadable
    self.time = time
    self.received = received
  }

  /// The instant its age is counted from.
  package var born: Timestamp { time ?? received }
}

/// What became of a signal: one for each signal identity and account, with a reason.
package struct Decision: Hashable, Sendable, Codable {
  package enum Outcome: String, Hashable, Sendable, Codable {
    /// Became one or more orders.
    case accepted
    /// Waits: for a price, for a look-up, or for an exit that comes first.
    case waiting
    /// Refused by us.
    case denied
    /// Valid, and there was nothing to do.
    case nothingToDo
    /// The desk was paused: recorded, not acted on.
    case ignored
  }

  /// Dense in the account, from 1.
  package var number: Int64
  package var signal: SignalID
  package var link: LinkID
  package var action: Action
  package var symbol: String
  package var instrument: InstrumentID?
  package var outcome: Outcome
  /// Set when denied or ignored.
  package var denial: Denial?
  /// In words, for every outcome.
  package var reason: String
  package var time: Timestamp

  package init(
    number: Int64, signal: Signal, instrument: InstrumentID?, outcome: Outcome, denial: Denial? = nil, reason: String,
    time: Timestamp
  ) {
    self.number = number
    self.signal = signal.id
    link = signal.link
    action = signal.action
    symbol = signal.symbol
    self.instrument = instrument
    self.outcome = outcome
    self.denial = denial
    self.reason = reason
    self.time = time
  }
}
