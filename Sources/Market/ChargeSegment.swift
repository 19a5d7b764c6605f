/// The kinds of trade that are charged differently.
package enum ChargeSegment: String, Hashable, Sendable, Codable, CaseIterable {
  case deliveryEquity
  case intradayEquity
  case futures
  case options
  case commodityFutures
  case commodityOptions

  /// Nil for an index, which nobody trades. A share held in any product but MIS is charged as delivery.
  package init?(kind: InstrumentKind, exchange: Exchange, product: Product) {
    switch kind {
    case .index: return nil
    case .equity: self = product == .mis ? .intradayEquity : .deliveryEquity
    case .future: self = exchange == .mcx ? .commodityFutures : .futures
    case .call, .put: self = exchange == .mcx ? .commodityOptions : .options
    }
  }

  package init?(_ instrument: Instrument, product: Product) {
    self.init(kind: instrument.kind, exchange: instrument.exchange, product: product)
  }
}
