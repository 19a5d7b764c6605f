/// The values of each parameter of a sweep in their order, and which rows are neighbours.
struct SweepGrid {
  /// Of each parameter, ascending where they are numbers, else in order of appearance.
  let values: [[String]]
  private let places: [[Int]: Int]
  private let coordinates: [[Int]]

  init(_ record: SweepRecord) {
    let values = record.parameters.indices.map { parameter in Self.ordered(record.rows.map { $0.values[parameter] }) }
    let indices = values.map { list in
      Dictionary(list.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
    coordinates = record.rows.map { row in row.values.enumerated().map { indices[$0][$1] ?? 0 } }
    places = Dictionary(coordinates.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.values = values
  }

  func row(at coordinate: [Int]) -> Int? { places[coordinate] }

  /// Rows whose values differ by one step in one or more parameters; at most 3ⁿ − 1.
  func neighbours(of row: Int) -> [Int] {
    var around: [[Int]] = [[]]
    for place in coordinates[row].prefix(6) {
      around = around.flatMap { start in (-1...1).map { start + [place + $0] } }
    }
    let rest = Array(coordinates[row].dropFirst(6))
    return around.map { $0 + rest }.filter { $0 != coordinates[row] }.compactMap { places[$0] }
  }

  private static func ordered(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    let unique = texts.filter { seen.insert($0).inserted }
    let numbers = unique.compactMap { text in Double(text).map { (text, $0) } }
    return numbers.count == unique.count ? numbers.sorted { $0.1 < $1.1 }.map(\.0) : unique
  }
}
