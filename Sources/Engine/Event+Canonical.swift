package import Market
import Trading

// How events and what follows from them are stored.

extension Action: CanonicalEncodable, CanonicalDecodable {}
extension Signal.Source: CanonicalEncodable, CanonicalDecodable {}
extension Decision.Outcome: CanonicalEncodable, CanonicalDecodable {}
extension Incident.Level: CanonicalEncodable, CanonicalDecodable {}

extension SignalID: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("text", text)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    text = try fields.read("text")
  }
}

extension Quote: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("instrument", instrument)
    writer.field("price", price)
    writer.field("time", time)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    instrument = try fields.read("instrument")
    price = try fields.read("price")
    time = try fields.read("time")
  }
}

extension ResolvedInstrument: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("id", id)
    writer.field("instrument", instrument)
    writer.field("terms", terms)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    id = try fields.read("id")
    instrument = try fields.read("instrument")
    terms = try fields.read("terms")
  }
}

extension Resolution: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) {
    switch self {
    case .instrument(let instrument): writer.choice("instrument") { writer.field("_0", instrument) }
    case .none: writer.choice("none")
    case .failed(let denial): writer.choice("failed") { writer.field("_0", denial) }
    }
  }

  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    var (name, fields) = try decoder.choice()
    switch name {
    case "instrument": self = .instrument(try fields.read("_0"))
    case "none": self = .none
    case "failed": self = .failed(try fields.read("_0"))
    default: throw decoder.unknownCase(name)
    }
  }
}

extension Signal: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("id", id)
    writer.field("isNamed", isNamed)
    writer.field("bodyDigest", bodyDigest)
    writer.field("link", link)
    writer.field("source", source)
    writer.field("action", action)
    writer.field("symbol", symbol)
    writer.field("resolution", resolution)
    writer.field("quantity", quantity)
    writer.field("share", share)
    writer.field("unreadable", unreadable)
    writer.field("limitPrice", limitPrice)
    writer.field("stop", stop)
    writer.field("target", target)
    writer.field("time", time)
    writer.field("received", received)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    id = try fields.read("id")
    isNamed = try fields.read("isNamed")
    bodyDigest = try fields.read("bodyDigest")
    link = try fields.read("link")
    source = try fields.read("source")
    action = try fields.read("action")
    symbol = try fields.read("symbol")
    resolution = try fields.read("resolution")
    quantity = try fields.readIfPresent("quantity")
    share = try fields.readIfPresent("share")
    unreadable = try fields.readIfPresent("unreadable")
    limitPrice = try fields.readIfPresent("limitPrice")
    stop = try fields.readIfPresent("stop")
    target = try fields.readIfPresent("target")
    time = try fields.readIfPresent("time")
    received = try fields.read("received")
  }
}

extension Decision: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("number", number)
    writer.field("signal", signal)
    writer.field("link", link)
    writer.field("action", action)
    writer.field("symbol", symbol)
    writer.field("instrument", instrument)
    writer.field("outcome", outcome)
    writer.field("denial", denial)
    writer.field("reason", reason)
    writer.field("time", time)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    number = try fields.read("number")
    signal = try fields.read("signal")
    link = try fields.read("link")
    action = try fields.read("action")
    symbol = try fields.read("symbol")
    instrument = try fields.readIfPresent("instrument")
    outcome = try fields.read("outcome")
    denial = try fields.readIfPresent("denial")
    reason = try fields.read("reason")
    time = try fields.read("time")
  }
}

extension Fill: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("id", id)
    writer.field("correction", correction)
    writer.field("order", order)
    writer.field("position", position)
    writer.field("owner", owner)
    writer.field("instrument", instrument)
    writer.field("side", side)
    writer.field("quantity", quantity)
    writer.field("price", price)
    writer.field("charges", charges)
    writer.field("time", time)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    id = try fields.read("id")
    correction = try fields.read("correction")
    order = try fields.read("order")
    position = try fields.read("position")
    owner = try fields.read("owner")
    instrument = try fields.read("instrument")
    side = try fields.read("side")
    quantity = try fields.read("quantity")
    price = try fields.read("price")
    charges = try fields.read("charges")
    time = try fields.read("time")
  }
}

extension Incident: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("number", number)
    writer.field("level", level)
    writer.field("instrument", instrument)
    writer.field("text", text)
    writer.field("advice", advice)
    writer.field("time", time)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    number = try fields.read("number")
    level = try fields.read("level")
    instrument = try fields.readIfPresent("instrument")
    text = try fields.read("text")
    advice = try fields.read("advice")
    time = try fields.read("time")
  }
}

extension AccountStatus: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("isPaused", isPaused)
    writer.field("halt", halt)
    writer.field("isReconciled", isReconciled)
    writer.field("day", day)
    writer.field("realised", realised)
    writer.field("charges", charges)
    writer.field("peak", peak)
    writer.field("time", time)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    isPaused = try fields.read("isPaused")
    halt = try fields.readIfPresent("halt")
    isReconciled = try fields.read("isReconciled")
    day = try fields.readIfPresent("day")
    realised = try fields.read("realised")
    charges = try fields.read("charges")
    peak = try fields.read("peak")
    time = try fields.read("time")
  }
}

extension Event: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) {
    switch self {
    case .started(let incarnation): writer.choice("started") { writer.field("incarnation", incarnation) }
    case .dayStarted(let sessions): writer.choice("dayStarted") { writer.field("_0", codable: sessions) }
    case .terms(let contracts): writer.choice("terms") { writer.field("_0", contracts) }
    case .settings(let settings): writer.choice("settings") { writer.field("_0", codable: settings) }
    case .link(let link): writer.choice("link") { writer.field("_0", codable: link) }
    case .linkRemoved(let link): writer.choice("linkRemoved") { writer.field("_0", link) }
    case .signal(let signal): writer.choice("signal") { writer.field("_0", signal) }
    case .trigger(let trigger): writer.choice("trigger") { writer.field("_0", trigger) }
    case .timer: writer.choice("timer")
    case .placed(let number, let attempt, let outcome):
      writer.choice("placed") {
        writer.field("_0", number)
        writer.field("attempt", attempt)
        writer.field("_2", outcome)
      }
    case .changed(let number, let outcome):
      writer.choice("changed") {
        writer.field("_0", number)
        writer.field("_1", outcome)
      }
    case .report(let report): writer.choice("report") { writer.field("_0", report) }
    case .lookedUp(let number, let outcome):
      writer.choice("lookedUp") {
        writer.field("_0", number)
        writer.field("_1", outcome)
      }
    case .snapshot(let snapshot): writer.choice("snapshot") { writer.field("_0", snapshot) }
    case .snapshotFailed(let reason): writer.choice("snapshotFailed") { writer.field("_0", reason) }
    case .command(let command, let person):
      writer.choice("command") {
        writer.field("_0", codable: command)
        writer.field("by", person)
      }
    }
  }

  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    var (name, fields) = try decoder.choice()
    switch name {
    case "started": self = .started(incarnation: try fields.read("incarnation"))
    case "dayStarted": self = .dayStarted(try fields.read(codable: "_0"))
    case "terms": self = .terms(try fields.read("_0"))
    case "settings": self = .settings(try fields.read(codable: "_0"))
    case "link": self = .link(try fields.read(codable: "_0"))
    case "linkRemoved": self = .linkRemoved(try fields.read("_0"))
    case "signal": self = .signal(try fields.read("_0"))
    case "trigger": self = .trigger(try fields.read("_0"))
    case "timer": self = .timer
    case "placed": self = .placed(try fields.read("_0"), attempt: try fields.read("attempt"), try fields.read("_2"))
    case "changed": self = .changed(try fields.read("_0"), try fields.read("_1"))
    case "report": self = .report(try fields.read("_0"))
    case "lookedUp": self = .lookedUp(try fields.read("_0"), try fields.read("_1"))
    case "snapshot": self = .snapshot(try fields.read("_0"))
    case "snapshotFailed": self = .snapshotFailed(try fields.read("_0"))
    case "command": self = .command(try fields.read(codable: "_0"), by: try fields.read("by"))
    default: throw decoder.unknownCase(name)
    }
  }
}

extension Trigger: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) {
    switch self {
    case .stopHit(let position, let price, let time):
      writer.choice("stopHit") {
        writer.field("_0", position)
        writer.field("price", price)
        writer.field("tickTime", time)
      }
    case .targetHit(let position, let price, let time):
      writer.choice("targetHit") {
        writer.field("_0", position)
        writer.field("price", price)
        writer.field("tickTime", time)
      }
    case .stopMoved(let position, let best, let time):
      writer.choice("stopMoved") {
        writer.field("_0", position)
        writer.field("best", best)
        writer.field("tickTime", time)
      }
    case .limitBreached(let code, let result, let time):
      writer.choice("limitBreached") {
        writer.field("_0", code)
        writer.field("dayResult", result)
        writer.field("tickTime", time)
      }
    case .newPeak(let result, let time):
      writer.choice("newPeak") {
        writer.field("dayResult", result)
        writer.field("tickTime", time)
      }
    case .priceArrived(let instrument, let time):
      writer.choice("priceArrived") {
        writer.field("_0", instrument)
        writer.field("tickTime", time)
      }
    }
  }

  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    var (name, fields) = try decoder.choice()
    switch name {
    case "stopHit":
      self = .stopHit(try fields.read("_0"), price: try fields.read("price"), tickTime: try fields.read("tickTime"))
    case "targetHit":
      self = .targetHit(try fields.read("_0"), price: try fields.read("price"), tickTime: try fields.read("tickTime"))
    case "stopMoved":
      self = .stopMoved(try fields.read("_0"), best: try fields.read("best"), tickTime: try fields.read("tickTime"))
    case "limitBreached":
      self = .limitBreached(
        try fields.read("_0"), dayResult: try fields.read("dayResult"), tickTime: try fields.read("tickTime"))
    case "newPeak": self = .newPeak(dayResult: try fields.read("dayResult"), tickTime: try fields.read("tickTime"))
    case "priceArrived": self = .priceArrived(try fields.read("_0"), tickTime: try fields.read("tickTime"))
    default: throw decoder.unknownCase(name)
    }
  }
}

extension BrokerRequest: CanonicalEncodable {
  package func write(to writer: CanonicalWriter) {
    switch self {
    case .place(let order, let number, let attempt, let tag):
      writer.choice("place") {
        writer.field("_0", order)
        writer.field("_1", number)
        writer.field("attempt", attempt)
        writer.field("_3", tag)
      }
    case .modify(let number, let id, let terms):
      writer.choice("modify") {
        writer.field("_0", number)
        writer.field("_1", id)
        writer.field("_2", terms)
      }
    case .cancel(let number, let id):
      writer.choice("cancel") {
        writer.field("_0", number)
        writer.field("_1", id)
      }
    case .lookUp(let number, let id, let tag, let notBefore):
      writer.choice("lookUp") {
        writer.field("_0", number)
        writer.field("_1", id)
        writer.field("_2", tag)
        writer.field("notBefore", notBefore)
      }
    case .snapshot: writer.choice("snapshot")
    case .recall(let number): writer.choice("recall") { writer.field("_0", number) }
    }
  }
}

extension Record: CanonicalEncodable, CanonicalDecodable {
  package func write(to writer: CanonicalWriter) {
    switch self {
    case .decision(let decision): writer.choice("decision") { writer.field("_0", decision) }
    case .order(let order): writer.choice("order") { writer.field("_0", order) }
    case .fill(let fill): writer.choice("fill") { writer.field("_0", fill) }
    case .position(let position, let stop, let target):
      writer.choice("position") {
        writer.field("_0", position)
        writer.field("stop", stop)
        writer.field("target", target)
      }
    case .trade(let trade): writer.choice("trade") { writer.field("_0", trade) }
    case .tradeReopened(let position, let instrument, let time):
      writer.choice("tradeReopened") {
        writer.field("_0", position)
        writer.field("_1", instrument)
        writer.field("_2", time)
      }
    case .incident(let incident): writer.choice("incident") { writer.field("_0", incident) }
    case .stopMoved(let position, let instrument, let stop, let best, let kind, let time):
      writer.choice("stopMoved") {
        writer.field("_0", position)
        writer.field("_1", instrument)
        writer.field("stop", stop)
        writer.field("best", best)
        writer.field("_4", kind)
        writer.field("_5", time)
      }
    case .account(let status): writer.choice("account") { writer.field("_0", status) }
    }
  }

  package init(reading decoder: CanonicalValueDecoder) throws(CanonicalError) {
    var (name, fields) = try decoder.choice()
    switch name {
    case "decision": self = .decision(try fields.read("_0"))
    case "order": self = .order(try fields.read("_0"))
    case "fill": self = .fill(try fields.read("_0"))
    case "position":
      self = .position(
        try fields.read("_0"), stop: try fields.readIfPresent("stop"), target: try fields.readIfPresent("target"))
    case "trade": self = .trade(try fields.read("_0"))
    case "tradeReopened":
      self = .tradeReopened(try fields.read("_0"), try fields.read("_1"), try fields.read("_2"))
    case "incident": self = .incident(try fields.read("_0"))
    case "stopMoved":
      self = .stopMoved(
        try fields.read("_0"), try fields.read("_1"), stop: try fields.read("stop"), best: try fields.read("best"),
        try fields.read("_4"), try fields.read("_5"))
    case "account": self = .account(try fields.read("_0"))
    default: throw decoder.unknownCase(name)
    }
  }
}
