import Foundation

/// One self-contained page: it opens from a file, without any network, and asks for none.
struct ReportPage {
  var title: String
  var header: HTML
  var sections: [HTML] = []
  /// What the scripts read.
  var data: (any Encodable)?
  /// The chart library goes in only where it is used.
  var carriesCharts = false

  func markup() -> String {
    var page = HTML()
    page += head
    page += "<body>\n\(header)\n<main>\n\(sections.joined())</main>\n\(footer)\n"
    page += scripts
    page += "</body>\n</html>\n"
    return page.markup
  }

  /// The policy makes sure of it: nothing is loaded, whatever a file or a strategy is called.
  private var head: HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <meta http-equiv="Content-Security-Policy" \
    content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:">
    <title>\(title)</title>
    <style>
    \(HTML(trusted: ReportAssets.style))</style>
    </head>

    """
  }

  /// The library's licence asks for its notice and this link.
  private var footer: HTML {
    guard carriesCharts else { return "<footer><p>Past results say little about future ones.</p></footer>" }
    return """
      <footer>
      <p>Past results say little about future ones.</p>
      <p>TradingView Lightweight Charts™ Copyright (c) 2026 TradingView, Inc. Licensed under the Apache License 2.0. \
      <a href="https://www.tradingview.com/" rel="noopener noreferrer">Charts by TradingView</a></p>
      </footer>
      """
  }

  private var scripts: HTML {
    var scripts = HTML()
    if let data { scripts += "<script type=\"application/json\" id=\"report-data\">\(Self.json(data))</script>\n" }
    if carriesCharts, let library = ReportAssets.chartLibrary {
      scripts += "<script>\n\(HTML(trusted: library))</script>\n"
    }
    return scripts + "<script>\n\(HTML(trusted: ReportAssets.script))</script>\n"
  }

  /// JSON that cannot end the script element it stands in: no `<` is left.
  static func json(_ value: any Encodable) -> HTML {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings, numbers and arrays of them: the only number JSON has no form for, none, is kept out by the optionals.
    guard let data = try? encoder.encode(value) else { return "null" }
    return HTML(
      trusted: String(decoding: data, as: UTF8.self).replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
        .replacing("&", with: "\\u0026"))
  }
}
