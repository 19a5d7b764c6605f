import Desk

/// Prometheus text exposition, version 0.0.4.
enum MetricsText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  static func text(_ metrics: [Metric], _ refusals: [Refusals] = []) -> String {
    var text = ""
    for metric in metrics {
      let name = safeName(metric.name)
      let help = metric.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(metric.kind.rawValue)\n\(name) \(number(metric.value))\n"
    }
    return text + refused(refusals)
  }

  private static func refused(_ listeners: [Refusals]) -> String {
    guard !listeners.isEmpty else { return "" }
    let name = "sarathi_requests_refused_total"
    var text = "# HELP \(name) Requests and connections refused, by listener and reason.\n# TYPE \(name) counter\n"
    for refusals in listeners {
      for (reason, count) in refusals.totals {
        text += "\(name){listener=\"\(refusals.listener)\",reason=\"\(reason.rawValue)\"} \(count)\n"
      }
    }
    return text
  }

  private static func safeName(_ name: String) -> String {
    var safe = ""
    for scalar in name.unicodeScalars {
      let isAllowed =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_")
      safe.unicodeScalars.append(isAllowed ? scalar : "_")
    }
    return safe.unicodeScalars.first.map { ("0"..."9").contains($0) } ?? true ? "_" + safe : safe
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    if let whole = Int64(exactly: value) { return String(whole) }
    return String(value)
  }
}
