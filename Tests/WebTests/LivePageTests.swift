import Engine
import Market
import ServiceLifecycle
import Testing
import Trading

@testable import Desk
@testable import Engine
@testable import Web

@Suite("The live page")
struct LivePageTests {
  @Test("The page is delivered with its data already filled in")
  func page() async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      let answer = try await client.get("/")
      #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
      let page = answer.text
      #expect(page.contains("PAPER") && page.contains("10:42:07") && page.contains("Trading"))
      #expect(page.contains("+12,34,567.53"), "Indian digit groups")
      #expect(page.contains("NFO:NIFTY03JUN2115600CE") && page.contains("+2,482.50") && page.contains("−222.00"))
      #expect(page.contains("1 position has no price yet"))
    }
  }

  @Test("the state says what is true: no instruments, before the open, no prices, over")
  func states() async throws {
    let desk = FakeDesk()
    func state(_ change: @escaping @Sendable (inout DeskStatus) -> Void) async throws -> String {
      desk.update { status in
        status.replayProgress = nil
        status.instrumentsDay = SampleDay.day
        status.market = .open
        status.lastPrice = SampleDay.time(10, 42)
        change(&status)
      }
      var text = ""
      try await Served.desk(desk) { (client) async throws in text = try await client.get("/").text }
      return text
    }
    #expect(try await state { _ in }.contains(#"state good">Trading<"#))
    let bare = try await state { $0.instrumentsDay = nil }
    #expect(bare.contains(">No instruments<") && bare.contains("files.instruments"))
    #expect(try await state { $0.market = .opens(SampleDay.time(9, 15)) }.contains(">Opens 09:15<"))
    #expect(try await state { $0.market = .closed }.contains(">Closed<"))
    #expect(try await state { $0.market = .holiday("Holi") }.contains(">Closed: Holi<"))
    #expect(try await state { $0.lastPrice = nil }.contains("No price has come since the desk started"))
    let silent = try await state { $0.lastPrice = SampleDay.time(10, 40) }
    #expect(silent.contains(">No prices<") && silent.contains("since 10:40:00"))
    #expect(try await state { $0.replayProgress = 1 }.contains(">Day over<"))
    #expect(
      try await state {
        $0.market = .closed
        $0.accounts[0].status.halt = "by hand"
      }.contains(">Halted<"))
  }

  @Test("the parts of an order are one line with their average, the stop of a position another")
  func fewLines() async throws {
    let desk = FakeDesk()
    try await Served.desk(desk, FakeHistory()) { (client) async throws in
      var events = try await client.events().makeAsyncIterator()
      while let event = try await events.next(), event.name != "report" {}
      for (part, price) in [(1, "100.00"), (2, "101.00")] {
        var one = fill
        one = Fill(
          id: "part \(part)", order: one.order, position: one.position, owner: one.owner, instrument: one.instrument,
          side: .buy, quantity: Quantity(100), price: SampleDay.price(price),
          charges: Charges(brokerage: SampleDay.money("10.00")), time: SampleDay.time(10, 0, part))
        desk.send(.record(AccountID(1), .fill(one), symbol: "NSE:TCS"))
        let move = Record.stopMoved(
          PositionID(4), InstrumentID(1), stop: SampleDay.price(price), best: SampleDay.price("110.00"), .trailing,
          SampleDay.time(10, 1, part))
        desk.send(.record(AccountID(1), move, symbol: "NSE:TCS"))
      }
      desk.send(.dayEnded)
      var html = ""
      while let event = try await events.next() {
        if event.name == "activity", event.data.contains("The day has ended") {
          html = event.data
          break
        }
      }
      #expect(html.contains("Bought 200 NSE:TCS at 100.50") && html.contains("Charges ₹20.00, 2 fills"), "\(html)")
      #expect(html.ranges(of: "Bought").count == 1 && html.ranges(of: "Stop of").count == 1)
    }
  }

  @Test("an empty desk says so in words")
  func empty() async throws {
    let desk = FakeDesk()
    desk.update { $0.accounts[0].openPositions = [] }
    try await Served.desk(desk, FakeHistory()) { (client) async throws in
      let page = try await client.get("/").text
      for words in ["No open positions", "No orders today", "No decisions yet", "Nothing closed today", "Quiet so far"]
      {
        #expect(page.contains(words))
      }
    }
  }

  @Test("a new viewer gets every section, then what changes")
  func stream() async throws {
    let desk = FakeDesk()
    try await Served.desk(desk) { (client) async throws in
      var events = try await client.events().makeAsyncIterator()
      var names: [String] = []
      while names.count < 7, let event = try await events.next() { names.append(event.name) }
      #expect(names == ["status", "positions", "trades", "orders", "decisions", "activity", "report"])
      desk.update { $0.accounts[0].status.halt = "daily loss of 25,000.00 reached" }
      var html = ""
      while let event = try await events.next() {
        if event.name == "status", event.data.contains("Halted") {
          html = event.data
          break
        }
      }
      #expect(html.contains("Entries are halted: daily loss of 25,000.00 reached"))
      #expect(!html.contains("/command/"))
    }
  }

  @Test("fills, stop moves and halts appear in the activity; a stop that moves on keeps one line")
  func activity() async throws {
    let desk = FakeDesk()
    try await Served.desk(desk, FakeHistory()) { (client) async throws in
      var events = try await client.events().makeAsyncIterator()
      while let event = try await events.next(), event.name != "report" {}
      desk.send(.record(AccountID(1), .fill(fill), symbol: "NSE:<b>TCS"))
      for stop in ["100.00", "101.00", "102.00"] {
        let move = Record.stopMoved(
          PositionID(4), InstrumentID(1), stop: SampleDay.price(stop), best: SampleDay.price("110.00"), .trailing,
          SampleDay.time(10, 1))
        desk.send(.record(AccountID(1), move, symbol: "NSE:TCS"))
      }
      desk.send(.dayEnded)
      var html = ""
      while let event = try await events.next() {
        if event.name == "activity", event.data.contains("The day has ended") {
          html = event.data
          break
        }
      }
      #expect(html.contains("Bought 1,500 NSE:&lt;b&gt;TCS at 3,120.05"))
      #expect(html.contains("moved to 102.00") && !html.contains("moved to 101.00"))
    }
  }

  private var fill: Fill {
    Fill(
      id: "f1", order: OrderNumber(1), position: PositionID(4), owner: LinkID(1), instrument: InstrumentID(1),
      side: .buy, quantity: Quantity(1500), price: SampleDay.price("3120.05"), charges: Charges(),
      time: SampleDay.time(10, 0))
  }

  @Test("what senders wrote is shown as text, never as markup")
  func escaping() async throws {
    let nasty = "<script>alert('x')</script>\"&"
    var history = FakeHistory()
    history.decisionRows = [SampleDay.decision(1, .buy, nasty, .denied, nasty, minute: 20)]
    history.incidentRows = [SampleDay.incident(.critical, nasty, nasty, minute: 21)]
    history.orderRows = [
      SampleDay.order(1, nasty, .buy, .entry, .market(protection: 1), .rejected, filled: 0, reason: nasty, minute: 1)
    ]
    history.report = nasty
    let desk = FakeDesk()
    desk.update { status in
      status.accounts[0].openPositions[0].symbol = nasty
      status.accounts[0].openPositions[0].link = nasty
      status.accounts[0].status.halt = nasty
      status.accounts[0].name = nasty
    }
    try await Served.desk(desk, history) { (client) async throws in
      let page = try await client.get("/").text
      #expect(!page.contains("<script>") && !page.contains("alert('x')"))
      #expect(page.contains("&lt;script&gt;"))
      var events = try await client.events().makeAsyncIterator()
      var count = 0
      while count < 7, let event = try await events.next() {
        count += 1
        #expect(!event.data.contains("<script"))
      }
    }
  }

  @Test("the day's report appears when the day has ended")
  func report() async throws {
    var history = SampleDay.history
    history.report = "Trades 7, won 5\nNet 12,345.00"
    try await Served.desk(FakeDesk(), history) { (client) async throws in
      let page = try await client.get("/").text
      #expect(page.contains("Day report") && page.contains("Trades 7, won 5\nNet 12,345.00"))
    }
  }

  @Test("of a report kept as JSON the page shows what it adds up to")
  func reportFigures() async throws {
    var history = SampleDay.history
    history.report = """
      {"account": 1, "decisions": [{"outcome": "accepted"}, {"outcome": "nothing_to_do"}, {"outcome": "accepted"}],
       "fills": [{"price": "1.00"}, {}], "refused_alerts": [{"field": "sl"}],
       "still_open": [{"symbol": "NSE:<TCS>", "direction": "short", "quantity": 1500, "average_entry": "3120.0567"}],
       "summary": {"trades": 3, "winners": 2, "losers": 1, "gross": "-123456.5", "net": "-124813.72",
         "charges": {"brokerage": "280", "stt": "1077.0000", "dp": "0", "rounding": "0.22", "total": "1357.22"}}}
      """
    try await Served.desk(FakeDesk(), history) { (client) async throws in
      let page = try await client.get("/").text
      for (name, value) in [
        ("Net", "−1,24,813.72"), ("Gross", "−1,23,456.50"), ("Charges", "1,357.22"), ("Trades", "3"), ("Won", "2"),
        ("Lost", "1"), ("Fills", "2"), ("Decisions", "3"), ("Accepted", "2"), ("Nothing to do", "1"),
        ("Alerts not acted on", "1"),
      ] {
        let figure = try Regex("<dt>\(name)</dt><dd class=\"num [a-z]+\">\(value)</dd>")
        #expect(page.contains(figure), "\(name)")
      }
      #expect(page.contains("Still open: short 1,500 NSE:&lt;TCS&gt; at 3,120.06"))
      #expect(page.contains("Charges: brokerage 280.00, STT 1,077.00, rounding 0.22<"))
      #expect(!page.contains("summary"))
    }
  }

  @Test("a graceful stop ends open streams")
  func gracefulStop() async throws {
    let listener = try DeskListener(
      host: "127.0.0.1", port: 0, desk: FakeDesk(), history: FakeHistory(), token: Served.token,
      logger: Served.logger)
    let services = ServiceGroup(
      configuration: .init(services: [.init(service: listener)], logger: Served.logger))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await services.run() }
      var events = try await Client(port: try await listener.port).events().makeAsyncIterator()
      _ = try await events.next()
      await services.triggerGracefulShutdown()
      while try await events.next() != nil {}
      try await group.waitForAll()
    }
  }

  @Test("a port in use is said so")
  func portInUse() async throws {
    try await Served.desk(FakeDesk()) { (client) async throws in
      let second = try DeskListener(
        host: "127.0.0.1", port: client.port, desk: FakeDesk(), history: FakeHistory(), token: Served.token,
        logger: Served.logger)
      let error = await #expect(throws: ListenerError.self) { try await second.run() }
      #expect(error?.description.contains("127.0.0.1:\(client.port)") == true)
      await #expect(throws: ListenerError.self) { try await second.port }
    }
  }
}
