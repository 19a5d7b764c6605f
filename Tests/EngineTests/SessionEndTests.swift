import Engine
import Market
import TestSupport
import Testing
import Trading

@Suite("Positions are closed by the clock of their class")
struct SquareOffTests {
  @Test(
    "Intraday positions are closed fifteen minutes before the close of their class",
    arguments: [(Listed.sbin, 15, 0), (.call, 15, 25)])
  func byClass(_ symbol: Listed, _ hour: Int, _ minute: Int) {
    var desk = Scenario { $0.sizing = .quantity(symbol == .sbin ? 100 : 75) }
    desk.long(symbol, symbol == .sbin ? 100 : 75)
    desk.advance(to: Scenario.time(hour, minute) - .milliseconds(1))
    #expect(desk.sent().isEmpty)
    desk.advance(.milliseconds(1))
    #expect(desk.sent().count == 1 && desk.holding?.closing?.reason == .squareOff)
  }

  @Test(
    "one minute before the close: in profit it stays if the product may, else it goes",
    arguments: [
      (Product.cnc, Price("101"), false), (.cnc, "99.50", true), (.cnc, "100", true), (.mis, "101", true),
    ])
  func keepIfProfitable(_ product: Product, _ price: Price, _ closes: Bool) {
    var desk = Scenario {
      $0.product = product; $0.closePolicy = .keepIfProfitable
    }
    desk.long()
    desk.advance(to: Scenario.time(15, 13, 55))
    desk.price(.sbin, price)
    #expect(desk.sent().isEmpty)
    desk.advance(to: Scenario.time(15, 14))
    #expect((desk.holding?.closing?.reason == .squareOff) == closes)
  }

  @Test("without a fresh price nobody knows of a profit: it is closed")
  func noPrice() {
    var desk = Scenario {
      $0.product = .cnc; $0.closePolicy = .keepIfProfitable
    }
    desk.long()
    desk.price(.sbin, "105")
    desk.advance(to: Scenario.time(15, 14))
    #expect(desk.holding?.closing?.reason == .squareOff)
  }

  @Test("carry keeps what may stay, and not what may not", arguments: [(Product.cnc, false), (.mis, true)])
  func carry(_ product: Product, _ closes: Bool) {
    var desk = Scenario {
      $0.product = product; $0.closePolicy = .carry
    }
    desk.long()
    desk.advance(to: Scenario.time(15, 15))
    #expect((desk.holding?.closing != nil) == closes)
    #expect(desk.incidentTexts(.critical).contains { $0.contains("session ended") } == closes)
  }

  @Test("what must be closed by the clock is not entered while that is happening", arguments: [Product.cnc, .mis])
  func noEntryWhileClosing(_ product: Product) {
    var desk = Scenario {
      $0.product = product
      $0.closePolicy = .carry
      $0.entryUntil = TimeOfDay(15, 30)
    }
    desk.advance(to: Scenario.time(15, 1))
    desk.price(.sbin, "100")
    let decision = desk.alert(.buy, .sbin)
    #expect((decision.denial?.code == .entryWindowClosed) == (product == .mis))
  }

  @Test(
    "a contract that expires today is closed whatever the policy", arguments: [ClosePolicy.carry, .keepIfProfitable])
  func expiry(_ policy: ClosePolicy) {
    var desk = Scenario {
      $0.product = .nrml; $0.closePolicy = policy; $0.sizing = .lots(1)
    }
    desk.long(.expiringCall, 75)
    desk.price(.expiringCall, "130")
    desk.price(.expiringCall, "130")
    desk.advance(to: Scenario.time(15, 39))
    #expect(desk.holding?.closing?.reason == .squareOff)
  }

  @Test("The time limit of the exit plan closes the position")
  func timeLimit() {
    var desk = Scenario { $0.exitPlan = ExitPlan(stop: .percent(100), timeLimit: .minutes(10)) }
    desk.long()
    desk.advance(599)
    #expect(desk.sent().isEmpty)
    desk.advance(1)
    #expect(desk.sent() == ["#1 to 100 market"] && desk.holding?.closing?.reason == .timeLimit)
  }

  @Test("an entry that fills after the square-off time is closed at once")
  func lateFill() {
    var desk = Scenario {
      $0.entryLifetime = .minutes(30); $0.entryUntil = TimeOfDay(15, 10)
    }
    desk.advance(to: Scenario.time(14, 59))
    desk.price(.sbin, "100")
    desk.alert(.buy, .sbin)
    desk.advance(to: Scenario.time(15, 2))
    desk.fill(.buy, .sbin, 100, at: "100")
    desk.advance(.milliseconds(1))
    #expect(desk.holding?.closing?.reason == .squareOff)
  }

  @Test("a new day forgets closed trades and starts its counters at zero; halts stay")
  func newDay() {
    var desk = Scenario()
    desk.long()
    desk.fill(.sell, .sbin, 100, at: "99")
    desk.command(.halt("test"))
    desk.advance(to: Scenario.time(16, 0))
    desk.now = Timestamp(day: "2026-08-19", time: TimeOfDay(8, 0))
    desk.apply(.dayStarted(Scenario.sessions("2026-08-19")))
    let state = desk.engine.state
    #expect(
      state.holdings.isEmpty && state.realisedToday == .zero && state.entriesToday == 0 && state.orders.all.isEmpty)
    #expect(state.halt != nil)
  }
}

@Suite("Limits of the day halt entries")
struct DayLimitTests {
  private func desk(squaresOff: Bool) -> Scenario {
    let limits = RiskLimits(
      orderValue: "1000000", positionValue: "1000000", dailyLoss: "500", dailyLossBasisPoints: 10_000, drawdown: "400")
    var desk = Scenario(limits: limits, { $0.exitPlan = .none }, settings: { $0.squareOffOnLossLimit = squaresOff })
    desk.long()
    return desk
  }

  @Test("the loss limit halts, and closes everything if so set", arguments: [false, true])
  func dailyLoss(_ squaresOff: Bool) {
    var desk = desk(squaresOff: squaresOff)
    desk.price(.sbin, "97")
    #expect(desk.engine.state.halt == nil)
    desk.price(.sbin, "95")
    #expect(desk.engine.state.halt != nil)
    #expect(desk.sent() == (squaresOff ? ["SELL 100 market #1"] : []))
    #expect(desk.alert(.buy, .reliance).denial?.code == .halted)
  }

  @Test("the drawdown counts from the day's best")
  func drawdown() {
    var desk = desk(squaresOff: false)
    desk.price(.sbin, "103")
    #expect(desk.engine.state.dayPeak > .zero)
    desk.price(.sbin, "100")
    #expect(desk.engine.state.halt == nil)
    desk.price(.sbin, "98.90")
    #expect(desk.engine.state.halt?.contains("drawdown") == true)
  }

  @Test("a limit that closes positions works also after entries were halted for another reason")
  func haltedAlready() {
    var desk = desk(squaresOff: true)
    desk.command(.halt("by hand"))
    desk.price(.sbin, "97")
    desk.price(.sbin, "94.90")
    #expect(desk.sent() == ["SELL 100 market #1"])
  }

  @Test("risk also counts the day's result at the moment of an entry")
  func atEntry() {
    var desk = desk(squaresOff: false)
    desk.alert(.exit, .sbin)
    desk.fill(.sell, .sbin, 100, at: "94")
    #expect(desk.alert(.buy, .sbin).denial?.code != nil)
  }
}

@Suite("Emergency stop: cancel all, close all, halt")
struct EmergencyTests {
  @Test("positions are closed, entries cancelled, entries that still fill are closed too")
  func everything() {
    var desk = Scenario()
    desk.addLink(2)
    desk.long()
    desk.price(.reliance, "200")
    desk.alert(.buy, .reliance, link: 2)
    _ = desk.sent()
    desk.broker.replies = [.okOnly]
    desk.command(.emergencyStop)
    #expect(desk.sent() == ["cancel #2", "#1 to 100 market"])
    desk.fill(.buy, .reliance, 100, at: "200")
    #expect(desk.sent() == ["SELL 100 market #3"])
    #expect(desk.engine.state.halt?.contains("emergency") == true)
  }

  @Test("an unanswered entry that fills after the stop is closed at once")
  func inFlight() {
    var desk = Scenario()
    desk.price(.sbin, "100")
    desk.broker.replies = [.silence]
    desk.alert(.buy, .sbin)
    desk.command(.emergencyStop)
    _ = desk.sent()
    desk.fill(.buy, .sbin, 100, at: "100")
    #expect(desk.sent() == ["SELL 100 market #1"])
    #expect(desk.holding?.closing?.reason == .emergency)
  }

  @Test("pressed twice there is one sweep")
  func twice() {
    var desk = Scenario()
    desk.long()
    desk.command(.emergencyStop)
    desk.command(.emergencyStop)
    desk.command(.squareOffAll)
    #expect(desk.sent() == ["#1 to 100 market"])
  }

  @Test("squaring off one position leaves the other; one that is not open is refused")
  func one() {
    var desk = Scenario()
    desk.long()
    desk.command(.squareOff(PositionID(7)))
    #expect(desk.reply == .refused("position 7 is not open"))
    desk.command(.squareOff(PositionID(0)))
    #expect(desk.sent() == ["#1 to 100 market"])
  }
}
