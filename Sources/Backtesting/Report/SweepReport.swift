import Market

/// The report of a sweep: the map of its results, the best variants, and what speaks against them.
package struct SweepReport: Sendable {
  package let record: SweepRecord

  package init(_ record: SweepRecord) { self.record = record }

  package func html() -> String {
    let place = record.data.map(\.symbol).joined(separator: ", ")
    var page = ReportPage(title: "\(record.strategy.title) on \(place): sweep", header: header(place))
    page.sections = [
      SweepWarningSection(record).html, SweepMapSection(record).html, SweepTableSection(record).html, settings,
    ]
    return page.markup()
  }

  private func header(_ place: String) -> HTML {
    let days = record.data.compactMap(\.firstDay).min().map { first in
      "\(first) to \(record.data.compactMap(\.lastDay).max() ?? first)"
    }
    let facts = [
      days, "\(ReportNumber.count(record.rows.count)) runs of \(record.parameters.joined(separator: ", "))",
      "ranked by \(SweepWords.name(record.ranking))", "run \(record.created.prefix(16).replacing("T", with: " "))",
    ].compactMap { $0 }
    return """
      <header>
      <p class="kind">Sweep</p>
      <h1>\(record.strategy.title) <span>on \(place)</span></h1>
      <p class="facts">\(facts.joined(separator: " · "))</p>
      </header>
      """
  }

  private var settings: HTML {
    let fixed = record.strategy.parameters.filter { !record.parameters.contains($0.name) }
    return """
      <section class="panel" id="settings">
      <h2>Settings</h2>
      <p>\(fixed.isEmpty ? "" : "Not varied: " + fixed.map { "\($0.name)=\($0.value)" }.joined(separator: " "))</p>
      <p class="command"><b>Run it again</b> <code>\(record.commandLine)</code></p>
      <p class="dim">Sarathi \(record.programVersion); \(ReportNumber.fixed(record.secondsTaken, 2)) s.</p>
      </section>

      """
  }
}
