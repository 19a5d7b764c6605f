package import Engine
package import Market
package import Storage
package import Trading

/// What one account did on one day, in a form from which every number can be computed again.
package struct DayReport: Hashable, Sendable, Codable {
  package struct DecisionLine: Hashable, Sendable, Codable {
    package var number: Int64
    package var time: Timestamp
    package var action: Action
    package var symbol: String
    package var outcome: Decision.Outcome
    package var reason: String
  }
  package struct FillLine: Hashable, Sendable, Codable {
    package var time: Timestamp
    package var position: PositionID
    package var order: OrderNumber
    package var symbol: String
    package var side: Side
    package var quantity: Quantity
    package var price: Price
    package var charges: Charges
  }
  package struct TradeLine: Hashable, Sendable, Codable {
    package var position: PositionID
    package var link: String
    package var symbol: String
    package var direction: Side
    package var quantity: Quantity
    package var opened: Timestamp
    package var entryPrice: Price
    package var closed: Timestamp
    package var exitPrice: Price
    package var exitReason: ExitReason?
    package var gross: Money
    package var charges: Money
    package var net: Money
  }
  package struct OpenLine: Hashable, Sendable, Codable {
    package var position: PositionID
    package var symbol: String
    package var direction: Side
    package var quantity: Quantity
    package var averageEntry: Price
  }

  /// An entry that ended before all of it was filled.
  package struct UnfilledLine: Hashable, Sendable, Codable {
    package var time: Timestamp
    package var order: OrderNumber
    package var link: String
    package var symbol: String
    package var side: Side
    package var quantity: Quantity
    package var filled: Quantity
    package var status: OrderStatus
    package var reason: String
  }

  package struct RefusedLine: Hashable, Sendable, Codable {
    package var time: Timestamp
    package var link: String
    package var field: String
    package var seen: String
    package var problem: String
    package var fix: String
  }

  package var day: TradingDay
  package var account: AccountID
  package var accountName: String
  package var mode: AccountSettings.Mode
  package var chargePlan: String
  package var decisions: [DecisionLine]
  /// Alerts for links of this account that were not acted on because of what they say.
  package var refused: [RefusedLine]
  package var unfilled: [UnfilledLine]
  package var fills: [FillLine]
  package var trades: [TradeLine]
  package var stillOpen: [OpenLine]
  /// Before charges.
  package var gross: Money
  /// As accrued fill by fill, with the day note's rounding as its own line.
  package var charges: Charges
  package var net: Money
  package var winners: Int
  package var losers: Int

  /// Nothing was recorded of the day.
  package var isEmpty: Bool {
    decisions.isEmpty && refused.isEmpty && unfilled.isEmpty && fills.isEmpty && trades.isEmpty && stillOpen.isEmpty
  }

  /// From the tables.
  package init(
    of account: AccountID, on day: TradingDay, settings: AccountSettings, schedule: ChargeSchedule,
    instruments: (InstrumentID) -> Instrument?, reader: DeskReader
  ) throws {
    self.day = day
    self.account = account
    accountName = settings.name
    mode = settings.mode
    chargePlan = settings.chargePlan
    decisions = try reader.decisions(of: account, on: day, limit: 100_000).map {
      DecisionLine(
        number: $0.number, time: $0.time, action: $0.action, symbol: $0.symbol.isEmpty ? $0.requestedSymbol : $0.symbol,
        outcome: $0.outcome, reason: $0.reason)
    }.sorted { $0.number < $1.number }
    let own = Set(
      try reader.links(includingRemoved: true).filter { $0.link.accounts.contains(account) }.map(\.link.id))
    refused = try reader.refusedAlerts(on: day, limit: 1000).filter { own.contains($0.alert.link) }.reversed().map {
      RefusedLine(
        time: $0.alert.time, link: $0.linkName, field: $0.alert.field, seen: $0.alert.seen,
        problem: $0.alert.problem, fix: $0.alert.fix)
    }
    unfilled = try reader.orders(of: account, on: day, limit: 100_000).filter {
      $0.purpose == .entry && $0.status.isFinal && $0.filledQuantity < $0.terms.quantity
    }.map {
      UnfilledLine(
        time: $0.created, order: $0.number, link: $0.linkName, symbol: $0.symbol, side: $0.terms.side,
        quantity: $0.terms.quantity, filled: $0.filledQuantity, status: $0.status, reason: $0.statusReason ?? "")
    }.sorted { $0.order < $1.order }
    let fillRows = try reader.fills(of: account, on: day, limit: 100_000)
    fills = fillRows.map {
      FillLine(
        time: $0.time, position: $0.position, order: $0.order, symbol: $0.symbol, side: $0.side,
        quantity: $0.quantity, price: $0.price, charges: $0.charges)
    }.sorted { ($0.time, $0.order, $0.price) < ($1.time, $1.order, $1.price) }
    trades = try reader.trades(of: account, on: day, limit: 100_000).map { row in
      TradeLine(
        position: row.position, link: row.linkName,
        symbol: row.symbol, direction: row.direction, quantity: row.quantity, opened: row.opened,
        entryPrice: row.entryPrice, closed: row.closed, exitPrice: row.exitPrice, exitReason: row.exitReason,
        gross: row.gross, charges: row.charges.total, net: row.net)
    }.sorted { ($0.closed, $0.position) < ($1.closed, $1.position) }
    stillOpen = try reader.positions(of: account, on: day).filter { $0.openQuantity > .zero }.map {
      OpenLine(
        position: $0.id, symbol: $0.symbol, direction: $0.direction, quantity: $0.openQuantity,
        averageEntry: $0.averageEntry)
    }
    gross = trades.reduce(.zero) { $0 + $1.gross }
    let accrued = fillRows.reduce(Charges.zero) { $0 + $1.charges }
    var products: [PositionID: Product] = [:]
    for position in try reader.positions(of: account, on: day) { products[position.id] = position.product }
    charges = accrued + (try Self.noteAdjustment(fillRows, products, accrued, settings, day, schedule, instruments))
    net = gross - charges.total
    winners = trades.count { $0.net > .zero }
    losers = trades.count { $0.net < .zero }
  }

  /// What the contract note will differ from the sum of accruals by.
  private static func noteAdjustment(
    _ fills: [FillRow], _ products: [PositionID: Product], _ accrued: Charges, _ settings: AccountSettings,
    _ day: TradingDay,
    _ schedule: ChargeSchedule, _ instruments: (InstrumentID) -> Instrument?
  ) throws -> Charges {
    guard !fills.isEmpty else { return .zero }
    let chargeable = fills.compactMap { fill -> ChargeableFill? in
      guard let instrument = instruments(fill.instrument), let product = products[fill.position],
        let segment = ChargeSegment(instrument, product: product)
      else { return nil }
      return ChargeableFill(
        order: Int(fill.order.index), instrument: fill.instrument, exchange: instrument.exchange, segment: segment,
        side: fill.side, value: fill.price * fill.quantity)
    }
    return try schedule.dayNote(for: chargeable, plan: settings.chargePlan, on: day).adjustment(after: accrued)
  }
}
