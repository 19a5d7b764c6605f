/// One measured figure beside what it should be.
struct BenchRow: Encodable {
  var what: String
  var target: String
  var measured: String
  /// Nil for a figure that has no target and is there to compare with.
  var met: Bool?

  init(_ what: String, target: String = "", _ measured: String, met: Bool? = nil) {
    self.what = what
    self.target = target
    self.measured = measured
    self.met = met
  }
}

/// What a benchmark found.
protocol BenchReport: Encodable {
  var rows: [BenchRow] { get }
}

extension BenchReport {
  /// JSON for programs, else a table for people. Missing a target is a result, not a failure: nothing here is a test.
  func show(json: Bool) throws {
    if json { try Console.json(self) } else { BenchTable.show(rows) }
  }
}

enum BenchTable {
  static func show(_ rows: [BenchRow]) {
    let cells = rows.map { row in
      [row.what, row.target, row.measured, row.met.map { $0 ? "yes" : "no" } ?? ""]
    }
    Console.table(["what", "target", "measured", "met"], cells)
  }
}
