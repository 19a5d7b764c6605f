import Engine
import Market
import TestSupport
import Testing
import Trading

/// I20: a chart leaves and enters on one candle; its alerts come milliseconds apart, in either order.
@Suite("An exit and an entry of one instant end as on the chart")
struct NextEntryTests {
  private func long(_ change: (inout Link) -> Void = { _ in }) -> Scenario {
    var desk = Scenario(change)
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.advance(60)
    desk.price(.sbin, "100")
    return desk
  }

  private func short(_ change: (inout Link) -> Void = { _ in }) -> Scenario {
    var desk = Scenario {
      $0.mayShort = true
      change(&$0)
    }
    desk.price(.sbin, "100")
    desk.alert(.short, .sbin)
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.advance(60)
    desk.price(.sbin, "100")
    return desk
  }

  private func isLong(_ desk: Scenario) -> Bool {
    desk.holding?.position.direction == .buy && desk.holding?.position.openQuantity == 100
      && desk.holding?.closing == nil
  }

  @Test("SELL, BUY: the entry waits until the exit has filled", arguments: [Action.sell, .exit])
  func exitThenEntry(_ exit: Action) {
    var desk = long()
    desk.alert(exit, .sbin)
    let entry = desk.alert(.buy, .sbin)
    #expect(entry.outcome == .waiting, "\(entry.reason)")
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.decisions.last?.number == entry.number && desk.decisions.last?.outcome == .accepted)
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(isLong(desk))
  }

  @Test(
    "BUY then SELL with equal times, or without times, ends with the position entered again", arguments: [true, false])
  func entryThenExit(_ isTimed: Bool) {
    var desk = long { $0.maximumAge = .minutes(10) }
    let time: Timestamp? = isTimed ? desk.now : nil
    let entry = desk.alert(.buy, .sbin, time: time)
    #expect(entry.outcome == .nothingToDo)
    desk.advance(.milliseconds(30))
    #expect(desk.alert(.sell, .sbin, time: time).outcome == .accepted)
    #expect(desk.decisions.contains { $0.number == entry.number && $0.outcome == .waiting })
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(isLong(desk))
  }

  @Test("a SELL of a later candle than the BUY that changed nothing leaves nothing")
  func laterExit() {
    var desk = long { $0.maximumAge = .minutes(10) }
    let time = desk.now
    desk.alert(.buy, .sbin, time: time)
    desk.advance(.milliseconds(30))
    desk.alert(.sell, .sbin, time: time + .milliseconds(20))
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.isFlat && desk.engine.state.orders.live.isEmpty)
    var untimed = long()
    untimed.alert(.buy, .sbin)
    untimed.advance(2)
    untimed.price(.sbin, "100")
    untimed.alert(.sell, .sbin)
    untimed.fill(.sell, .sbin, 100, at: "100")
    #expect(untimed.isFlat && untimed.engine.state.orders.live.isEmpty)
  }

  @Test("COVER, BUY and BUY, COVER of a link that does not reverse", arguments: [true, false])
  func cover(_ exitFirst: Bool) {
    var desk = short()
    for action in exitFirst ? [Action.cover, .buy] : [.buy, .cover] {
      desk.alert(action, .sbin)
      desk.advance(.milliseconds(20))
    }
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(isLong(desk))
  }

  @Test("BUY alone only covers where the link does not reverse")
  func buyAlone() {
    var desk = short()
    desk.alert(.buy, .sbin)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.advance(60)
    #expect(desk.isFlat && desk.engine.state.orders.live.isEmpty)
  }

  @Test("a newer exit of what waits takes it back", arguments: [Action.sell, .exit])
  func takenBack(_ exit: Action) {
    var desk = long()
    desk.alert(.sell, .sbin)
    let entry = desk.alert(.buy, .sbin)
    #expect(desk.alert(exit, .sbin).outcome == .accepted)
    #expect(desk.decisions.contains { $0.number == entry.number && $0.denial?.code == .superseded })
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.advance(60)
    #expect(desk.isFlat && desk.engine.state.orders.live.isEmpty)
  }

  @Test("a SELL does not take back the short that waits: it speaks of the long")
  func otherSide() {
    var desk = long {
      $0.mayShort = true
      $0.reverses = true
    }
    desk.alert(.short, .sbin)
    desk.alert(.sell, .sbin)
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.holding?.position.direction == .sell)
  }

  @Test("a newer entry takes the place of the one that waits")
  func replaced() {
    var desk = long {
      $0.mayShort = true
      $0.reverses = true
    }
    let first = desk.alert(.short, .sbin)
    let second = desk.alert(.buy, .sbin)
    #expect(first.outcome == .waiting && second.outcome == .waiting)
    #expect(desk.decisions.contains { $0.number == first.number && $0.denial?.code == .superseded })
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(isLong(desk))
  }

  @Test("what a person closes is not entered again")
  func closedByHand() {
    var desk = long()
    desk.alert(.sell, .sbin)
    let entry = desk.alert(.buy, .sbin)
    desk.command(.squareOffAll)
    #expect(desk.decisions.contains { $0.number == entry.number && $0.denial?.code == .superseded })
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.isFlat && desk.engine.state.orders.live.isEmpty)
  }

  @Test("it waits over a restart, and not beyond the age of its signal")
  func restart() {
    var desk = long()
    desk.alert(.sell, .sbin)
    let entry = desk.alert(.buy, .sbin)
    desk.restart()
    desk.price(.sbin, "100")
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.decisions.last?.number == entry.number && desk.decisions.last?.outcome == .accepted)
    var late = long { $0.maximumAge = .seconds(5) }
    late.alert(.sell, .sbin)
    late.alert(.buy, .sbin)
    late.advance(8)
    late.price(.sbin, "100")
    late.fill(.sell, .sbin, 100, at: "100")
    #expect(late.decisions.last?.denial?.code == .stale)
  }

  @Test("an entry that was late, dated long before the exit that follows it, is not entered again")
  func lateEntryBeforeTheExit() {
    var desk = long()
    desk.advance(10)
    desk.alert(.buy, .sbin, time: desk.now - .seconds(6))
    desk.advance(.milliseconds(600))
    #expect(desk.alert(.sell, .sbin).outcome == .accepted)
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.isFlat && desk.engine.state.orders.live.isEmpty)
  }

  @Test("nor is one that an exit of a part has followed")
  func partSince() {
    var desk = long()
    desk.advance(10)
    let instant = desk.now
    desk.alert(.buy, .sbin, time: instant)
    desk.advance(1)
    desk.alert(.sell, .sbin, quantity: 50)
    desk.fill(.sell, .sbin, 50, at: "100")
    desk.alert(.sell, .sbin, time: instant)
    desk.fill(.sell, .sbin, 50, at: "100")
    #expect(desk.isFlat && desk.engine.state.orders.live.isEmpty)
  }

  // MARK: The same words again

  @Test("BUY, SELL, BUY in the same words: the third is a signal of its own")
  func sameWords() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    #expect(desk.alert(.buy, .sbin, words: "buy").outcome == .accepted)
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.alert(.sell, .sbin, words: "sell")
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.alert(.buy, .sbin, words: "buy").outcome == .accepted)
    desk.fill(.buy, .sbin, 100, at: "100")
    // An EXIT of everything twice, with an entry between.
    desk.alert(.exit, words: "exit")
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(desk.alert(.buy, .sbin, words: "buy").outcome == .accepted)
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.alert(.exit, words: "exit").outcome == .accepted)
  }

  @Test("the same words with nothing between are a repeat, and so is an id or a time, whatever came between")
  func repeats() {
    var desk = Scenario { $0.maximumAge = .minutes(10) }
    desk.price(.sbin, "100")
    let time = desk.now
    desk.alert(.buy, .sbin, words: "buy")
    #expect(desk.alert(.buy, .sbin, words: "buy").reason.contains("decided before"))
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.alert(.sell, .sbin, id: "named")
    desk.fill(.sell, .sbin, 100, at: "100")
    desk.alert(.buy, .sbin, words: "buy at ten", time: time)
    #expect(desk.alert(.sell, .sbin, id: "named").reason.contains("decided before"))
    #expect(desk.alert(.buy, .sbin, words: "buy at ten", time: time).reason.contains("decided before"))
  }
}
