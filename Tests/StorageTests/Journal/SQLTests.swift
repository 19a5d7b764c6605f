import Testing

@testable import Storage

@Suite("Statements bind their parameters by name in both databases")
struct SQLTests {
  static let texts: [(String, Bool)] = [
    ("select 1", true), ("select $1, $2, $1", true), ("select $2, $1", false), ("select $1, $3", false),
    ("select $x", false), ("select $0", false), ("select $1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11", true),
  ]

  @Test("parameters first appear in ascending order", arguments: texts)
  func ascending(_ text: String, _ isFine: Bool) {
    #expect(SQL.parametersAscend(in: text) == isFine)
  }
}
