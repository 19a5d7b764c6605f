import Foundation
import Strategies
import Testing

@Suite("The pages on strategies")
struct StrategyPagesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "docs/reference/strategies")

  private static func page(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  @Test("each strategy has a page whose table is the program's own", arguments: StrategyCatalog.all.map(\.name))
  func tables(name: String) throws {
    let description = try StrategyCatalog.description(named: name)
    let text = try Self.page("\(name).md")
    #expect(text.hasPrefix("# \(description.title)\n"))
    #expect(rows(in: text[...]) == description.parameters.map(row))
  }

  @Test("the page on exits has a section with a table for each")
  func exits() throws {
    let text = try Self.page("exits.md")
    for description in StrategyCatalog.exits where !description.parameters.isEmpty {
      let heading = try #require(text.range(of: "## \(description.title) (`\(description.name)`)\n"))
      let section = text[heading.upperBound...]
      let end = section.range(of: "\n## ")?.lowerBound ?? section.endIndex
      #expect(rows(in: section[..<end]) == description.parameters.map(row))
    }
  }

  @Test("the list names every strategy, and its pictures exist")
  func list() throws {
    let list = try Self.page("README.md")
    for description in StrategyCatalog.all {
      #expect(list.contains("[`\(description.name)`](\(description.name).md)"))
      #expect(try Self.page("\(description.name).md").contains("(\(description.name).svg)"))
      #expect(try Self.page("\(description.name).svg").hasPrefix("<svg"))
    }
    for description in StrategyCatalog.exits { #expect(list.contains("`\(description.name)`")) }
  }

  /// Table rows that begin with a name in code: parameter, default, allowed.
  private func rows(in text: Substring) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
      line.split(separator: "|").prefix(3).map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " | ")
    }
  }

  private func row(_ parameter: Parameter) -> String {
    "`\(parameter.name)` | \(parameter.text(parameter.defaultValue)) | \(parameter.range)"
  }
}
