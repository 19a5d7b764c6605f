import Market

/// What was tested on what, when and with what.
struct HeaderSection {
  let record: BacktestRecord

  init(_ record: BacktestRecord) { self.record = record }

  var html: HTML {
    """
    <header>
    <p class="kind">Backtest</p>
    <h1>\(record.strategy.title) <span>on \(record.instrumentText)</span></h1>
    <p class="facts">\(facts.joined(separator: " · "))</p>
    </header>
    """
  }

  private var facts: [String] {
    var facts: [String] = []
    if let range = record.dayRange { facts.append("\(range.lowerBound) to \(range.upperBound)") }
    if let seconds = record.data.first?.intervalSeconds {
      facts.append("\(ReportNumber.duration(.seconds(seconds))) candles")
    }
    if !record.strategy.parameters.isEmpty { facts.append(record.strategy.parameterText) }
    facts.append("run \(record.created.prefix(16).replacing("T", with: " "))")
    if !record.id.isEmpty { facts.append(record.id) }
    return facts
  }
}
