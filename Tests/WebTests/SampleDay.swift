import Market
import Trading

@testable import Desk
@testable import Engine
@testable import Storage
@testable import Web

/// A plausible morning: two open positions, some orders and decisions.
enum SampleDay {
  static let day = TradingDay(parsing: "2021-06-01") ?? TradingDay(daysSince1970: 0)
  static func time(_ hour: Int, _ minute: Int, _ second: Int = 0) -> Timestamp {
    Timestamp(day: day, time: TimeOfDay(hour, minute, second))
  }
  static func price(_ text: String) -> Price { Price(parsing: text) ?? .zero }
  static func money(_ text: String) -> Money { Money(parsing: text) ?? .zero }

  static let origin = RowOrigin(account: AccountID(1), mode: .paper, sequence: 1)

  static var status: DeskStatus {
    DeskStatus(
      version: "0.1.0", time: time(10, 42, 7), day: day, isReady: true, notReadyBecause: nil,
      accounts: [
        DeskStatus.Account(
          id: AccountID(1), name: "Paper", mode: .paper,
          status: AccountStatus(
            isPaused: false, halt: nil, isReconciled: true, day: day, realised: money("8240.50"),
            charges: money("412.3671"), peak: money("12000.00"), time: time(10, 42)),
          capital: Money(rupees: 1_000_000),
          openPositions: [
            position(4, "Supertrend NIFTY", "NFO:NIFTY03JUN2115600CE", .buy, 150, "112.35", "128.90", "2482.50"),
            position(5, "Breakout", "NSE:RELIANCE", .sell, 40, "2176.20", "2181.75", "-222.00"),
            position(6, "Breakout", "MCX:CRUDEOIL21JUNFUT", .buy, 100, "4950.00", nil, nil),
          ], dayResult: money("1234567.5329"))
      ], replayProgress: 0.36)
  }

  private static func position(
    _ id: Int32, _ link: String, _ symbol: String, _ side: Side, _ quantity: Int64, _ entry: String, _ last: String?,
    _ result: String?
  ) -> DeskStatus.OpenPosition {
    DeskStatus.OpenPosition(
      id: PositionID(id), link: link, symbol: symbol, direction: side, quantity: Quantity(quantity),
      averageEntry: price(entry), lastPrice: last.map(price), unrealised: result.map(money),
      stop: side == .buy ? price("104.50") : price("2195.00"), target: side == .buy ? price("140.00") : nil)
  }

  static func decision(
    _ number: Int64, _ action: Action, _ symbol: String, _ outcome: Decision.Outcome, _ reason: String, minute: Int
  ) -> DecisionRow {
    DecisionRow(
      origin: origin, number: number, signal: "s\(number)", link: LinkID(1), linkName: "Breakout", source: .webhook,
      received: time(9, minute), action: action, requestedSymbol: symbol, instrument: nil, symbol: symbol,
      outcome: outcome, denial: nil, reason: reason, time: time(9, minute))
  }

  static func order(
    _ number: Int32, _ symbol: String, _ side: Side, _ purpose: OrderPurpose, _ pricing: OrderPricing,
    _ status: OrderStatus, filled: Int64, reason: String? = nil, minute: Int
  ) -> OrderRow {
    OrderRow(
      origin: origin, number: OrderNumber(number), link: LinkID(1), linkName: "Breakout", position: PositionID(4),
      purpose: purpose, exitReason: nil, decision: 3, symbol: symbol,
      terms: OrderTerms(
        instrument: InstrumentID(1), side: side, quantity: Quantity(150), product: .mis, pricing: pricing),
      tag: "S01ABCDEFGH0001", brokerID: "210601000001", status: status, statusReason: reason,
      filledQuantity: Quantity(filled), averagePrice: filled > 0 ? price("112.35") : .zero, modifications: 0,
      attempts: 1, created: time(9, minute), lastSent: time(9, minute))
  }

  static func trade(
    _ position: Int32, _ symbol: String, _ side: Side, _ entry: String, _ exit: String, gross: String,
    _ reason: ExitReason, minute: Int
  ) -> TradeRow {
    TradeRow(
      origin: origin, position: PositionID(position), link: LinkID(1), linkName: "Breakout",
      instrument: InstrumentID(2), symbol: symbol, product: .mis, direction: side, quantity: Quantity(500),
      entryPrice: price(entry), exitPrice: price(exit), opened: time(9, 16), closed: time(9, minute),
      gross: money(gross), charges: Charges(brokerage: money("40.00"), stt: money("61.20")), exitReason: reason)
  }

  static func incident(_ level: Incident.Level, _ text: String, _ advice: String, minute: Int) -> IncidentRow {
    IncidentRow(
      origin: origin, number: 1, level: level, instrument: nil, symbol: "", text: text, advice: advice,
      time: time(9, minute))
  }

  static let history = FakeHistory(
    decisionRows: [
      decision(
        5, .buyCall, "NSE:NIFTY", .accepted,
        "150 NIFTY03JUN2115600CE (at the money of 15,594.10, 3 Jun), stop 104.50, target 140.00", minute: 58),
      decision(
        4, .buy, "NSE:TCS", .denied, "The entry window of this link closed at 09:45; the signal came at 09:46.",
        minute: 46),
      decision(3, .sell, "NSE:INFY", .nothingToDo, "The link holds no long position in INFY.", minute: 31),
      decision(2, .short, "NSE:RELIANCE", .accepted, "40 RELIANCE short at the market, stop 2,195.00", minute: 22),
      decision(1, .buy, "NSE:TATASTEEL", .accepted, "500 TATASTEEL at the market", minute: 16),
    ],
    incidentRows: [
      incident(
        .warning, "The price feed was silent for 12 s", "Stops rest at the broker; nothing to do unless it repeats.",
        minute: 40)
    ],
    orderRows: [
      order(
        9, "NFO:NIFTY03JUN2115600CE", .sell, .protectiveStop,
        .stopLimit(trigger: price("104.50"), limit: price("103.45")), .open, filled: 0, minute: 58),
      order(
        8, "NFO:NIFTY03JUN2115600CE", .buy, .entry, .market(protection: 100), .filled, filled: 150, minute: 58),
      order(
        7, "NSE:RELIANCE", .sell, .entry, .limit(price("2176.20")), .partiallyFilled, filled: 90, minute: 22),
      order(
        6, "NSE:ADANIPORTS", .buy, .entry, .market(protection: 100), .rejected, filled: 0,
        reason: "RMS: margin exceeds, required 1,82,340.00, available 96,120.40", minute: 20),
    ],
    tradeRows: [
      trade(
        1, "NSE:TATASTEEL", .buy, "1105.20", "1121.60", gross: "8200.00", .trailingStop, minute: 52),
      trade(2, "NSE:INFY", .buy, "1410.00", "1401.15", gross: "-4425.00", .stopLoss, minute: 29),
    ])
}
