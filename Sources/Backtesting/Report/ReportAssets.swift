import CReportAssets

/// The files a report is made of, compiled into the program.
enum ReportAssets {
  static var style: String { text(sarathi_report_style) }
  static var script: String { text(sarathi_report_script) }

  /// TradingView Lightweight Charts; nil when it was not fetched before the program was built.
  static var chartLibrary: String? { sarathi_chart_library.size == 0 ? nil : text(sarathi_chart_library) }

  private static func text(_ asset: sarathi_asset) -> String {
    String(decoding: UnsafeBufferPointer(start: asset.bytes, count: asset.size), as: UTF8.self)
  }
}
