import Market

/// The candles with the entries and exits on them.
struct CandleSection {
  let record: BacktestRecord
  let charts: [CandleChart]

  init(_ record: BacktestRecord, _ charts: [CandleChart]) {
    self.record = record
    self.charts = charts
  }

  var html: HTML {
    guard !charts.isEmpty else { return "" }
    return ReportAssets.chartLibrary == nil ? drawings : interactive
  }

  private var interactive: HTML {
    """
    <section class="panel" id="candles">
    <h2>Candles and trades</h2>
    <div class="controls">\(choice)<button type="button" id="whole">Whole range</button>\
    <button type="button" id="earlier" aria-label="Earlier day">‹</button>\
    <button type="button" id="later" aria-label="Later day">›</button><span id="shown" aria-live="polite"></span></div>
    <div id="chart"></div>
    <p class="legend"><span><b class="entry">▲</b> long entry</span> <span><b class="entry">▼</b> short entry</span> \
    <span><b class="gain">●</b> exit with a gain</span> \
    <span><b class="loss">●</b> exit with a loss, after charges</span></p>
    <noscript><p>The candles need JavaScript.</p></noscript>
    <p class="dim">\(hint)</p>
    </section>

    """
  }

  private var choice: HTML {
    guard charts.count > 1 else { return "" }
    let options = charts.enumerated().map { "<option value=\"\($0)\">\($1.symbol)</option>" as HTML }
    return "<select id=\"instrument\" aria-label=\"Instrument\">\(options.joined())</select>"
  }

  private var hint: String {
    if charts.allSatisfy(\.isComplete) { return "Click a trade in the list to see it here." }
    let days = charts.reduce(0) { $0 + $1.days.count }
    return "A candle a day, below it the day's result. Single candles are embedded for the \(days) days of the latest"
      + " trades: click such a day, or a trade in the list."
  }

  private var drawings: HTML {
    """
    <section class="panel" id="candles">
    <h2>Candles</h2>
    \(charts.map { "<h3>\($0.symbol)</h3>\n\(CandleDrawing($0).html)" as HTML }.joined())\
    <p class="dim">A simple drawing: this program was built without its chart library. Whoever builds it runs \
    Scripts/assets first to get charts with trades on them.</p>
    </section>

    """
  }
}
