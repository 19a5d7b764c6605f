import Desk
import DeskSimulation
import Testing

@testable import sarathi

@Suite("The demo day after a crash")
struct CrashMatrixTests {
  private static let every = 250

  @Test("it is the same day on a virtual disk, step by step, as in the real process")
  func sameDay() throws {
    let reports = try CrashMatrix(DemoDay.recorded()).undisturbed()
    #expect(try reports.map { try $0.json() + "\n" }.joined() == ReferenceDay.report)
  }

  /// All of them: `make matrix`.
  @Test("it ends with the same report, to the order number, wherever the process ended: a sample of all moments")
  func sample() throws {
    let offset = Int.random(in: 0..<Self.every)
    let seed = UInt64.random(in: 1...1_000_000)
    let again = "sarathi crash-matrix --every \(Self.every) --offset \(offset) --seed \(seed)"
    print("crash matrix: \(again)")
    let outcome = try CrashMatrix(DemoDay.recorded(), every: Self.every, offset: offset, seed: seed).run()
    #expect(outcome.crashes > 30)
    for finding in outcome.findings { Issue.record("\(finding)\nagain: \(again)") }
  }
}
