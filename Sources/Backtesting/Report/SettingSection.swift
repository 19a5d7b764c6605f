import Market
import Trading

/// How it traded: the strategy's parameters, the plan, and the command that runs it again.
struct SettingSection {
  let record: BacktestRecord

  init(_ record: BacktestRecord) { self.record = record }

  var html: HTML {
    """
    <section class="panel half" id="settings">
    <h2>Settings</h2>
    \(table(record.strategy.title, record.strategy.parameters))\
    \(record.exit.map { table("Exit: " + $0.title, $0.parameters) } ?? "")\
    \(table("Plan", plan))\
    <p class="command"><b>Run it again</b> <code>\(record.commandLine)</code></p>
    </section>

    """
  }

  private func table(_ title: String, _ settings: [RecordedStrategy.Setting]) -> HTML {
    guard !settings.isEmpty else { return "" }
    return
      "<table class=\"pairs words\">\n<caption>\(title)</caption>\n<tbody>\n\(settings.map(row).joined())</tbody>\n</table>\n"
  }

  private func row(_ setting: RecordedStrategy.Setting) -> HTML {
    let tooltip: HTML = setting.meaning.isEmpty ? "" : " title=\"\(setting.meaning)\""
    return "<tr\(tooltip)><th scope=\"row\">\(setting.name)</th><td>\(setting.value)</td></tr>\n"
  }

  private var plan: [RecordedStrategy.Setting] {
    let plan = record.plan
    return [
      ("Capital", "₹\(ReportNumber.rupees(plan.capital))"), ("Size", ReportWords.sizing(plan.sizing)),
      ("Product", plan.product.rawValue), ("Orders fill at", ReportWords.fill(plan.fill)),
      ("Slippage", ReportWords.slippage(plan.slippage)), ("Charges", ReportWords.costs(plan.costs)),
      ("Entries", entries), ("Square-off", squareOff),
      ("Short", plan.allowsShort ? "allowed" : "not allowed: closes a long"),
      ("Opposite signal", plan.reverses ? "closes, then enters the other way" : "closes"),
      ("Margin", plan.checksMargin ? Self.margin(plan.product) : "not looked at"),
      ("Driver", record.driver),
    ].map { RecordedStrategy.Setting(name: $0.0, value: $0.1) } + limits + exits
  }

  private static func margin(_ product: Product) -> String {
    switch product {
    case .cnc: "the full value"
    case .mis: "estimate: shares 20 %, futures 11.5 % of the value, bought options the premium"
    case .nrml: "estimate: futures 11.5 % of the value, bought options the premium"
    }
  }

  private var entries: String {
    let plan = record.plan
    guard plan.entryFrom > TimeOfDay(0, 0) || plan.entryUntil < TimeOfDay(23, 59, 59) else {
      return "until the square-off, withdrawn after \(ReportNumber.duration(plan.entryLifetime))"
    }
    return
      "\(ReportNumber.clock(record.plan.entryFrom)) to \(ReportNumber.clock(record.plan.entryUntil)), withdrawn after "
      + ReportNumber.duration(record.plan.entryLifetime)
  }

  private var squareOff: String {
    record.plan.squareOff.map { ReportNumber.clock($0) }
      ?? (record.plan.product.mayStayOvernight ? "none: positions may stay over night" : "15 minutes before the close")
  }

  private var limits: [RecordedStrategy.Setting] {
    let plan = record.plan
    return [
      plan.maximumOpenPositions.map { ("Open positions", "at most \($0)") },
      plan.maximumTradesPerDay.map { ("Trades a day", "at most \($0)") },
      plan.warmUp > 0 ? ("Warm-up", "\(plan.warmUp) candles at least") : nil,
    ].compactMap { $0 }.map { RecordedStrategy.Setting(name: $0.0, value: $0.1) }
  }

  private var exits: [RecordedStrategy.Setting] {
    let exits = record.plan.exitPlan
    return [
      exits.stop.map { ("Stop", ReportWords.level($0)) }, exits.target.map { ("Target", ReportWords.level($0)) },
      exits.trailing.map { ("Trailing stop", ReportWords.trailing($0)) },
      exits.breakEvenAfter.map { ("Break-even after", ReportWords.distance($0)) },
      exits.profitLock.map {
        ("Profit lock", "keeps \(ReportWords.distance($0.keep)) of \(ReportWords.distance($0.gain))")
      },
      exits.timeLimit.map { ("Time limit", ReportNumber.duration($0)) },
    ].compactMap { $0 }.map { RecordedStrategy.Setting(name: $0.0, value: $0.1) }
  }
}
