/// Results over two parameters as a coloured grid. Of more parameters there is no map, of one a single row.
struct SweepMapSection {
  let record: SweepRecord
  private let best: Int?
  /// The distance from good or bad at which the colour is full.
  private let largest: Double

  init(_ record: SweepRecord) {
    self.record = record
    best = record.order.first
    let neutral = SweepWords.neutral(record.ranking)
    largest =
      record.rows.compactMap { $0.value(of: record.ranking).map { ($0 - neutral).magnitude } }.filter(\.isFinite).max()
      ?? 0
  }

  /// Larger grids are left to the table.
  private static let maximumSide = 60

  var html: HTML {
    let grid = SweepGrid(record)
    guard (1...2).contains(grid.values.count), grid.values.allSatisfy({ $0.count <= Self.maximumSide }) else {
      return ""
    }
    let columns = grid.values[grid.values.count - 1]
    let lines = grid.values.count == 2 ? grid.values[0] : [""]
    return """
      <section class="panel" id="map">
      <h2>\(SweepWords.name(record.ranking))</h2>
      <div class="scroll"><table class="heat\(columns.count > 12 ? " dense" : "")">
      <thead><tr><th class="axis">\(corner)</th>\
      \(columns.map { "<th scope=\"col\">\($0)</th>" as HTML }.joined())</tr></thead>
      <tbody>
      \(lines.indices.map { line($0, lines[$0], columns.count, grid) }.joined())</tbody>
      </table></div>
      <p class="dim">The best one is framed. A good choice has good neighbours.</p>
      </section>

      """
  }

  private var corner: String {
    record.parameters.count == 2 ? "\(record.parameters[0]) ↓  \(record.parameters[1]) →" : "\(record.parameters[0]) →"
  }

  private func line(_ place: Int, _ title: String, _ columns: Int, _ grid: SweepGrid) -> HTML {
    let cells = (0..<columns).map { column in
      cell(grid.row(at: grid.values.count == 2 ? [place, column] : [column]))
    }
    return "<tr><th scope=\"row\">\(title)</th>\(cells.joined())</tr>\n"
  }

  private func cell(_ place: Int?) -> HTML {
    guard let place, let value = record.rows[place].value(of: record.ranking) else { return "<td>–</td>" }
    let row = record.rows[place]
    let distance = value - SweepWords.neutral(record.ranking)
    let isGood = record.ranking.isBetterWhenLarger ? distance >= 0 : false
    let strength = largest > 0 ? Int((distance.magnitude / largest * 100).rounded()) : 0
    let details = zip(record.parameters, row.values).map { "\($0)=\($1)" }.joined(separator: " ")
    return """
      <td class="\(isGood ? "warm" : "cold")\(place == best ? " best" : "")" style="--s:\(strength)%" \
      title="\(details): net \(ReportNumber.result(row.net)), \(row.trades) trades">\
      \(SweepWords.text(record.ranking, row))</td>
      """
  }
}
