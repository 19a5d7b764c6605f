/// An instrument in 24 bytes: its underlying is a number in the ``NameTable``.
struct InstrumentRow: Hashable, Sendable {
  let exchange: Exchange
  let kind: InstrumentKind
  let name: Int32
  private let expiryOrMinimum: Int32
  private let strikeOrMinimum: Int64

  init(exchange: Exchange, kind: InstrumentKind, name: Int32, expiry: TradingDay?, strike: Price?) {
    self.exchange = exchange
    self.kind = kind
    self.name = name
    expiryOrMinimum = expiry?.daysSince1970 ?? .min
    strikeOrMinimum = strike?.raw ?? .min
  }

  init(_ instrument: Instrument, name: Int32) {
    self.init(
      exchange: instrument.exchange, kind: instrument.kind, name: name, expiry: instrument.expiry,
      strike: instrument.strike)
  }

  var expiry: Int32? { expiryOrMinimum == .min ? nil : expiryOrMinimum }
  var strike: Int64? { strikeOrMinimum == .min ? nil : strikeOrMinimum }

  static func == (a: Self, b: Self) -> Bool {
    a.name == b.name && a.expiryOrMinimum == b.expiryOrMinimum && a.strikeOrMinimum == b.strikeOrMinimum
      && a.kind.position == b.kind.position && a.exchange.position == b.exchange.position
  }

  /// The same in every run, unlike `hashValue`.
  var stableHash: UInt64 {
    var hash = UInt64(UInt32(bitPattern: name)) << 32 | UInt64(UInt32(bitPattern: expiryOrMinimum))
    hash = hash.mixed ^ UInt64(bitPattern: strikeOrMinimum)
    return (hash.mixed ^ UInt64(kind.position) << 8 ^ UInt64(exchange.position)).mixed
  }
}

extension UInt64 {
  /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
  var mixed: UInt64 {
    var z = self &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension Exchange {
  var position: UInt8 {
    switch self {
    case .nse: 0
    case .bse: 1
    case .nfo: 2
    case .bfo: 3
    case .mcx: 4
    case .nseIndex: 5
    case .bseIndex: 6
    }
  }
}

extension InstrumentKind {
  /// Calls before puts, so that a chain lists them in that order.
  var position: UInt8 {
    switch self {
    case .equity: 0
    case .index: 1
    case .future: 2
    case .call: 3
    case .put: 4
    }
  }
}
