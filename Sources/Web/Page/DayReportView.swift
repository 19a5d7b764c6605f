import Foundation
import Market

/// The day's report for the page: what it adds up to. Trades, orders and decisions have tables of their own there.
///
/// Reports are kept as JSON. One that has another shape, as from another version, is shown as it stands.
enum DayReportView {
  static func values(_ text: String) -> [String: Any] {
    guard let report = try? JSONDecoder().decode(Report.self, from: Data(text.utf8)) else {
      return ["texts": [["text": text]]]
    }
    return [
      "figures": [figures(report.summary, report)],
      "charges": charges(report.summary.charges).map { [["text": $0]] } ?? [],
      "open": report.open.map { ["text": $0.words] },
    ]
  }

  private struct Report: Decodable {
    var summary: Summary
    var decisions: [Decision]
    var refused: [Ignored]
    var fills: [Ignored]
    var open: [Open]

    enum CodingKeys: String, CodingKey {
      case summary, decisions, fills
      case refused = "refused_alerts"
      case open = "still_open"
    }
  }
  private struct Summary: Decodable {
    var trades, winners, losers: Int
    var gross, net: String
    var charges: [String: String]
  }
  private struct Decision: Decodable {
    var outcome: String
  }
  private struct Ignored: Decodable {}
  private struct Open: Decodable {
    var symbol, direction: String
    var quantity: Int64
    var entry: String

    enum CodingKeys: String, CodingKey {
      case symbol, direction, quantity
      case entry = "average_entry"
    }

    var words: String {
      "Still open: \(direction) \(Display.quantity(Quantity(quantity))) \(symbol) at "
        + Display.average(Price(parsing: entry))
    }
  }

  private static func figures(_ summary: Summary, _ report: Report) -> [String: Any] {
    func row(_ name: String, _ value: String, _ tone: String = "flat") -> [String: Any] {
      ["name": name, "value": value, "tone": tone]
    }
    let (gross, net) = (Money(parsing: summary.gross), Money(parsing: summary.net))
    let total = summary.charges["total"].flatMap { Money(parsing: $0) }
    var rows = [
      row("Net", Display.result(net), Display.tone(net)), row("Gross", Display.result(gross), Display.tone(gross)),
      row("Charges", total.map(Display.rupees) ?? Display.nothing),
      row("Trades", "\(summary.trades)"), row("Won", "\(summary.winners)"), row("Lost", "\(summary.losers)"),
      row("Fills", "\(report.fills.count)"), row("Decisions", "\(report.decisions.count)"),
    ]
    var counts: [String: Int] = [:]
    for decision in report.decisions { counts[decision.outcome, default: 0] += 1 }
    for (outcome, count) in counts.sorted(by: { $0.key < $1.key }) {
      rows.append(row(capitalised(outcome.replacing("_", with: " ")), "\(count)"))
    }
    if !report.refused.isEmpty { rows.append(row("Alerts not acted on", "\(report.refused.count)")) }
    return ["rows": rows]
  }

  /// The parts of the charges in the order of a contract note; nil when there are none.
  private static func charges(_ parts: [String: String]) -> String? {
    let names = [
      ("brokerage", "brokerage"), ("stt", "STT"), ("exchange", "exchange"), ("sebi", "SEBI"), ("gst", "GST"),
      ("stamp", "stamp"), ("dp", "depository"), ("rounding", "rounding"),
    ]
    let shown = names.compactMap { key, name -> String? in
      guard let money = parts[key].flatMap({ Money(parsing: $0) }), money != .zero else { return nil }
      return "\(name) \(Display.rupees(money))"
    }
    return shown.isEmpty ? nil : "Charges: " + shown.joined(separator: ", ")
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
