import Market

/// What speaks for and against the best run.
struct SweepWarningSection {
  let record: SweepRecord

  init(_ record: SweepRecord) { self.record = record }

  var html: HTML {
    """
    <section class="warnings">
    <h2>Before you choose</h2>
    <ul>
    \(sentences.map { "<li>\($0)</li>\n" as HTML }.joined())</ul>
    </section>

    """
  }

  /// Below this probability the best one is not better than luck.
  private static let confident = 0.95

  var sentences: [String] { [luck, plateau, edge, outOfSample, optimism, costs].compactMap { $0 } }

  private var luck: String {
    if record.rows.allSatisfy({ $0.net <= .zero }) {
      return "None of \(ReportNumber.count(record.trials.count)) runs earned money: there is nothing to choose."
    }
    let tried =
      "Of \(ReportNumber.count(record.trials.count)) runs the best one looks good even if all are worthless"
    guard let probability = record.deflatedSharpe else {
      return tried + "; how much of it is luck cannot be said from these results."
    }
    let verdict =
      probability >= Self.confident
      ? "so that is not likely the reason here." : "so do not take its figures for what it will earn."
    return tried + ". The probability that its Sharpe ratio is more than that is"
      + " \(ReportNumber.percent(probability, decimals: 0)), \(verdict)"
  }

  private var plateau: String? {
    guard let best = record.order.first, let plateau = SweepPlateau(record, best: best) else { return nil }
    let count = plateau.neighbours.counted("neighbour")
    guard let kept = plateau.kept else {
      return "Even the best run has no \(SweepWords.name(record.ranking)) above 0."
    }
    let share = ReportNumber.percent(kept, decimals: 0)
    return kept >= SweepPlateau.plateau
      ? "The best run stands on a plateau: its \(count) keep \(share) of its \(SweepWords.name(record.ranking))."
      : "The best run stands alone: \(kept > 0 ? "its \(count) keep \(share) of" : "on average its \(count) have nothing left of") its"
        + " \(SweepWords.name(record.ranking)), and \(plateau.positive) of them are above 0. A small change of the market may do what a small change of the"
        + " parameters does."
  }

  private var outOfSample: String? {
    guard let test = record.outOfSample else {
      return "All prices were used to choose. Keep the last months back and see what the choice does there."
    }
    return "From \(test.from), which the choice did not see, it made \(ReportNumber.signed(test.outOfSample.net))"
      + " (Sharpe \(ReportNumber.ratio(test.outOfSample.sharpe)), \(ReportNumber.count(test.outOfSample.trades)) trades);"
      + " before, \(ReportNumber.signed(test.inSample.net)) (Sharpe \(ReportNumber.ratio(test.inSample.sharpe)))."
  }

  /// The best of what was tried may be the first step to something better, or worse.
  private var edge: String? {
    guard let best = record.order.first else { return nil }
    var names: [String] = []
    for (column, name) in record.parameters.enumerated() {
      let values = Set(record.rows.compactMap { Double($0.values[column]) }).sorted()
      guard values.count >= 3, let value = Double(record.rows[best].values[column]) else { continue }
      if value == values.first { names.append("\(name)=\(record.rows[best].values[column]), the smallest") }
      if value == values.last { names.append("\(name)=\(record.rows[best].values[column]), the largest") }
    }
    guard !names.isEmpty else { return nil }
    return "The best lies at the edge of what was tried (\(names.joined(separator: "; "))): what lies beyond may be"
      + " better still. Widen the range."
  }

  private var costs: String? { WarningSection.missingCosts(record.plan) }

  private var optimism: String? {
    record.plan.fill == .sameClose
      ? "Orders fill at the close of the deciding candle, which nobody can do: real results will be worse." : nil
  }
}
