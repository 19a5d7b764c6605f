import Foundation
import Synchronization

/// Plays a recorded day on a faulty disk, then once more on a sound one, and says what was wrong about it.
struct FaultRunner: Sendable {
  /// What came of one fault.
  struct Finding: Sendable {
    var fault: String
    /// What failed, with the file; numbers in names are left out.
    var operation: String
    var status: Int32
    var saidSomething: Bool
    /// Nil: all was well.
    var trouble: String?
  }

  private let disk: FaultyDisk
  private let arguments: [String]
  private let reference: String
  /// Operations of the undisturbed day.
  let operations: Int

  struct Broken: Error {
    var words: String
  }

  /// - Parameter sample: another recorded day than the demo's own.
  init(sample: URL? = nil) throws {
    disk = try FaultyDisk()
    arguments = ReferenceDay.arguments + (sample.map { ["--sample", $0.path] } ?? [])
    let scratch = try Scratch(inMemory: true)
    let log = scratch.url.appending(path: "log")
    let day = try Program.run(
      arguments + ["--data", scratch.data],
      environment: disk.environment(folder: scratch.data, .init(at: 0), log: log))
    guard day.status == 0 else { throw Broken(words: day.errors) }
    reference = day.output
    operations = FaultyDisk.Log(log).count
  }

  func run(_ fault: FaultyDisk.Fault) throws -> Finding {
    let scratch = try Scratch(inMemory: true)
    let log = scratch.url.appending(path: "log")
    let day = arguments + ["--data", scratch.data]
    let ended = try Program.run(
      day, environment: disk.environment(folder: scratch.data, fault, log: log), patience: 300)
    let failed = FaultyDisk.Log(log).failed
    var finding = Finding(
      fault: "\(fault)", operation: failed.map(Self.plain) ?? "nothing", status: ended.status,
      saidSomething: !ended.errors.isEmpty)
    finding.trouble = try trouble(ended, failed) ?? restarted(day, scratch.data)
    if let trouble = finding.trouble {
      finding.trouble =
        "\(fault), \(failed ?? "nothing failed"): \(trouble); it had ended with \(ended.status): \(ended.errors)"
    }
    return finding
  }

  /// What is wrong about the end of the run with the fault.
  private func trouble(_ ended: Program.Result, _ failed: String?) -> String? {
    if ended.hung { return "it hung" }
    if ended.wasSignalled { return "it crashed with signal \(ended.status)" }
    switch ended.status {
    case 0:
      guard ended.output == reference else { return "it ended well with another report" }
      guard let failed, ended.errors.isEmpty, !Self.maySilentlyFail(failed) else { return nil }
      return "the failure was passed over in silence"
    case 1, 70: return ended.errors.isEmpty ? "it did not say why it ended" : nil
    default: return "it ended with an undocumented exit code"
    }
  }

  /// What is wrong after a start on a sound disk.
  private func restarted(_ day: [String], _ folder: String) throws -> String? {
    let again = try Program.run(day, patience: 300)
    guard again.status == 0 else { return "the next start ended with \(again.status): \(again.errors)" }
    guard again.output == reference else {
      return "the next start came to another report"
    }
    let verify = try Program.run(["journal", "verify", "--data", folder], patience: 300)
    guard verify.status == 0 else { return "the journal is not sound: \(verify.output) \(verify.errors)" }
    let replay = try Program.run(["replay", "2021-06-01", "--data", folder], patience: 300)
    guard replay.status == 0 else { return "the replay differs: \(replay.output) \(replay.errors)" }
    return nil
  }

  /// Where nothing of ours is lost: the space held back for a full disk, and SQLite's own files beside the database, which it
  /// tidies up as well as it can.
  private static func maySilentlyFail(_ operation: String) -> Bool {
    operation.hasSuffix("/RESERVE") || operation.hasSuffix("-shm") || operation.hasPrefix("unlink")
      || operation.hasPrefix("ftruncate") || operation == "fdatasync" || operation == "fsync"
  }

  private static func plain(_ operation: String) -> String {
    operation.replacing(#/[0-9]{6,}/#, with: "N")
  }

  /// Runs them all, two at a time. `each` is called after each, one at a time.
  func runAll(_ faults: [FaultyDisk.Fault], each: @Sendable (Int, Finding) -> Void = { _, _ in }) throws -> [Finding] {
    struct Progress {
      var next = 0
      var findings: [Finding] = []
      var failure: (any Error)?
    }
    let progress = Mutex(Progress())
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      while let index = progress.withLock({ progress -> Int? in
        guard progress.next < faults.count, progress.failure == nil else { return nil }
        progress.next += 1
        return progress.next - 1
      }) {
        do {
          let finding = try run(faults[index])
          progress.withLock {
            $0.findings.append(finding)
            each($0.findings.count, finding)
          }
        } catch {
          progress.withLock { $0.failure = error }
        }
      }
    }
    return try progress.withLock {
      if let failure = $0.failure { throw failure }
      return $0.findings
    }
  }
}
