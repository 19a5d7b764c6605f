import ArgumentParser
import Foundation

/// `sarathi bench webhook`: what an alert costs, from the socket to the disk and back.
struct BenchWebhook: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "webhook",
    abstract: "Alerts over HTTP into a desk of its own process: throughput, latency, processor time.",
    usage: "sarathi bench webhook [<options>]",
    discussion: """
      Two kinds of load. "decided": every alert is a BUY with its own id of a share the link already holds; it is \
      authenticated, parsed, decided (nothing_to_do), journalled, synced and answered. "traded": every alert is an entry \
      or an exit of its own share; it becomes orders, they are filled, and every step is journalled. /healthz on the \
      same desk and bare writes with fdatasync on the same disk are measured in the same run. Loopback only.
      """)

  @Option(help: "Numbers of connections, separated by commas.") var connections = "1,10,50"
  @Option(help: "Seconds for each measurement.") var seconds = 5.0
  @Option(help: "Alerts of the traded kind.") var traded = 600
  @Option(help: ArgumentHelp("Folder on the disk to measure (default: the temporary one).", valueName: "folder"))
  var place: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard !counts.isEmpty, counts.allSatisfy({ (1...50).contains($0) }) else {
      throw ValidationError("--connections must be numbers from 1 to 50, such as 1,10,50")
    }
    guard (0.1...600).contains(seconds) else { throw ValidationError("--seconds must be 0.1 to 600") }
    guard (1...600).contains(traded) else { throw ValidationError("--traded must be 1 to 600") }
  }

  private var counts: [Int] { connections.split(separator: ",").compactMap { Int($0) } }

  func run() throws {
    try Self.measure(connections: counts, seconds: seconds, traded: traded, place: place).show(json: json)
  }

  struct Load: Encodable {
    var kind: String
    var load: BenchLoad.Outcome
    /// Of the desk's process, for each answer.
    var processorMicroseconds: Double
    var disk: BenchSpread

    var row: BenchRow {
      BenchRow(
        "\(kind), \(load.connections) connection(s)", target: target,
        "\(load.perSecond.rounded(to: 0))/s, \(load.latency.text), \(processorMicroseconds.rounded(to: 0)) µs CPU",
        met: met)
    }
    private var target: String {
      guard kind == "decided" else { return "" }
      return load.connections == 50 ? "≥ 5000/s, ≤ 100 µs CPU" : "≤ 100 µs CPU"
    }
    private var met: Bool? {
      guard kind == "decided" else { return nil }
      return processorMicroseconds <= 100 && (load.connections != 50 || load.perSecond >= 5000)
    }
  }

  struct Report: BenchReport {
    var loads: [Load]

    var rows: [BenchRow] {
      var rows: [BenchRow] = []
      for load in loads {
        rows.append(load.row)
        if load.load.refused > 0 {
          rows.append(BenchRow("  not answered with 200", "\(load.load.refused)", met: false))
        }
        if load.kind == "traded" {
          rows.append(BenchRow("  of these became orders", "\(load.load.matching) of \(load.load.answered)"))
        }
        if load.kind == "decided" { rows.append(BenchRow("  same time: write 4 KiB + fdatasync", load.disk.text)) }
      }
      return rows
    }
  }

  static func measure(
    connections: [Int] = [1, 10, 50], seconds: Double = 5, traded: Int = 600, place: String? = nil
  ) throws -> Report {
    var loads: [Load] = []
    for count in connections {
      let run = try BenchWebhookRun(connections: count, place: place)
      defer { run.end() }
      loads.append(try run.load("decided") { try run.decided(seconds: seconds) })
      loads.append(try run.load("GET /healthz") { try run.health(seconds: min(seconds, 2)) })
      loads.append(try run.load("traded") { try run.traded(traded) })
    }
    return Report(loads: loads)
  }
}
