import Foundation
import Market

/// A curve over time as inline SVG, sharp on screen and paper; its labels are HTML, so that they keep their size when the
/// drawing shrinks to a phone.
struct CurveDrawing {
  /// Ascending in time.
  var points: [(time: Timestamp, value: Double)]
  /// Where the area under the curve ends.
  var base: Double
  var style: String
  var label: (Double) -> String
  var description: String

  /// The drawing's own units; it is stretched to the space there is.
  private static let width = 1000.0
  private static let height = 100.0

  var html: HTML {
    guard let first = points.first, let last = points.last, points.count > 1 else {
      return "<p class=\"empty\">There is nothing to draw.</p>\n"
    }
    let scale = AxisScale(values: points.map(\.value) + [base])
    let span = max(Double(last.time.nanoseconds - first.time.nanoseconds), 1)
    func x(_ time: Timestamp) -> Double { Double(time.nanoseconds - first.time.nanoseconds) / span * Self.width }
    func y(_ value: Double) -> Double { (1 - scale.share(value)) * Self.height }
    let line = points.map { "\(number(x($0.time))),\(number(y($0.value)))" }.joined(separator: " ")
    let ground = number(y(base))
    return """
      <figure class="curve \(style)" role="img" aria-label="\(description)" data-from="\(seconds(first.time))" \
      data-to="\(seconds(last.time))" data-low="\(number(scale.low * 10_000))" \
      data-high="\(number(scale.high * 10_000))">
      <div class="plot"><svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">\
      \(HTML(trusted: grid(scale)))\
      <polygon points="0,\(ground) \(HTML(trusted: line)) 1000,\(ground)"/>\
      <polyline points="\(HTML(trusted: line))"/></svg>
      \(scale.ticks.map { valueLabel($0, scale) }.joined())\(timeLabels(first.time, last.time))</div>
      </figure>

      """
  }

  private func grid(_ scale: AxisScale) -> String {
    scale.ticks.map { tick in
      let y = number((1 - scale.share(tick)) * Self.height)
      return "<line x1=\"0\" x2=\"1000\" y1=\"\(y)\" y2=\"\(y)\"\(tick == base ? " class=\"base\"" : "")/>"
    }.joined()
  }

  private func valueLabel(_ tick: Double, _ scale: AxisScale) -> HTML {
    "<span class=\"value\" style=\"top:\(number((1 - scale.share(tick)) * 100))%\">\(label(tick))</span>\n"
  }

  private func timeLabels(_ first: Timestamp, _ last: Timestamp) -> HTML {
    TimeAxis(first: first, last: last).marks.map { mark in
      "<span class=\"time\" style=\"left:\(number(mark.place * 100))%\">\(mark.label)</span>\n" as HTML
    }.joined()
  }

  private func seconds(_ time: Timestamp) -> Int { Int(time.nanoseconds / Timestamp.nanosecondsPerSecond) }

  private func number(_ value: Double) -> String {
    let text = String(format: "%.1f", value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
