import Engine
import Market
import TestSupport
import Trading

extension ExitLevel {
  static func percent(_ basisPoints: Int64) -> ExitLevel { .distance(.basisPoints(basisPoints)) }
  static func points(_ price: Price) -> ExitLevel { .distance(.points(price)) }
}

extension OrderPricing {
  /// `market`, `market 200` when wider than the usual 1 %, `limit 101.00`, `stop 99.00`, `stop 99.00 limit 98.00`.
  var onScreen: String {
    switch self {
    case .market(let protection): protection == 100 ? "market" : "market \(protection)"
    case .limit(let limit): "limit \(limit)"
    case .stopMarket(let trigger, _): "stop \(trigger)"
    case .stopLimit(let trigger, let limit): "stop \(trigger) limit \(limit)"
    }
  }
}

/// What is traded in the tests, on Tuesday 2026-08-18.
enum Listed: String, CaseIterable {
  case sbin = "SBIN"
  case reliance = "RELIANCE"
  case nifty = "NIFTY"
  case call = "NIFTY25AUG2624200CE"
  case put = "NIFTY25AUG2624200PE"
  case expiringCall = "NIFTY18AUG2624200CE"
  case future = "NIFTY25AUG26FUT"
  case sbinOnBSE = "BSE:SBIN"
  case nextFuture = "NIFTY29SEP26FUT"
  case sensexCall = "SENSEX25AUG2680000CE"

  var id: InstrumentID { InstrumentID(Int32(Self.allCases.firstIndex(of: self) ?? 0)) }

  static let day: TradingDay = "2026-08-18"
  static let expiry: TradingDay = "2026-08-25"

  var instrument: Instrument {
    func derivative(_ kind: InstrumentKind, _ expiry: TradingDay, _ strike: Price? = nil) -> Instrument {
      Instrument(exchange: .nfo, kind: kind, underlying: "NIFTY", expiry: expiry, strike: strike)
    }
    return switch self {
    case .sbin, .reliance: .equity(rawValue)
    case .nifty: Instrument(exchange: .nseIndex, kind: .index, underlying: "NIFTY")
    case .call: derivative(.call, Self.expiry, "24200")
    case .put: derivative(.put, Self.expiry, "24200")
    case .expiringCall: derivative(.call, Self.day, "24200")
    case .future: derivative(.future, Self.expiry)
    case .sbinOnBSE: .equity("SBIN", on: .bse)
    case .nextFuture: derivative(.future, "2026-09-29")
    case .sensexCall:
      Instrument(exchange: .bfo, kind: .call, underlying: "SENSEX", expiry: Self.expiry, strike: "80000")
    }
  }

  var terms: ContractTerms {
    let isShare = instrument.kind == .equity
    return ContractTerms(
      lotSize: isShare ? 1 : 75, tickSize: "0.05", freezeQuantity: isShare ? 1000 : 1800,
      lowerBand: self == .sbin ? "80" : nil, upperBand: self == .sbin ? "120" : nil,
      sessionClass: isShare ? .cashWithDerivatives : .equityDerivatives)
  }

  var resolved: ResolvedInstrument { ResolvedInstrument(id: id, instrument: instrument, terms: terms) }
}
