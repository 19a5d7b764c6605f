import Foundation
import Testing

@Suite("The story of an order or a decision")
struct StoryTests {
  @Test("a decision names what it was made from and its orders; what is not there ends with an error")
  func demo() throws {
    let scratch = try Scratch()
    try #require(try Program.run(["demo", "--headless", "--port", "0", "--data", scratch.data]).status == 0)
    func replay(_ more: String...) throws -> Program.Result {
      try Program.run(["replay", "2021-06-01"] + more + ["--data", scratch.data])
    }
    let denied = try replay("--decision", "5")
    #expect(denied.status == 0 && denied.output.contains("DENIED") && denied.output.contains("No order followed."))
    // It closes the short, whose resting stop becomes the exit, and then enters.
    let reversal = try replay("--decision", "10")
    #expect(reversal.output.contains("SIGNAL") && reversal.output.contains("Orders: 9, 10;"), "\(reversal.output)")
    let exit = try replay("--why", "9")
    #expect(exit.status == 0 && exit.output.contains("decision 8:") && exit.output.contains("decision 10:"))
    // Each exit names its level and the price or the time that reached it.
    for (order, words) in [
      ("1", /the trailing stop 2,188\.75 was reached at the broker, best price 2,[0-9]+\.[0-9]+/),
      ("3", /the stop-loss 3,136\.70 was reached/), ("5", /the break-even [0-9,]+\.[0-9]+ was reached/),
      ("7", /the target 430\.[0-9]+ was reached: price 430\.[0-9]+ of 09:32:30/),
      ("11", /the trailing stop 2,171\.85 was reached/),
      ("13", /15:18:00 CAUSE the square-off was due: 12 min before the market closes at 15:30:00/),
    ] {
      let story = try replay("--why", order).output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(story.contains(words), "\(story)")
    }
    let missing = try replay("--why", "999", "--until", "09:20")
    #expect(missing.status == 1 && missing.output.contains("order 999 is not of this day; it has none."))
    #expect(try replay("--why", "999").output.contains("order 999 is not of this day; it has 0 to "))
    #expect(try replay("--why", "1", "--decision", "1").status == 64)
    let empty = try Program.run(["replay", "2021-05-31", "--data", scratch.data])
    #expect(empty.status == 1 && empty.errors.contains("Nothing was recorded on 2021-05-31"))
    let stranger = try Program.run(["report", "--account", "3", "--data", scratch.data])
    #expect(stranger.status == 1 && stranger.errors.contains("There is no account 3"), "\(stranger.errors)")
  }
}
