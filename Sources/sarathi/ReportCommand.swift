import ArgumentParser
import Desk
import Engine
import Market
import Storage
import Trading

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Print the report of a trading day.",
    usage: "sarathi report [<options>]",
    discussion: """
      Without --day: the account's latest day. Added up from the tables, so it works beside a running desk and before the \
      day has ended.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "The day, such as 2026-11-20.", transform: OptionParsing.day) var day: TradingDay?
  @Option(help: ArgumentHelp("Account (default: every account).", valueName: "id")) var account: Int32?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let configuration = try common.configuration()
    try configuration.requireDatabase()
    let charges = try configuration.chargeSchedule()
    let reader = try common.reader(configuration)
    if let account, !configuration.accounts.contains(where: { $0.id.number == account }) {
      let known = configuration.accounts.map { "\($0.id.number)" }.joined(separator: ", ")
      throw Failure("There is no account \(account).", fix: "Name one of the settings: \(known).")
    }
    let rows = try storage { try reader.accountStatus() }
      .filter { account == nil || $0.origin.account.number == account }
    guard !rows.isEmpty else {
      throw Failure(
        account.map { "Account \($0) has not traded yet." } ?? "No account has traded yet.",
        fix: "Start the desk first: sarathi serve")
    }
    let settings = try storage { try reader.accounts() }
    let instruments = try storage { try reader.instruments() }
    let byID = Dictionary(instruments.map { ($0.0, $0.1) }) { first, _ in first }
    for row in rows {
      let id = row.origin.account
      guard let day = day ?? row.day, let account = settings.first(where: { $0.id == id }) else {
        throw Failure("Account \(id.number) has no trading day yet.", fix: "Name one: --day 2026-11-20")
      }
      let report = try storage {
        try DayReport(
          of: id, on: day, settings: account, schedule: charges, instruments: { byID[$0] }, reader: reader)
      }
      if json {
        Console.line(try report.json())
      } else if report.isEmpty, let latest = row.day, latest != day {
        Console.line("Nothing is recorded of \(account.name) on \(day). Its latest day is \(latest).")
      } else {
        DayReportText(report).print()
      }
    }
  }
}
