import ArgumentParser
import Foundation

/// `sarathi bench start`: from exec to ready, with nothing and with a long history.
struct BenchStart: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "From exec to /readyz: an empty folder, and one with a long journal.",
    usage: "sarathi bench start [<options>]",
    discussion: """
      The journal is written through the engine and the journal itself: alerts that are decided and kept. It is started \
      with a snapshot of its last record, and with one that is 9 999 records old, the most a crash can leave.
      """)

  @Option(help: "Journal records.") var records = 1_000_000
  @Option(help: "Starts of each kind; the median counts.") var starts = 5
  @Option(help: ArgumentHelp("Folder on the disk to measure (default: the temporary one).", valueName: "folder"))
  var place: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (20_000...10_000_000).contains(records) else { throw ValidationError("--records must be 20000 to 10000000") }
    guard (1...100).contains(starts) else { throw ValidationError("--starts must be 1 to 100") }
  }

  func run() throws { try Self.measure(records: records, starts: starts, place: place).show(json: json) }

  struct Report: BenchReport {
    var records: Int
    var emptySeconds: Double
    var oldSnapshotSeconds: Double
    var freshSnapshotSeconds: Double
    /// Making the history is not part of any start.
    var writingSeconds: Double
    var databaseBytes: Int

    var rows: [BenchRow] {
      func text(_ seconds: Double) -> String { "\((seconds * 1000).rounded(to: 0)) ms" }
      return [
        BenchRow("exec → /readyz, empty folder", target: "≤ 150 ms", text(emptySeconds), met: emptySeconds <= 0.15),
        BenchRow(
          "exec → /readyz, \(records) records, fresh snapshot", target: "≤ 1 s", text(freshSnapshotSeconds),
          met: freshSnapshotSeconds <= 1),
        BenchRow(
          "exec → /readyz, \(records) records, snapshot 9 999 records old", target: "≤ 1 s",
          text(oldSnapshotSeconds), met: oldSnapshotSeconds <= 1),
        BenchRow(
          "writing those records first",
          "\(writingSeconds.rounded(to: 1)) s, database \((Double(databaseBytes) / 1_048_576).rounded(to: 0)) MiB"),
      ]
    }
  }

  static func measure(records: Int = 1_000_000, starts: Int = 5, place: String? = nil) throws -> Report {
    let folder = try BenchFolder(in: place)
    defer { folder.remove() }
    let empty = try median(starts) { number in
      try ready(folder.url.appending(path: "empty-\(number)"), folder.url, stop: SIGTERM)
    }
    let data = folder.url.appending(path: "history")
    let began = BenchClock.wall
    let history = try BenchHistory.write(records: records, to: data)
    let writing = BenchClock.seconds(BenchClock.wall - began)
    func again(_ age: BenchHistory.Age) throws -> Double {
      try median(starts) { _ in
        try history.leave(age, in: data)
        return try ready(data, folder.url, stop: SIGKILL)
      }
    }
    let old = try again(.old)
    let fresh = try again(.fresh)
    return Report(
      records: records, emptySeconds: empty, oldSnapshotSeconds: old, freshSnapshotSeconds: fresh,
      writingSeconds: writing, databaseBytes: history.databaseBytes)
  }

  private static func ready(_ data: URL, _ home: URL, stop signal: Int32) throws -> Double {
    let server = try BenchServer(data: data, home: home)
    defer { server.child.stop(signal) }
    return server.secondsToReady
  }

  private static func median(_ count: Int, _ body: (Int) throws -> Double) throws -> Double {
    let values = try (0..<count).map(body).sorted()
    return values[values.count / 2]
  }
}
