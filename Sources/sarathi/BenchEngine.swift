import ArgumentParser
import Engine
import Foundation
import Market

/// `sarathi bench engine`: how long the rules take, and what the disk adds.
struct BenchEngine: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "engine",
    abstract: "Signal to order and tick to exit inside the engine; tick to broker through a running desk.",
    usage: "sarathi bench engine [<options>]",
    discussion: """
      The first two are measured in memory, over a hundred thousand round trips of forty a day. The last runs a desk \
      with its journal on disk, beside bare writes of 4 KiB with fdatasync and commits of one record in the same folder.
      """)

  @Option(help: "Round trips inside the engine.") var rounds = 100_000
  @Option(help: "Round trips through a running desk, at most 600.") var deskRounds = 400
  @Option(help: ArgumentHelp("Folder on the disk to measure (default: the temporary one).", valueName: "folder"))
  var place: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...10_000_000).contains(rounds) else { throw ValidationError("--rounds must be 1 to 10000000") }
    guard (1...600).contains(deskRounds) else { throw ValidationError("--desk-rounds must be 1 to 600") }
  }

  func run() async throws {
    try await Self.measure(rounds: rounds, deskRounds: deskRounds, place: place).show(json: json)
  }

  struct Report: BenchReport {
    var signalToOrder: BenchSpread
    var tickToExit: BenchSpread
    var processorSecondsInEngine: Double
    var tickToBroker: BenchSpread
    var journalCommit: BenchSpread
    var disk: BenchSpread

    var rows: [BenchRow] {
      let rest = tickToBroker.p50 - journalCommit.p50
      return [
        BenchRow(
          "signal → approved order, in the engine", target: "≤ 5 µs (aim 1)", signalToOrder.text,
          met: signalToOrder.p50 <= 5),
        BenchRow(
          "tick → exit decided", target: "p99 ≤ 5 µs", tickToExit.text, met: tickToExit.p99 <= 5),
        BenchRow(
          "tick → broker port, journal on disk", target: "≤ one commit + 100 µs",
          tickToBroker.text + " (one commit + \(rest.rounded(to: 0)) µs)", met: rest <= 100),
        BenchRow("same run: journal commit of one record", journalCommit.text),
        BenchRow("same run: write 4 KiB + fdatasync", disk.text),
      ]
    }
  }

  static func measure(rounds: Int = 100_000, deskRounds: Int = 400, place: String? = nil) async throws -> Report {
    let (signals, exits, seconds) = try await Task.detached { try inEngine(rounds) }.value
    let folder = try BenchFolder(in: place)
    defer { folder.remove() }
    let desk = try await BenchDesk.measure(rounds: deskRounds, in: folder.url)
    return Report(
      signalToOrder: signals, tickToExit: exits, processorSecondsInEngine: seconds,
      tickToBroker: desk.tickToBroker, journalCommit: desk.journalCommit, disk: desk.disk)
  }

  private static func inEngine(_ rounds: Int) throws -> (BenchSpread, BenchSpread, Double) {
    var rig = BenchRig()
    var signals: [Int64] = []
    var exits: [Int64] = []
    signals.reserveCapacity(rounds)
    exits.reserveCapacity(rounds)
    let began = BenchClock.processor
    for _ in 0..<rounds {
      let times = try rig.roundTrip()
      signals.append(times.signal)
      exits.append(times.exit)
    }
    let seconds = BenchClock.seconds(BenchClock.processor - began)
    return (BenchSpread(nanoseconds: signals), BenchSpread(nanoseconds: exits), seconds)
  }
}
