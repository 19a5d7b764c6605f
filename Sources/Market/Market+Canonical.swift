// How the values every commit holds are stored: a record of their fields.

extension Price: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("raw", raw) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { raw = try fields.read("raw") }
}

extension Money: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("raw", raw) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { raw = try fields.read("raw") }
}

extension Quantity: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("units", units) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { units = try fields.read("units") }
}

extension Timestamp: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("nanoseconds", nanoseconds) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { nanoseconds = try fields.read("nanoseconds") }
}

extension Interval: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("nanoseconds", nanoseconds) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { nanoseconds = try fields.read("nanoseconds") }
}

extension TradingDay: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("daysSince1970", daysSince1970) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    daysSince1970 = try fields.read("daysSince1970")
  }
}

extension InstrumentID: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) { writer.field("index", index) }
  package init(fields: inout CanonicalFields) throws(CanonicalError) { index = try fields.read("index") }
}

extension Exchange: CanonicalEncodable, CanonicalDecodable {}
extension InstrumentKind: CanonicalEncodable, CanonicalDecodable {}
extension SessionClass: CanonicalEncodable, CanonicalDecodable {}
extension Product: CanonicalEncodable, CanonicalDecodable {}
extension Side: CanonicalEncodable, CanonicalDecodable {}

extension Instrument: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("exchange", exchange)
    writer.field("kind", kind)
    writer.field("underlying", underlying)
    writer.field("expiry", expiry)
    writer.field("strike", strike)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    exchange = try fields.read("exchange")
    kind = try fields.read("kind")
    underlying = try fields.read("underlying")
    expiry = try fields.readIfPresent("expiry")
    strike = try fields.readIfPresent("strike")
  }
}

extension ContractTerms: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("lotSize", lotSize)
    writer.field("tickSize", tickSize)
    writer.field("freezeQuantity", freezeQuantity)
    writer.field("lowerBand", lowerBand)
    writer.field("upperBand", upperBand)
    writer.field("sessionClass", sessionClass)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    lotSize = try fields.read("lotSize")
    tickSize = try fields.read("tickSize")
    freezeQuantity = try fields.read("freezeQuantity")
    lowerBand = try fields.readIfPresent("lowerBand")
    upperBand = try fields.readIfPresent("upperBand")
    sessionClass = try fields.read("sessionClass")
  }
}

extension Charges: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("brokerage", brokerage)
    writer.field("stt", stt)
    writer.field("exchange", exchange)
    writer.field("sebi", sebi)
    writer.field("gst", gst)
    writer.field("stamp", stamp)
    writer.field("dp", dp)
    writer.field("rounding", rounding)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    brokerage = try fields.read("brokerage")
    stt = try fields.read("stt")
    exchange = try fields.read("exchange")
    sebi = try fields.read("sebi")
    gst = try fields.read("gst")
    stamp = try fields.read("stamp")
    dp = try fields.read("dp")
    rounding = try fields.read("rounding")
  }
}
