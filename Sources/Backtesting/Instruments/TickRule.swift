import Market

/// Price steps by date and level, as the exchanges set them; levels are reviewed monthly on a last close.
///
/// Sources: NSE's change of 2024-06-10 (shares below ₹250: one paisa; stock futures from 2024-07-08) and of 2025-04-15
/// (steps by price, index futures by the index's level), as brokers passed them on.
enum TickRule {
  static let fivePaise = Price(rupees: 0, paise: 5)

  /// - Parameter reference: a last close of the month before.
  /// - Returns: nil for a commodity of which no step is known.
  static func tick(of instrument: Instrument, isIndex: Bool, on day: TradingDay, reference: Price) -> Price? {
    if instrument.exchange == .mcx {
      guard instrument.kind == .future else { return nil }
      return Commodity.named(instrument.underlying)?.futureTick
    }
    return switch instrument.kind {
    case .call, .put, .index: fivePaise
    case .future where isIndex:
      instrument.exchange == .nfo && day >= levelsFrom ? indexFuture(reference) : fivePaise
    case .equity: share(day, reference, paisaFrom: sharePaisaFrom)
    case .future: share(day, reference, paisaFrom: futurePaisaFrom)
    }
  }

  private static let sharePaisaFrom = Timestamp(unixSeconds: 1_717_957_800).istDay  // 2024-06-10
  private static let futurePaisaFrom = Timestamp(unixSeconds: 1_720_377_000).istDay  // 2024-07-08
  private static let levelsFrom = Timestamp(unixSeconds: 1_744_655_400).istDay  // 2025-04-15

  private static func share(_ day: TradingDay, _ price: Price, paisaFrom: TradingDay) -> Price {
    guard day >= paisaFrom else { return fivePaise }
    if price < Price(rupees: 250) { return Price(rupees: 0, paise: 1) }
    guard day >= levelsFrom else { return fivePaise }
    switch price.raw / Price.unitsPerRupee {
    case ..<1_000: return fivePaise
    case ..<5_000: return Price(rupees: 0, paise: 10)
    case ..<10_000: return Price(rupees: 0, paise: 50)
    case ..<20_000: return Price(rupees: 1)
    default: return Price(rupees: 5)
    }
  }

  private static func indexFuture(_ level: Price) -> Price {
    switch level {
    case ...Price(rupees: 15_000): fivePaise
    case ...Price(rupees: 30_000): Price(rupees: 0, paise: 10)
    default: Price(rupees: 0, paise: 20)
    }
  }
}
