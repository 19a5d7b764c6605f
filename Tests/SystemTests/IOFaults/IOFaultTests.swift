import Foundation
import TestSupport
import Testing

/// One operation on the disk fails: the process ends or goes on, never lies, and the next start ends the day as if nothing
/// had happened.
@Suite("A disk operation that fails")
struct IOFaultTests {
  private static let environment = ProcessInfo.processInfo.environment

  @Test("After any of 25 random failed disk operations the next start ends the day unchanged")
  func sample() throws {
    let scratch = try Scratch()
    let runner = try FaultRunner(sample: try morning(in: scratch))
    // A commit is about ten writes and a sync; hundreds of commits are in these minutes.
    #expect(runner.operations > 1000)
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(seed)
    let faults = (0..<25).map { _ in
      Self.fault(at: 1 + Int(random.next() % UInt64(runner.operations)), turn: Int(random.next() % 5))
    }
    let findings = try runner.runAll(faults)
    for finding in findings { #expect(finding.trouble == nil, "seed \(seed)") }
    #expect(findings.count == 25)
    #expect(findings.contains { $0.status == 70 }, "seed \(seed): no fault ended the process")
  }

  @Test("the last ones of a day, as the files are closed, are told too")
  func closing() throws {
    let scratch = try Scratch()
    let runner = try FaultRunner(sample: try morning(in: scratch))
    let faults = (0..<8).map { FaultyDisk.Fault(at: runner.operations - $0, extent: .on) }
    let findings = try runner.runAll(faults)
    #expect(findings.count == 8)
    for finding in findings { #expect(finding.trouble == nil, "\(finding.operation)") }
  }

  /// `make iofaults`: every operation of the demo day, or each k-th.
  @Test(
    "each of the demo day in turn",
    .enabled(if: environment["IOFAULTS_EVERY"] != nil, "takes hours: make iofaults EVERY=50 for a part"))
  func all() throws {
    let every = max(Self.environment["IOFAULTS_EVERY"].flatMap { Int($0) } ?? 1, 1)
    let first = max(Self.environment["IOFAULTS_FIRST"].flatMap { Int($0) } ?? 1, 1)
    let code = Self.environment["IOFAULTS_FAULT"].flatMap { $0.isEmpty ? nil : $0 }
    let runner = try FaultRunner()
    let numbers = Array(stride(from: first, through: runner.operations, by: every))
    let faults = numbers.enumerated().map { turn, number in Self.fault(at: number, turn: turn, code: code) }
    print("\(runner.operations) operations, \(faults.count) faults")
    let began = ContinuousClock.now
    let findings = try runner.runAll(faults) { done, finding in
      if let trouble = finding.trouble { print("WRONG \(trouble)") }
      if done.isMultiple(of: 100) {
        print("\(done) of \(faults.count), \((ContinuousClock.now - began).components.seconds) s")
      }
    }
    show(findings)
    print("\((ContinuousClock.now - began).components.seconds) s")
    #expect(findings.allSatisfy { $0.trouble == nil })
  }

  /// The five ways of failing take turns.
  private static func fault(at number: Int, turn: Int, code: String? = nil) -> FaultyDisk.Fault {
    let ways: [(FaultyDisk.Fault.Code, FaultyDisk.Fault.Extent)] =
      switch code {
      case "eio": [(.inputOutput, .once), (.inputOutput, .short), (.inputOutput, .on)]
      case "enospc": [(.full, .on), (.full, .short), (.full, .once)]
      default: [(.inputOutput, .once), (.full, .on), (.inputOutput, .short), (.full, .once), (.inputOutput, .on)]
      }
    let (error, extent) = ways[turn % ways.count]
    return FaultyDisk.Fault(at: number, error: error, extent: extent)
  }

  /// The first prices of the sample day: alerts, fills, stops and a target are among them.
  private func morning(in scratch: Scratch) throws -> URL {
    let whole = URL(filePath: #filePath).appending(path: "../../../../Examples/nse-2021-06-01.csv.gz").standardized
    let unpack = Process()
    unpack.executableURL = URL(filePath: "/usr/bin/env")
    unpack.arguments = ["gzip", "-dc", whole.path]
    let output = Pipe()
    unpack.standardOutput = output
    try unpack.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    unpack.waitUntilExit()
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").prefix(4000)
    try #require(lines.count == 4000)
    let file = scratch.url.appending(path: "morning.csv")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    return file
  }

  private func show(_ findings: [FaultRunner.Finding]) {
    var counts: [String: Int] = [:]
    for finding in findings {
      let end =
        "exit \(finding.status)\(finding.saidSomething ? "" : ", silent")\(finding.trouble == nil ? "" : ", WRONG")"
      counts["\(finding.operation): \(end)", default: 0] += 1
    }
    for (what, count) in counts.sorted(by: { $0.key < $1.key }) { print("\(count)\t\(what)") }
  }
}
