import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("An entry that came to nothing says why")
struct EndedEntryTests {
  private func entry(_ change: (inout Link) -> Void = { _ in }) -> Scenario {
    var desk = Scenario(change)
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    return desk
  }

  private func reason(_ desk: Scenario) -> String? { desk.engine.state.orders.all.first?.statusReason }

  @Test("An entry not filled in time, in part or at all, is cancelled with that reason", arguments: [Quantity(0), 40])
  func expired(_ filled: Quantity) {
    var desk = entry { $0.entryLifetime = .seconds(45) }
    if filled > .zero { desk.fill(.buy, .sbin, filled, at: "100") }
    desk.advance(50)
    #expect(desk.engine.state.orders.all.first?.status == .cancelled)
    #expect(reason(desk) == "not filled within 45 s")
  }

  @Test("An entry cancelled by a halt or an exit gives that as its reason")
  func takenBack() {
    var halted = entry()
    halted.command(.halt("lunch"))
    #expect(reason(halted) == "entries are halted: lunch (trader)")
    var closed = entry()
    closed.alert(.exit, .sbin)
    #expect(reason(closed) == "the position is being closed")
  }

  @Test("a filled one keeps no such word")
  func filled() {
    var desk = entry { $0.entryLifetime = .seconds(45) }
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.advance(50)
    #expect(reason(desk) == nil)
  }
}
