import Foundation
import Logging
import Market
import Testing
import Trading

@testable import Desk
@testable import Engine
@testable import Storage
@testable import Web

@Suite("What the page and the API say alike")
struct NoticeTests {
  @Test("the API lists every notice of the page, with the same words")
  func notices() async throws {
    let desk = FakeDesk()
    desk.update { status in
      status.notices = ["the disk has little room"]
      status.accounts[0].status.halt = "by hand"
      status.accounts[0].status.isPaused = true
      status.replayProgress = nil
      status.isReady = false
      status.notReadyBecause = "the book is being compared"
      status.instrumentsDay = SampleDay.day.advanced(by: -1)
      status.market = .open
      status.lastPrice = nil
    }
    try await Served.desk(desk) { (client) async throws in
      let status = try await client.get("/api/status").text
      struct Answer: Decodable { var notices: [String] }
      let told = try JSONDecoder().decode(Answer.self, from: Data(status.utf8)).notices
      let page = try await client.get("/").text
      let shown = page.matches(of: /<p class="notice [a-z]+">([^<]*)<\/p>/).map { match in
        String(match.output.1).replacing("&#39;", with: "'").replacing("&apos;", with: "'")
      }
      #expect(told == shown.filter { !$0.hasPrefix("Without JavaScript") }, "\(told) \(shown)")
      #expect(
        told == [
          "the disk has little room", "Entries are halted: by hand",
          "Paused: new entries are recorded, not placed. Exits go on.",
          "No price has come since the desk started: entries are denied (no_price).",
          "Not ready: the book is being compared",
          "The instrument file in use is of 2021-05-31. Fetch today's, then send HUP to the desk.",
        ])
    }
  }

  @Test("what a listener turned away lately is the last notice")
  func refusals() {
    let refusals = Refusals("webhook", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    #expect(DeskNotice.all(SampleDay.status, [refusals]).isEmpty)
    refusals.count(.tooLarge)
    #expect(
      DeskNotice.all(SampleDay.status, [refusals]).map(\.text) == [
        "Refused by the webhook in the last ten minutes: a body that was too large (1)."
      ])
  }

  @Test("an order that closes a position names its reason; a resting stop is one until it becomes the exit")
  func orderWords() async throws {
    var history = FakeHistory()
    let reasons: [ExitReason?] = [nil, .target, .squareOff, .trailingStop]
    history.orderRows = reasons.enumerated().map { index, reason in
      var row = SampleDay.order(
        Int32(index), "NSE:SBIN", .sell, index == 1 ? .exit : .protectiveStop, .market(protection: 100), .filled,
        filled: 150, minute: 30 + index)
      row.exitReason = reason
      return row
    }
    try await Served.desk(FakeDesk(), history) { (client) async throws in
      let page = try await client.get("/").text
      for words in ["Stop", "Exit (target)", "Exit (square-off)", "Exit (trailing stop)"] {
        #expect(page.contains(">\(words)</td>"), "\(words)")
      }
    }
  }
}
