import Market
import Mustache

/// The page's templates, parsed once. Mustache escapes every value written as `{{name}}`; only `page` takes HTML that
/// other templates made.
enum Templates {
  static let library: MustacheLibrary = {
    do {
      var library = MustacheLibrary()
      for (name, bytes) in sources { try library.register(String(decoding: bytes, as: UTF8.self), named: name) }
      return library
    } catch {
      // Invariant: the templates are compiled in and rendered by tests.
      preconditionFailure("a built-in page template is damaged: \(error)")
    }
  }()

  static func render(_ name: String, _ values: [String: Any]) -> String {
    guard let html = library.render(values, withTemplate: name) else {
      preconditionFailure("no page template is called \(name)")
    }
    // Every value from outside has come together here; the templates' own line ends stay.
    return VisibleText.of(html, lines: .several)
  }

  private static var sources: [(String, [UInt8])] {
    [
      ("page", PackageResources.page_mustache), ("status", PackageResources.status_mustache),
      ("positions", PackageResources.positions_mustache), ("trades", PackageResources.trades_mustache),
      ("orders", PackageResources.orders_mustache), ("decisions", PackageResources.decisions_mustache),
      ("activity", PackageResources.activity_mustache), ("report", PackageResources.report_mustache),
      ("trouble", PackageResources.trouble_mustache), ("wrongcode", PackageResources.wrongcode_mustache),
    ]
  }
}
