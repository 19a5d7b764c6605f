import Market
import Trading

/// The trades cut by weekday, hour, expiry day, exit reason, direction and instrument.
struct BreakdownSection {
  let groups: TradeGroups

  init(_ groups: TradeGroups) { self.groups = groups }

  /// More instruments than this are left to the list of trades.
  private static let maximumRows = 40

  var html: HTML {
    let cuts = [
      ("Long and short", groups.directions), ("By exit", groups.exitReasons.map(renamed)),
      ("By weekday of the entry", groups.weekdays), ("By hour of the entry", groups.entryHours.map(asHour)),
      ("By expiry day", groups.expiryDays),
      ("By instrument", groups.instruments.count > 1 ? groups.instruments.sorted { $0.net > $1.net } : []),
    ].filter { !$0.1.isEmpty }
    guard !cuts.isEmpty else { return "" }
    return """
      <section class="panel" id="groups">
      <h2>Where the result came from</h2>
      <div class="columns wide">
      \(cuts.map { table($0.0, $0.1) }.joined())</div>
      </section>

      """
  }

  private func table(_ title: String, _ groups: [TradeGroup]) -> HTML {
    let most = groups.map(\.net.magnitude).max() ?? .zero
    return """
      <table class="groups">
      <caption>\(title)</caption>
      <thead><tr><th scope="col"></th><th scope="col">Trades</th><th scope="col">Won</th><th scope="col">Net ₹</th>\
      <th scope="col">Average ₹</th><th scope="col"></th></tr></thead>
      <tbody>
      \(groups.prefix(Self.maximumRows).map { row($0, most) }.joined())</tbody>
      </table>

      """
  }

  private func row(_ group: TradeGroup, _ most: Money) -> HTML {
    let tone = ReportNumber.tone(group.net)
    let width = most > .zero ? Int((group.net.magnitude.rupees / most.rupees * 100).rounded()) : 0
    return """
      <tr><th scope="row">\(group.name)</th><td>\(ReportNumber.count(group.trades))</td>\
      <td>\(ReportNumber.percent(group.winRate, decimals: 0))</td><td\(tone.attribute)>\(ReportNumber.result(group.net))</td>\
      <td\(tone.attribute)>\(ReportNumber.ratio(group.expectancy, decimals: 0))</td>\
      <td><i\(tone.attribute) style="width:\(width)%"></i></td></tr>

      """
  }

  private func renamed(_ group: TradeGroup) -> TradeGroup {
    var group = group
    group.name = ExitReason(rawValue: group.name).map(ReportWords.exit) ?? group.name
    return group
  }

  private func asHour(_ group: TradeGroup) -> TradeGroup {
    var group = group
    group.name += ":00"
    return group
  }
}
