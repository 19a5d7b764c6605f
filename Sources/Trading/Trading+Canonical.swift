package import Market

// How what passes between an account and its broker is stored. `Order` and `Position` have theirs beside them, because
// their fields are their own.

extension LinkID: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("number", number) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { number = try fields.read("number") }
}

extension OrderNumber: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("index", index) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { index = try fields.read("index") }
}

extension PositionID: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("index", index) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { index = try fields.read("index") }
}

extension BrokerOrderID: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("text", text) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { text = try fields.read("text") }
}

extension ClientTag: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("text", text) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { text = try fields.read("text") }
}

extension ExitReason: CanonicalEncodable, CanonicalDecodable {}
extension OrderStatus: CanonicalEncodable, CanonicalDecodable {}
extension OrderPurpose: CanonicalEncodable, CanonicalDecodable {}
extension BrokerOrderStatus: CanonicalEncodable, CanonicalDecodable {}
extension StopKind: CanonicalEncodable, CanonicalDecodable {}
extension Denial.Code: CanonicalEncodable, CanonicalDecodable {}

extension Denial: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("code", code)
    writer.field("detail", detail)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    code = try fields.read("code")
    detail = try fields.read("detail")
  }
}

extension OrderPricing: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) {
    switch self {
    case .market(let protection): writer.choice("market") { writer.field("protection", protection) }
    case .limit(let limit): writer.choice("limit") { writer.field("_0", limit) }
    case .stopMarket(let trigger, let protection):
      writer.choice("stopMarket") {
        writer.field("trigger", trigger)
        writer.field("protection", protection)
      }
    case .stopLimit(let trigger, let limit):
      writer.choice("stopLimit") {
        writer.field("trigger", trigger)
        writer.field("limit", limit)
      }
    }
  }

  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    var (name, fields) = try decoder.choice()
    switch name {
    case "market": self = .market(protection: try fields.read("protection"))
    case "limit": self = .limit(try fields.read("_0"))
    case "stopMarket":
      self = .stopMarket(trigger: try fields.read("trigger"), protection: try fields.read("protection"))
    case "stopLimit": self = .stopLimit(trigger: try fields.read("trigger"), limit: try fields.read("limit"))
    default: throw decoder.unknownCase(name)
    }
  }
}

extension OrderTerms: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("instrument", instrument)
    writer.field("side", side)
    writer.field("quantity", quantity)
    writer.field("product", product)
    writer.field("pricing", pricing)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    instrument = try fields.read("instrument")
    side = try fields.read("side")
    quantity = try fields.read("quantity")
    product = try fields.read("product")
    pricing = try fields.read("pricing")
  }
}

/// Written only: approval is given by risk, never read from bytes.
extension ApprovedOrder: CanonicalEncodable {
  package func write(to writer: CanonicalWriter) {
    writer.record {
      writer.field("owner", owner)
      writer.field("purpose", purpose)
      writer.field("terms", terms)
    }
  }
}

extension RequestOutcome: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) {
    switch self {
    case .accepted(let id): writer.choice("accepted") { writer.field("_0", id) }
    case .rejected(let reason): writer.choice("rejected") { writer.field("_0", reason) }
    case .ambiguous(let reason): writer.choice("ambiguous") { writer.field("_0", reason) }
    case .sessionExpired: writer.choice("sessionExpired")
    case .rateLimited(let after): writer.choice("rateLimited") { writer.field("after", after) }
    case .notSent(let reason): writer.choice("notSent") { writer.field("_0", reason) }
    case .withdrawn(let reason): writer.choice("withdrawn") { writer.field("_0", reason) }
    case .forbiddenAddress(let address): writer.choice("forbiddenAddress") { writer.field("_0", address) }
    }
  }

  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    var (name, fields) = try decoder.choice()
    switch name {
    case "accepted": self = .accepted(try fields.read("_0"))
    case "rejected": self = .rejected(try fields.read("_0"))
    case "ambiguous": self = .ambiguous(try fields.read("_0"))
    case "sessionExpired": self = .sessionExpired
    case "rateLimited": self = .rateLimited(after: try fields.read("after"))
    case "notSent": self = .notSent(try fields.read("_0"))
    case "withdrawn": self = .withdrawn(try fields.read("_0"))
    case "forbiddenAddress": self = .forbiddenAddress(try fields.read("_0"))
    default: throw decoder.unknownCase(name)
    }
  }
}

extension FillReport: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("id", id)
    writer.field("quantity", quantity)
    writer.field("price", price)
    writer.field("time", time)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    id = try fields.read("id")
    quantity = try fields.read("quantity")
    price = try fields.read("price")
    time = try fields.read("time")
  }
}

extension OrderReport: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("brokerID", brokerID)
    writer.field("tag", tag)
    writer.field("terms", terms)
    writer.field("status", status)
    writer.field("filledQuantity", filledQuantity)
    writer.field("fills", fills)
    writer.field("reason", reason)
    writer.field("time", time)
    writer.field("placed", placed)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    brokerID = try fields.read("brokerID")
    tag = try fields.readIfPresent("tag")
    terms = try fields.read("terms")
    status = try fields.read("status")
    filledQuantity = try fields.read("filledQuantity")
    fills = try fields.read("fills")
    reason = try fields.readIfPresent("reason")
    time = try fields.read("time")
    placed = try fields.readIfPresent("placed")
  }
}

extension BrokerPosition: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("instrument", instrument)
    writer.field("product", product)
    writer.field("netQuantity", netQuantity)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    instrument = try fields.read("instrument")
    product = try fields.read("product")
    netQuantity = try fields.read("netQuantity")
  }
}

extension BrokerSnapshot: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("readBegan", readBegan)
    writer.field("orders", orders)
    writer.field("positions", positions)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    readBegan = try fields.read("readBegan")
    orders = try fields.read("orders")
    positions = try fields.read("positions")
  }
}

extension LookUpOutcome: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) {
    switch self {
    case .found(let report, let readBegan):
      writer.choice("found") {
        writer.field("_0", report)
        writer.field("readBegan", readBegan)
      }
    case .absent(let readBegan): writer.choice("absent") { writer.field("readBegan", readBegan) }
    case .failed(let reason): writer.choice("failed") { writer.field("_0", reason) }
    }
  }

  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    var (name, fields) = try decoder.choice()
    switch name {
    case "found": self = .found(try fields.read("_0"), readBegan: try fields.read("readBegan"))
    case "absent": self = .absent(readBegan: try fields.read("readBegan"))
    case "failed": self = .failed(try fields.read("_0"))
    default: throw decoder.unknownCase(name)
    }
  }
}

extension Trade: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("position", position)
    writer.field("owner", owner)
    writer.field("instrument", instrument)
    writer.field("product", product)
    writer.field("direction", direction)
    writer.field("quantity", quantity)
    writer.field("entryPrice", entryPrice)
    writer.field("exitPrice", exitPrice)
    writer.field("opened", opened)
    writer.field("closed", closed)
    writer.field("gross", gross)
    writer.field("charges", charges)
    writer.field("exitReason", exitReason)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    position = try fields.read("position")
    owner = try fields.read("owner")
    instrument = try fields.read("instrument")
    product = try fields.read("product")
    direction = try fields.read("direction")
    quantity = try fields.read("quantity")
    entryPrice = try fields.read("entryPrice")
    exitPrice = try fields.read("exitPrice")
    opened = try fields.read("opened")
    closed = try fields.read("closed")
    gross = try fields.read("gross")
    charges = try fields.read("charges")
    exitReason = try fields.readIfPresent("exitReason")
  }
}
