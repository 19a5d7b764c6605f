import Desk
import Foundation
import Market
import Storage
import Testing
import Trading

@Suite("A refused alert on the desk")
struct RefusedAlertTests {
  @Test("is written with the desk's time, announced, and stands in the report of the link's accounts")
  func kept() async throws {
    let paper = PaperDesk()
    defer { paper.remove() }
    let desk = try await paper.open(ticks: [PaperDesk.tick("09:20:00", "400.00")])
    var events = desk.events().makeAsyncIterator()
    await desk.keep(
      RefusedAlert(
        link: LinkID(1), field: "quantity", seen: "abc", problem: "is not a number", fix: "Send whole units.",
        time: .distantPast))
    var announced: String?
    while announced == nil, let event = await events.next() {
      if case .alertRefused(let alert, let link) = event { announced = "\(link) \(alert.time.istTime) \(alert.text)" }
    }
    #expect(announced == #"Test 09:20:00 quantity: "abc" is not a number"#)
    let reader = try DeskReader(paper.folder.appending(path: "sarathi.sqlite"))
    #expect(try reader.refusedAlerts().map(\.linkName) == ["Test"])
    let report = try #require(try await desk.reportDay().first)
    #expect(report.refused.map(\.field) == ["quantity"])
    #expect(try report.json().contains(#""fix" : "Send whole units.""#))
    await desk.stop()
    #expect(try DeskReader(paper.folder.appending(path: "sarathi.sqlite")).verify().isSound)
  }
}
