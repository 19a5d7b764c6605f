/// Returns by month as a table whose colours show where the result came from.
struct MonthSection {
  let months: MonthlyReturns

  init(_ months: MonthlyReturns) { self.months = months }

  private static let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  var html: HTML {
    guard !months.years.isEmpty else { return "" }
    return """
      <section class="panel" id="months">
      <h2>Return by month, per cent</h2>
      <div class="scroll"><table class="months">
      <thead><tr><th scope="col">Year</th>\
      \((Self.names + ["All"]).map { "<th scope=\"col\">\($0)</th>" as HTML }.joined())</tr></thead>
      <tbody>
      \(months.years.map(row).joined())</tbody>
      </table></div>
      </section>

      """
  }

  private func row(_ year: MonthlyReturns.Year) -> HTML {
    "<tr><th scope=\"row\">\(year.year)</th>\(year.months.map { cell($0, most: largestMonth) }.joined())\(cell(year.total, most: largestYear))</tr>\n"
  }

  /// The colour's strength is the value's share of the largest one.
  private func cell(_ share: Double?, most: Double) -> HTML {
    guard let share else { return "<td></td>" }
    let strength = most > 0 ? Int((share.magnitude / most * 100).rounded()) : 0
    return "<td class=\"\(share < 0 ? "cold" : "warm")\" style=\"--s:\(strength)%\">\(text(share))</td>"
  }

  private func text(_ share: Double) -> String {
    ReportNumber.grouped(ReportNumber.fixed(share * 100, share.magnitude >= 1 ? 0 : 1))
  }

  private var largestMonth: Double { months.years.flatMap(\.months).compactMap { $0?.magnitude }.max() ?? 0 }
  private var largestYear: Double { months.years.compactMap { $0.total?.magnitude }.max() ?? 0 }
}
