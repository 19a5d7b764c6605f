import ArgumentParser
import Desk
import Engine
import Foundation
import Market
import Storage
import Trading

/// `sarathi replay`: a recorded day through the rules again.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Apply a day's tape and inputs again and compare every trigger and decision with the journal.",
    discussion: """
      Exits with 1 at the first difference, which it names. With --why it tells the story of one order: the signal, the \
      prices consulted, what the broker said.

      Examples:
        sarathi replay 2021-06-01 --data demo
        sarathi replay 2021-06-01 --until 09:30 --data demo
        sarathi replay 2021-06-01 --why 3 --data demo
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: "The day, such as 2021-06-01.", transform: OptionParsing.day) var day: TradingDay
  @Option(help: ArgumentHelp("Stop at this time and show what was open.", valueName: "HH:MM[:SS]"))
  var until: String?
  @Option(help: ArgumentHelp("Tell how this order came about.", valueName: "order")) var why: Int32?
  @Option(help: ArgumentHelp("Account (default: every account).", valueName: "id")) var account: Int32?

  private func untilTime() throws -> Timestamp? {
    guard let until else { return nil }
    guard let time = TimeOfDay(parsing: until) else {
      throw ValidationError("--until must be a time such as 09:30 or 09:30:15")
    }
    return Timestamp(day: day, time: time)
  }

  func validate() throws { _ = try untilTime() }

  func run() async throws {
    let configuration = try common.configuration()
    try configuration.requireDatabase()
    let folder = try storage { try DataFolder(configuration.dataFolder, access: .shared) }
    let reader = try common.reader(configuration)
    let tape = try Self.tape(folder.tape(of: day))
    let streams = try storage { try reader.streams() }.filter { account == nil || $0.number == account }
    guard !streams.isEmpty else {
      throw Failure("There is no journal to replay.", fix: "Check --data and --account.")
    }
    var failed = false
    for stream in streams {
      let settings = configuration.account(stream) ?? AccountSettings(id: stream, name: "", capital: .zero)
      var replay = DayReplay(stream, on: day, settings: settings, charges: try configuration.chargeSchedule())
      var story = OrderStory(why.map(OrderNumber.init))
      try storage { try replay.run(reader: reader, tape: tape, until: untilTime()) { story.add($0) } }
      story.print()
      failed = !report(replay, names: try names(reader)) || failed
    }
    if failed { throw ExitCode.failure }
  }

  private static func tape(_ url: URL) throws -> [TapeRecord] {
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    return try storage {
      let reader = try TapeReader(url)
      var records: [TapeRecord] = []
      while let record = try reader.next() { records.append(record) }
      return records
    }
  }

  private func names(_ reader: DeskReader) throws -> [InstrumentID: String] {
    let instruments = try storage { try reader.instruments() }
    return Dictionary(instruments.map { ($0.0, $0.1.symbol) }) { first, _ in first }
  }

  /// - Returns: whether everything was the same.
  private func report(_ replay: DayReplay, names: [InstrumentID: String]) -> Bool {
    guard replay.records > 0 else {
      Console.line("Account \(replay.account.number): nothing was recorded on \(day).")
      return true
    }
    Console.line(
      "Account \(replay.account.number), \(day): \(replay.records) records, \(replay.decisions) decisions, "
        + "\(replay.triggers) triggers, \(replay.ticks) prices.")
    if until != nil { showState(replay, names) }
    if let difference = replay.firstDifference {
      Console.line("DIFFERENT at record \(difference.sequence) (\(difference.time)): \(difference.text)")
      return false
    }
    Console.line("Every trigger and every effect is the same.")
    return true
  }

  private func showState(_ replay: DayReplay, _ names: [InstrumentID: String]) {
    let open = replay.engine.state.holdings.filter(\.position.isOpen)
    if open.isEmpty { Console.line("No open positions at that time.") }
    for holding in open {
      let position = holding.position
      Console.line(
        "  \(position.direction == .buy ? "long" : "short") \(position.openQuantity) "
          + "\(names[position.instrument] ?? "?") at \(position.averageEntry), "
          + "stop \(holding.exit?.stop.map { "\($0)" } ?? "none"), "
          + "target \(holding.exit?.target.map { "\($0)" } ?? "none")")
    }
  }
}

/// Everything that had to do with one order, in order.
private struct OrderStory {
  private let order: OrderNumber?
  private var decision: Int64?
  private var signals: [(Int64, String)] = []
  private var lines: [String] = []

  init(_ order: OrderNumber?) { self.order = order }

  mutating func add(_ step: DayReplay.Step) {
    guard let order else { return }
    let head = "\(step.entry.time.istTime)  record \(step.entry.sequence)"
    if case .signal(let signal) = step.entry.input.event, let decision = step.effects.decision {
      let prices = step.entry.input.quotes.map { $0.isNone ? "none" : "\($0.price)" }.joined(separator: ", ")
      signals.append(
        (
          decision.number,
          "\(head)  signal \(signal.action.rawValue) \(signal.symbol) → decision \(decision.number) "
            + "\(decision.outcome.rawValue): \(decision.reason)\(prices.isEmpty ? "" : " (prices \(prices))")"
        ))
    }
    for record in step.effects.records {
      if case .order(let row) = record, row.number == order {
        decision = decision ?? row.decision
        lines.append(
          "\(head)  \(step.entry.kind) → \(row.purpose.rawValue) \(row.terms.side.rawValue) \(row.terms.quantity) "
            + "\(row.terms.pricing): \(row.status.rawValue), filled \(row.filledQuantity)"
            + (row.statusReason.map { " (\($0))" } ?? ""))
      }
      if case .fill(let fill) = record, fill.order == order {
        lines.append("\(head)  fill \(fill.id): \(fill.quantity) at \(fill.price), charges \(fill.charges.total)")
      }
    }
  }

  func print() {
    guard let order else { return }
    if lines.isEmpty { Console.line("Order \(order.index) does not appear on this day.") }
    for (number, line) in signals where number == decision { Console.line(line) }
    for line in lines { Console.line(line) }
  }
}
