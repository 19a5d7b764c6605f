import Foundation
import TestSupport
import Testing

@Suite("Killed at any moment")
struct KillTests {
  /// The process is killed right after it told something, so most often between a commit and what it allows, after a
  /// random moment more. The seed varies with each run and is printed with a failure.
  @Test("100 kills in the middle of the day, a restart after each: the report is the same, nothing lost or doubled")
  func hundredKills() throws {
    let undisturbed = try Program.run(["demo", "--headless", "--json", "--port", "0"])
    try #require(undisturbed.status == 0, "\(undisturbed.errors)")
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(seed)
    var kills = 0
    var days = 0
    while kills < 100 {
      let scratch = try Scratch()
      kills += try disturbedDay(in: scratch.data, random: &random, atMost: 100 - kills)
      days += 1
      let report = try Program.run(["report", "--json", "--data", scratch.data])
      #expect(report.output == undisturbed.output, "seed \(seed), day \(days)")
      #expect(try Program.run(["journal", "verify", "--data", scratch.data]).status == 0, "seed \(seed)")
      let replay = try Program.run(["replay", "2021-06-01", "--data", scratch.data])
      #expect(replay.status == 0, "seed \(seed), day \(days): \(replay.output)")
    }
  }

  /// - Returns: how often it was killed before the day was done.
  private func disturbedDay(in folder: String, random: inout Seeded, atMost limit: Int) throws -> Int {
    var kills = 0
    while true {
      let demo = try Program.Running(["demo", "--headless", "--port", "0", "--data", folder])
      let lines = Int(random.next() % 4) + 1
      let isOn = kills < limit && demo.awaitLines(lines) { $0.contains("2021-06-01") == false && $0.count > 20 }
      guard isOn else {
        let end = demo.finish()
        #expect(end.status == 0, "\(end.errors)")
        return kills
      }
      spin(random.next() % 400_000)
      demo.send(SIGKILL)
      _ = demo.finish()
      kills += 1
    }
  }

  /// Lets the process go on for a moment whose length does not matter.
  private func spin(_ rounds: UInt64) {
    var random = Seeded(rounds)
    for _ in 0..<rounds { _ = random.next() }
  }
}
