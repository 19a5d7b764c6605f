import History
import Market

/// Which prices it saw, what was wrong with them, and what was refused or left out.
struct DataSection {
  let record: BacktestRecord

  init(_ record: BacktestRecord) { self.record = record }

  var html: HTML {
    """
    <section class="panel" id="data">
    <h2>Data</h2>
    <div class="scroll"><table class="data">
    <thead><tr><th scope="col">Instrument</th><th scope="col">Candles</th><th scope="col">Days</th>\
    <th scope="col">From</th><th scope="col">To</th><th scope="col">Files</th></tr></thead>
    <tbody>
    \(record.data.map(row).joined())</tbody>
    </table></div>
    \(list("Gaps and repairs", notes))\(list("Left out and refused", omissions))\
    <p class="dim">\(record.driver); Sarathi \(record.programVersion); \
    \(ReportNumber.fixed(record.secondsTaken, 2)) s.</p>
    </section>

    """
  }

  private func row(_ data: RecordedData) -> HTML {
    """
    <tr><th scope="row">\(data.symbol) <small>\(data.exchange), \(ReportNumber.duration(.seconds(data.intervalSeconds)))\
    </small></th><td>\(ReportNumber.count(data.bars))</td><td>\(ReportNumber.count(data.days))</td>\
    <td>\(data.firstDay?.description ?? ReportNumber.none)</td><td>\(data.lastDay?.description ?? ReportNumber.none)</td>\
    <td>\(data.loads.map(\.file).joined(separator: ", "))</td></tr>

    """
  }

  private static let maximumNotes = 50

  private func list(_ title: String, _ sentences: [String]) -> HTML {
    guard !sentences.isEmpty else { return "" }
    var items = sentences.prefix(Self.maximumNotes).map { "<li>\($0)</li>\n" as HTML }.joined()
    if sentences.count > Self.maximumNotes { items += "<li>… and \(sentences.count - Self.maximumNotes) more</li>\n" }
    return "<h3>\(title)</h3>\n<ul>\n\(items)</ul>\n"
  }

  private var notes: [String] {
    var files: [String: [String]] = [:]
    var order: [String] = []
    for load in record.data.flatMap(\.loads) {
      for note in load.notes {
        if files[note] == nil { order.append(note) }
        if !(files[note] ?? []).contains(load.file) { files[note, default: []].append(load.file) }
      }
    }
    // One note of many files, or of one file that many instruments share, is one sentence.
    return order.map { note in
      let names = files[note] ?? []
      let more = names.count > 3 ? " and \(names.count - 3) more files" : ""
      return "\(names.prefix(3).joined(separator: ", "))\(more): \(note)"
    } + record.data.flatMap(\.gaps)
  }

  private var omissions: [String] {
    var sentences: [String] = []
    if record.barsOutsideSessions > 0 {
      sentences.append(
        "\(ReportNumber.count(record.barsOutsideSessions)) candles outside the trading hours were left out")
    }
    return sentences + record.refusals.map { "\(ReportNumber.count($0.count)) × refused: \($0.why)" }
  }
}

extension BacktestRecord {
  /// Why wishes were refused, in words, the most frequent first.
  package var refusals: [(count: Int, why: String)] {
    denials.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.value, ReportWords.denial($0.key)) }
  }
}
