import Foundation
import Testing

@Suite("The links of the documents")
struct DocumentLinkTests {
  private static let pages = DocumentTests.documents + ["CHANGELOG.md", "Examples/README.md"]

  @Test("each relative link leads to a file, and to a heading of it where it names one", arguments: pages)
  func targets(_ page: String) throws {
    let place = DocumentTests.checkout.appending(path: page)
    for link in try Self.links(of: place) {
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let file =
        parts[0].isEmpty
        ? place : place.deletingLastPathComponent().appending(path: String(parts[0])).standardized
      #expect(FileManager.default.fileExists(atPath: file.path), "\(page): \(link)")
      guard parts.count == 2, file.pathExtension == "md" else { continue }
      let headings = try? Self.headings(of: file)
      #expect(headings?.contains(String(parts[1])) == true, "\(page): \(link) names no heading")
    }
  }

  @Test("the index of the documents has a line for every page")
  func index() throws {
    let folder = DocumentTests.checkout.appending(path: "docs")
    let listed = try Self.links(of: folder.appending(path: "README.md"))
    #expect(Set(listed).count == listed.count, "a page is listed twice")
    for page in DocumentTests.documents where page.hasPrefix("docs/") && page != "docs/README.md" {
      let path = String(page.dropFirst("docs/".count))
      // The pages of single strategies are listed by the page of their folder.
      if path.hasPrefix("reference/strategies/"), path != "reference/strategies/README.md" { continue }
      #expect(listed.contains(path), "docs/README.md does not list \(path)")
    }
  }

  @Test("each file and function that the walks of the architecture name is there")
  func walks() throws {
    let sources = DocumentTests.checkout.appending(path: "Sources")
    let page = try String(
      contentsOf: DocumentTests.checkout.appending(path: "docs/architecture.md"), encoding: .utf8)
    var named = 0
    for row in page.split(separator: "\n") where row.hasPrefix("|") {
      let files = row.matches(of: /`([A-Za-z]+\/[\w\/+]+\.swift)`/).map { String($0.output.1) }
      let code = try files.map { try String(contentsOf: sources.appending(path: $0), encoding: .utf8) }.joined()
      guard !files.isEmpty else { continue }
      for match in row.matches(of: /`(?:[A-Z]\w+\.)?([a-z][A-Za-z]+)(?:\(from:\))?`/) {
        named += 1
        #expect(code.contains("func \(match.output.1)("), "\(match.output.1) is in none of \(files)")
      }
    }
    #expect(named > 40)
  }

  private static func links(of file: URL) throws -> [String] {
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.matches(of: /\]\((?<link>[^)\s]+)\)/).map { String($0.output.link) }.filter { !$0.contains(":") }
  }

  /// As GitHub names them: lower case, punctuation dropped, spaces as hyphens.
  private static func headings(of file: URL) throws -> [String] {
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
      let kept = line.drop { $0 == "#" }.dropFirst().lowercased()
        .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
      return kept.replacing(" ", with: "-")
    }
  }
}
