import Foundation
import Market

/// Candles as inline SVG, for a program that was built without the chart library.
struct CandleDrawing {
  let chart: CandleChart

  init(_ chart: CandleChart) { self.chart = chart }

  private static let limit = 240

  var html: HTML {
    let bars = ChartBar.thinned(chart.overview, to: Self.limit)
    guard let first = bars.first, let last = bars.last, bars.count > 1 else {
      return "<p class=\"empty\">There is nothing to draw.</p>\n"
    }
    let scale = AxisScale(values: bars.flatMap { [Double($0.low) * chart.unit, Double($0.high) * chart.unit] })
    let step = 1000 / Double(bars.count)
    let candles = bars.enumerated().map { candle($1, at: (Double($0) + 0.5) * step, width: step * 0.7, scale) }
    let labels = scale.ticks.map { tick in
      "<span class=\"value\" style=\"top:\(text((1 - scale.share(tick)) * 100))%\">\(ReportNumber.ratio(tick))</span>\n"
        as HTML
    }
    return """
      <figure class="curve candles"><div class="plot"><svg viewBox="0 0 1000 100" preserveAspectRatio="none" \
      aria-hidden="true">\(HTML(trusted: candles.joined()))</svg>
      \(labels.joined())</div>
      <figcaption>\(day(first)) to \(day(last))</figcaption></figure>

      """
  }

  private func candle(_ bar: ChartBar, at x: Double, width: Double, _ scale: AxisScale) -> String {
    func y(_ price: Int32) -> Double { (1 - scale.share(Double(price) * chart.unit)) * 100 }
    let (top, bottom) = (y(max(bar.open, bar.close)), y(min(bar.open, bar.close)))
    let tone = bar.close < bar.open ? "loss" : "gain"
    return "<path class=\"\(tone)\" d=\"M\(text(x)) \(text(y(bar.high)))V\(text(y(bar.low)))\"/>"
      + "<rect class=\"\(tone)\" x=\"\(text(x - width / 2))\" y=\"\(text(top))\" width=\"\(text(width))\""
      + " height=\"\(text(max(bottom - top, 0.3)))\"/>"
  }

  private func day(_ bar: ChartBar) -> String { Timestamp(unixSeconds: Int64(bar.seconds)).istDay.description }

  private func text(_ value: Double) -> String { String(format: "%.2f", value) }
}
