package import Market

/// One round trip of one link in one instrument: opened by the first fill, closed when it is flat.
package struct Position: Hashable, Sendable, Codable {
  package let id: PositionID
  package let owner: LinkID
  package let instrument: InstrumentID
  package let product: Product
  /// `.buy` is long.
  package let direction: Side
  package private(set) var enteredQuantity: Quantity = .zero
  package private(set) var exitedQuantity: Quantity = .zero
  package private(set) var entryValue: Money = .zero
  package private(set) var exitValue: Money = .zero
  /// What the open quantity cost (for a short: brought in).
  package private(set) var openCost: Money = .zero
  /// Result of what was closed, before charges.
  package private(set) var realised: Money = .zero
  package var charges = Charges()
  package private(set) var opened: Timestamp?
  /// When the entry last filled: the average is what it is since then.
  package private(set) var lastEntered: Timestamp?
  package private(set) var closed: Timestamp?
  /// Why the last exit was made.
  package var exitReason: ExitReason?

  package init(id: PositionID, owner: LinkID, instrument: InstrumentID, product: Product, direction: Side) {
    self.id = id
    self.owner = owner
    self.instrument = instrument
    self.product = product
    self.direction = direction
  }

  package var openQuantity: Quantity { enteredQuantity - exitedQuantity }
  package var isOpen: Bool { enteredQuantity.units > exitedQuantity.units }
  /// Signed: negative for a short.
  package var netQuantity: Quantity { Quantity(openQuantity.units * direction.sign) }
  package var averageEntry: Price { Self.average(openCost, openQuantity) }
  package var averageExit: Price { Self.average(exitValue, exitedQuantity) }
  /// Average over everything that was ever entered: what a trade row shows.
  package var averageEntryOfTrade: Price { Self.average(entryValue, enteredQuantity) }

  /// Result of the open quantity at `price`, before charges.
  package func unrealised(at price: Price) -> Money {
    let value = price * openQuantity
    return direction == .buy ? value - openCost : openCost - value
  }

  /// Books an execution of an entry.
  package mutating func enter(_ quantity: Quantity, at price: Price, time: Timestamp) {
    enteredQuantity += quantity
    entryValue += price * quantity
    openCost += price * quantity
    opened = opened ?? time
    lastEntered = time
    closed = nil
  }

  /// Books an execution that closes. The last one takes whatever cost is left, so results add up exactly.
  ///
  /// - Returns: what of `quantity` did not fit into the open quantity; the caller raises an incident over it.
  package mutating func exit(_ quantity: Quantity, at price: Price, time: Timestamp) -> Quantity {
    let closing = min(quantity, openQuantity)
    guard closing > .zero else { return quantity }
    let cost = closing == openQuantity ? openCost : openCost.scaled(by: closing.units, over: openQuantity.units)
    let value = price * closing
    openCost -= cost
    exitedQuantity += closing
    exitValue += value
    realised += direction == .buy ? value - cost : cost - value
    if !isOpen { closed = time }
    return quantity - closing
  }

  /// One execution as the broker last stated it.
  package struct Execution: Hashable, Sendable, Codable {
    package var order: OrderNumber
    package var fill: String
    package var isEntry: Bool
    package var quantity: Quantity
    package var price: Price
    package var time: Timestamp

    package init(
      order: OrderNumber, fill: String, isEntry: Bool, quantity: Quantity, price: Price, time: Timestamp
    ) {
      self.order = order
      self.fill = fill
      self.isEntry = isEntry
      self.quantity = quantity
      self.price = price
      self.time = time
    }
  }

  /// Adds the position up anew, as if its executions had been stated like this in the first place. Charges stay.
  ///
  /// - Returns: what of the exits did not fit into the open quantity.
  package mutating func restate(_ executions: [Execution]) -> Quantity {
    var anew = Position(id: id, owner: owner, instrument: instrument, product: product, direction: direction)
    anew.charges = charges
    anew.exitReason = exitReason
    var surplus = Quantity.zero
    for execution in executions where execution.quantity > .zero {
      if execution.isEntry {
        anew.enter(execution.quantity, at: execution.price, time: execution.time)
      } else {
        surplus += anew.exit(execution.quantity, at: execution.price, time: execution.time)
      }
    }
    self = anew
    return surplus
  }

  private static func average(_ value: Money, _ quantity: Quantity) -> Price {
    quantity.units > 0 ? Price(raw: value.scaled(by: 1, over: quantity.units).raw) : .zero
  }
}

/// A closed round trip.
package struct Trade: Hashable, Sendable, Codable {
  package var position: PositionID
  package var owner: LinkID
  package var instrument: InstrumentID
  package var product: Product
  package var direction: Side
  package var quantity: Quantity
  package var entryPrice: Price
  package var exitPrice: Price
  package var opened: Timestamp
  package var closed: Timestamp
  /// Before charges.
  package var gross: Money
  package var charges: Charges
  package var exitReason: ExitReason?

  package var net: Money { gross - charges.total }

  /// Nil while the position is open or never filled.
  package init?(_ position: Position) {
    guard !position.isOpen, let opened = position.opened, let closed = position.closed else { return nil }
    self.position = position.id
    owner = position.owner
    instrument = position.instrument
    product = position.product
    direction = position.direction
    quantity = position.enteredQuantity
    entryPrice = position.averageEntryOfTrade
    exitPrice = position.averageExit
    self.opened = opened
    self.closed = closed
    gross = position.realised
    charges = position.charges
    exitReason = position.exitReason
  }
}

// MARK: Stored form

extension Position: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("id", id)
    writer.field("owner", owner)
    writer.field("instrument", instrument)
    writer.field("product", product)
    writer.field("direction", direction)
    writer.field("enteredQuantity", enteredQuantity)
    writer.field("exitedQuantity", exitedQuantity)
    writer.field("entryValue", entryValue)
    writer.field("exitValue", exitValue)
    writer.field("openCost", openCost)
    writer.field("realised", realised)
    writer.field("charges", charges)
    writer.field("opened", opened)
    writer.field("lastEntered", lastEntered)
    writer.field("closed", closed)
    writer.field("exitReason", exitReason)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    id = try fields.read("id")
    owner = try fields.read("owner")
    instrument = try fields.read("instrument")
    product = try fields.read("product")
    direction = try fields.read("direction")
    enteredQuantity = try fields.read("enteredQuantity")
    exitedQuantity = try fields.read("exitedQuantity")
    entryValue = try fields.read("entryValue")
    exitValue = try fields.read("exitValue")
    openCost = try fields.read("openCost")
    realised = try fields.read("realised")
    charges = try fields.read("charges")
    opened = try fields.readIfPresent("opened")
    lastEntered = try fields.readIfPresent("lastEntered")
    closed = try fields.readIfPresent("closed")
    exitReason = try fields.readIfPresent("exitReason")
  }
}
