/// The report of one run as a page that opens anywhere.
package struct BacktestReport: Sendable {
  package let record: BacktestRecord
  /// Of the run's instruments, in the record's order; may be none.
  package let charts: [CandleChart]

  package init(_ record: BacktestRecord, charts: [CandleChart] = []) {
    self.record = record
    self.charts = charts
  }

  package func html() -> String {
    let trades = TradeSection(record)
    var page = ReportPage(
      title: "\(record.strategy.title) on \(record.instrumentText): backtest", header: HeaderSection(record).html)
    page.sections = [
      WarningSection(record).html, HeadlineSection(record).html, EquitySection(record).html,
      CandleSection(record, charts).html, MonthSection(record.statistics.months).html,
      BreakdownSection(record.statistics.groups).html, FigureSection(record).html,
      ChargeSection(record.statistics.charges).html, SettingSection(record).html, DataSection(record).html,
      trades.html,
    ]
    if !charts.isEmpty {
      page.data = CandleData(charts, trades: record.trades)
      page.carriesCharts = ReportAssets.chartLibrary != nil
    }
    return page.markup()
  }
}
