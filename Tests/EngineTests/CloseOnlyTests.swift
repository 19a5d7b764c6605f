import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("A signal that may not enter still closes")
struct CloseOnlyTests {
  private static let problem = "stop \"abc\" is not a number"

  /// A link that reverses, short for a minute.
  private func short() -> Scenario {
    var desk = Scenario {
      $0.mayShort = true
      $0.reverses = true
    }
    desk.price(.sbin, "100")
    desk.alert(.short, .sbin)
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.advance(60)
    desk.price(.sbin, "100")
    return desk
  }

  @Test("one whose entry could not be read: the other side is closed, nothing is entered, and the reply says why")
  func reversal() {
    var desk = short()
    let decision = desk.alert(.buy, .sbin, unreadable: Self.problem)
    #expect(decision.outcome == .accepted)
    #expect(decision.reason == "closing SBIN; no entry the other way: \(Self.problem)")
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.advance(60)
    #expect(desk.liveOrders.isEmpty && desk.holding?.position.isOpen != true)
  }

  @Test("on a paused desk an opposite signal closes, and enters nothing", arguments: [Action.buy, .cover, .exit])
  func paused(_ action: Action) {
    var desk = short()
    desk.command(.pause)
    #expect(desk.alert(action, .sbin).outcome == .accepted)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.advance(60)
    #expect(desk.liveOrders.isEmpty && desk.holding?.position.isOpen != true)
    #expect(desk.alert(.buy, .sbin).outcome == .ignored)
  }

  @Test("without anything to close it is denied", arguments: [Action.buy, .short])
  func flat(_ action: Action) {
    var desk = Scenario { $0.mayShort = true }
    desk.price(.sbin, "100")
    let decision = desk.alert(action, .sbin, unreadable: Self.problem)
    #expect(decision.denial == Denial(.badValue, Self.problem))
    #expect(desk.sent().isEmpty)
  }
}
