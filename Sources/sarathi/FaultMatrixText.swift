import DeskSimulation
import Foundation

/// The fault matrix as `sarathi simulate --matrix` prints it.
struct FaultMatrixText {
  var matrix: FaultMatrix

  private static let width = 13

  /// A line for each message, a column for each deviation: how often, and at how many moments.
  var text: String {
    let moments = FaultMoment.allCases.count
    let covered = matrix.covered
    var lines = [
      "", "Fault matrix: times, and at how many of \(moments) moments",
      Self.row("", FaultDeviation.allCases.map(\.rawValue)),
    ]
    for message in FaultMessage.allCases {
      lines.append(
        Self.row(message.rawValue, FaultDeviation.allCases.map { cell(FaultKind(message, $0)) }))
    }
    lines.append("-: meaningless, not built: see docs/reliability.md")
    lines.append("\(covered.cells) of \(covered.of) cells were")
    lines +=
      ["", "Moments"]
      + FaultMoment.allCases.map { moment in
        let count = FaultMatrix.kinds.reduce(0) {
          $0 + matrix.count(FaultCell($1.message, $1.deviation, moment))
        }
        return "  " + moment.rawValue.padding(toLength: 20, withPad: " ", startingAt: 0) + "\(count)"
      }
    return lines.joined(separator: "\n")
  }

  private func cell(_ kind: FaultKind) -> String {
    switch FaultMatrix.standing(kind) {
    case .built: "\(matrix.count(kind)) (\(matrix.moments(kind)))"
    case .meaningless: "-"
    case .notBuilt: "not built"
    }
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    ([name] + cells).map { $0.padding(toLength: width, withPad: " ", startingAt: 0) }.joined()
      .trimmingCharacters(in: .whitespaces)
  }

  struct Row: Encodable {
    var message, deviation, standing: String
    var reason: String?
    var faults: [String]?
    var count: Int
    var moments: [String: Int]
  }

  var rows: [Row] {
    FaultMatrix.kinds.map { kind in
      let moments = FaultMoment.allCases.map {
        ($0.rawValue, matrix.count(FaultCell(kind.message, kind.deviation, $0)))
      }
      var row = Row(
        message: kind.message.rawValue, deviation: kind.deviation.rawValue, standing: "built",
        count: matrix.count(kind), moments: Dictionary(uniqueKeysWithValues: moments.filter { $0.1 > 0 }))
      switch FaultMatrix.standing(kind) {
      case .built(let faults): row.faults = faults
      case .meaningless(let reason): (row.standing, row.reason) = ("meaningless", reason)
      case .notBuilt(let reason): (row.standing, row.reason) = ("not built", reason)
      }
      return row
    }
  }
}
