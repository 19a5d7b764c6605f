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
    usage: "sarathi replay [<options>]",
    discussion: """
      Exits with 1 at the first difference, which it names. With --why it tells the story of one order: signal, prices, \
      checks with their numbers, what was sent, the broker's words. Its number is on the page, in /api/orders and \
      in "report --json"; each account counts its own, from 0. With --decision it tells the story of one decision, \
      denied ones too: its number is in the reply to the alert.

      Examples:
        sarathi replay 2021-06-01 --data demo
        sarathi replay 2021-06-01 --until 09:30 --data demo
        sarathi replay 2021-06-01 --why 3 --data demo
        sarathi replay 2021-06-01 --decision 4 --data demo
      """)

  @OptionGroup var common: CommonOptions
  @Argument(help: "The day, such as 2021-06-01.", transform: OptionParsing.day) var day: TradingDay
  @Option(help: ArgumentHelp("Stop at this time and show what was open.", valueName: "HH:MM[:SS]"))
  var until: String?
  @Option(help: ArgumentHelp("Tell how this order came about.", valueName: "order")) var why: Int32?
  @Option(help: ArgumentHelp("Tell why this decision was taken.", valueName: "number")) var decision: Int64?
  @Option(help: ArgumentHelp("Account (default: every account).", valueName: "id")) var account: Int32?

  private func untilTime() throws -> Timestamp? {
    guard let until else { return nil }
    guard let time = TimeOfDay(parsing: until) else {
      throw ValidationError("--until must be a time such as 09:30 or 09:30:15")
    }
    return Timestamp(day: day, time: time)
  }

  func validate() throws {
    _ = try untilTime()
    if why != nil, decision != nil { throw ValidationError("--why and --decision go one at a time.") }
  }

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
    var wasTold = false
    var wasRecorded = false
    for stream in streams {
      let settings = configuration.account(stream) ?? AccountSettings(id: stream, name: "", capital: .zero)
      var replay = DayReplay(stream, on: day, settings: settings, charges: try configuration.chargeSchedule())
      let names = try names(reader)
      var story: OrderStory? =
        if let why {
          OrderStory(.order(OrderNumber(why)), names: names)
        } else {
          decision.map { OrderStory(.decision($0), names: names) }
        }
      try storage { try replay.run(reader: reader, tape: tape, until: untilTime()) { story?.add($0) } }
      let isTold = story?.print(of: stream) ?? true
      if replay.records > 0 { wasRecorded = true }
      if isTold { wasTold = true }
      failed = !report(replay, names: names) || failed
    }
    guard wasRecorded else {
      throw Failure("Nothing was recorded on \(day).", fix: "Check the day, --data and --account.")
    }
    if failed || !wasTold { throw ExitCode.failure }
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
    return Dictionary(instruments.map { ($0.0, $0.1.qualifiedSymbol) }) { first, _ in first }
  }

  /// - Returns: whether everything was the same.
  private func report(_ replay: DayReplay, names: [InstrumentID: String]) -> Bool {
    guard replay.records > 0 else {
      Console.line("Account \(replay.account.number): nothing was recorded on \(day).")
      return true
    }
    Console.prose(
      "Account \(replay.account.number), \(day): \(replay.records) records, \(replay.decisions) decisions, "
        + "\(replay.triggers) triggers, \(replay.ticks) prices.")
    if until != nil { showState(replay, names) }
    if let difference = replay.firstDifference {
      Console.prose("DIFFERENT at record \(difference.sequence) (\(difference.time)): \(difference.text)")
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
      Console.prose(
        "  \(position.direction == .buy ? "long" : "short") \(position.openQuantity) "
          + "\(names[position.instrument] ?? "?") at \(position.averageEntry.averageDisplay), "
          + "stop \(holding.exit?.stop.map { "\($0)" } ?? "none"), "
          + "target \(holding.exit?.target.map { "\($0)" } ?? "none")")
    }
  }
}
