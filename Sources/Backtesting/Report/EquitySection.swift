import Market

/// How equity went, and how far below its peaks.
struct EquitySection {
  let record: BacktestRecord

  init(_ record: BacktestRecord) { self.record = record }

  var html: HTML {
    """
    <section class="panel" id="equity">
    <h2>Equity</h2>
    \(equity.html)<h2>Drawdown</h2>
    \(drawdown.html)</section>

    """
  }

  private var equity: CurveDrawing {
    CurveDrawing(
      points: record.equity.map { ($0.time, $0.equity.rupees) }, base: record.plan.capital.rupees, style: "equity",
      label: Self.shortRupees, description: "Equity over time")
  }

  private var drawdown: CurveDrawing {
    CurveDrawing(
      points: Self.falls(record.equity, from: record.plan.capital), base: 0, style: "drawdown",
      label: { ReportNumber.percent($0, decimals: $0.magnitude < 0.1 ? 1 : 0) },
      description: "Drawdown from the highest equity so far")
  }

  /// The share below the highest point so far, 0 or negative. (The points hold every peak and trough worth drawing.)
  static func falls(_ points: [RecordedPoint], from capital: Money) -> [(time: Timestamp, value: Double)] {
    var peak = capital
    return points.map { point in
      peak = max(peak, point.equity)
      return (point.time, peak > .zero ? point.equity.rupees / peak.rupees - 1 : 0)
    }
  }

  /// `9.5 lakh`, `1.2 crore`: as short as an axis needs.
  static func shortRupees(_ rupees: Double) -> String {
    let size = rupees.magnitude
    let (unit, name) = size >= 1e7 ? (1e7, " cr") : size >= 1e5 ? (1e5, " lakh") : (1, "")
    var text = ReportNumber.fixed(rupees / unit, unit == 1 ? 0 : 2)
    while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
    return ReportNumber.grouped(text) + name
  }
}
