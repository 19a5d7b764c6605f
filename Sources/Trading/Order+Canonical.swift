package import Market

// MARK: Stored form

extension Order: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("number", number)
    writer.field("owner", owner)
    writer.field("position", position)
    writer.field("purpose", purpose)
    writer.field("exitReason", exitReason)
    writer.field("decision", decision)
    writer.field("terms", terms)
    writer.field("ownVersions", ownVersions)
    writer.field("changedByHand", changedByHand)
    writer.field("tag", tag)
    writer.field("brokerID", brokerID)
    writer.field("status", status)
    writer.field("fills", fills)
    writer.field("restatements", restatements)
    writer.field("isDisputed", isDisputed)
    writer.field("lastHeard", lastHeard)
    writer.field("pending", pending)
    writer.field("modifications", modifications)
    writer.field("lastModified", lastModified)
    writer.field("needsLook", needsLook)
    writer.field("lookUpFailures", lookUpFailures)
    writer.field("vainLooks", vainLooks)
    writer.field("isBeforePerson", isBeforePerson)
    writer.field("wasDeclaredAbsent", wasDeclaredAbsent)
    writer.field("endedByCalendar", endedByCalendar)
    writer.field("wasCancelledByUs", wasCancelledByUs)
    writer.field("refusedChanges", refusedChanges)
    writer.field("undoneChanges", undoneChanges)
    writer.field("isChangeTaken", isChangeTaken)
    writer.field("lastRequest", lastRequest)
    writer.field("lastReport", lastReport)
    writer.field("attempts", attempts)
    writer.field("timesLost", timesLost)
    writer.field("created", created)
    writer.field("lastSent", lastSent)
    writer.field("statusReason", statusReason)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    number = try fields.read("number")
    owner = try fields.read("owner")
    position = try fields.read("position")
    purpose = try fields.read("purpose")
    exitReason = try fields.readIfPresent("exitReason")
    decision = try fields.readIfPresent("decision")
    terms = try fields.read("terms")
    ownVersions = try fields.read("ownVersions")
    changedByHand = try fields.readIfPresent("changedByHand")
    tag = try fields.readIfPresent("tag")
    brokerID = try fields.readIfPresent("brokerID")
    status = try fields.read("status")
    fills = try fields.read("fills")
    restatements = try fields.read("restatements")
    isDisputed = try fields.read("isDisputed")
    lastHeard = try fields.readIfPresent("lastHeard")
    pending = try fields.readIfPresent("pending")
    modifications = try fields.read("modifications")
    lastModified = try fields.readIfPresent("lastModified")
    needsLook = try fields.read("needsLook")
    lookUpFailures = try fields.read("lookUpFailures")
    vainLooks = try fields.read("vainLooks")
    isBeforePerson = try fields.read("isBeforePerson")
    wasDeclaredAbsent = try fields.read("wasDeclaredAbsent")
    endedByCalendar = try fields.read("endedByCalendar")
    wasCancelledByUs = try fields.read("wasCancelledByUs")
    refusedChanges = try fields.read("refusedChanges")
    undoneChanges = try fields.read("undoneChanges")
    isChangeTaken = try fields.read("isChangeTaken")
    lastRequest = try fields.readIfPresent("lastRequest")
    lastReport = try fields.readIfPresent("lastReport")
    attempts = try fields.read("attempts")
    timesLost = try fields.read("timesLost")
    created = try fields.read("created")
    lastSent = try fields.readIfPresent("lastSent")
    statusReason = try fields.readIfPresent("statusReason")
  }
}

extension Order.PendingRequest: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) {
    switch self {
    case .modify(let terms): writer.choice("modify") { writer.field("_0", terms) }
    case .cancel: writer.choice("cancel")
    }
  }

  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    var (name, fields) = try decoder.choice()
    switch name {
    case "modify": self = .modify(try fields.read("_0"))
    case "cancel": self = .cancel
    default: throw decoder.unknownCase(name)
    }
  }
}
