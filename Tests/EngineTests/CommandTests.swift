import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("What people ask for is done once, or refused with the reason")
struct CommandTests {
  private func refusal(_ command: Command, _ desk: inout Scenario) -> String? {
    desk.command(command)
    if case .refused(let reason)? = desk.reply { return reason }
    return nil
  }

  @Test("closing a position twice closes it once")
  func twice() throws {
    var desk = Scenario()
    desk.long()
    let position = try #require(desk.position).id
    desk.command(.squareOff(position))
    desk.command(.squareOff(position))
    #expect(desk.reply == .done("it is being closed already"))
    #expect(desk.sent() == ["#1 to 100 market"])
    desk.fill(.sell, .sbin, 100, at: "100")
    #expect(refusal(.squareOff(position), &desk) == "position 0 is not open")
  }

  @Test("a halt is not cleared before the broker's book has been compared")
  func haltAfterStart() {
    var desk = Scenario()
    desk.command(.halt("test"))
    desk.broker.snapshotsFail = true
    desk.restart()
    #expect(refusal(.clearHalt, &desk)?.contains("since the start") == true)
    desk.broker.snapshotsFail = false
    desk.command(.reconcile)
    #expect(refusal(.clearHalt, &desk) == nil && desk.engine.state.halt == nil)
    #expect(refusal(.clearHalt, &desk) == "entries are not halted")
  }

  @Test("A repeated halt is reported as standing, and an emergency stop keeps its reason")
  func secondHalt() {
    var desk = Scenario()
    desk.command(.halt("lunch"))
    #expect(desk.reply == .done("entries are halted"))
    desk.command(.halt("testing"))
    #expect(desk.reply == .done("entries are halted already: lunch (trader)"))
    desk.command(.emergencyStop)
    #expect(desk.engine.state.halt == "emergency stop by trader; before it: lunch (trader)")
    desk.command(.emergencyStop)
    #expect(desk.engine.state.halt == "emergency stop by trader; before it: lunch (trader)")
  }

  @Test("new limits hold from the next signal on")
  func settings() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    var settings = desk.engine.state.settings
    settings.limits.orderValue = "5000"
    desk.apply(.settings(settings))
    #expect(desk.alert(.buy, .sbin).denial?.code == .orderValue)
  }

  @Test("after an emergency stop what an entry in doubt still fills is closed")
  func emergency() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.lost(arrived: true)]
    desk.broker.looks = Array(repeating: .failed, count: 3)
    desk.alert(.buy, .sbin)
    desk.command(.emergencyStop)
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.liveOrders == ["SELL 100 market"])
  }

  @Test("a charge plan that nobody knows books no charges and says so")
  func charges() {
    var desk = Scenario(settings: { $0.chargePlan = "nobody" })
    desk.long()
    #expect(desk.engine.state.chargesToday.total == .zero)
    #expect(desk.incidentTexts(.warning).contains { $0.contains("no charge rates for SBIN") })
  }
}
