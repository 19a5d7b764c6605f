import ArgumentParser
import Engine
import Market
import Storage
import Trading

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Print the report of a trading day.",
    discussion: """
      Without --day: the account's latest day. --json prints the report as it was stored when the day ended; before \
      that there is none. Works beside a running desk.
      """)

  @OptionGroup var common: CommonOptions
  @Option(help: "The day, such as 2026-11-20.", transform: OptionParsing.day) var day: TradingDay?
  @Option(help: ArgumentHelp("Account (default: every account).", valueName: "id")) var account: Int32?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let configuration = try common.configuration()
    try configuration.requireDatabase()
    let reader = try common.reader(configuration)
    try storage {
      let rows = try reader.accountStatus().filter { account == nil || $0.origin.account.number == account }
      guard !rows.isEmpty else {
        throw Failure(
          account.map { "Account \($0) has not traded yet." } ?? "No account has traded yet.",
          fix: "Start the desk first: sarathi serve")
      }
      for row in rows { try report(row, from: reader) }
    }
  }

  private func report(_ row: AccountStatusRow, from reader: DeskReader) throws {
    guard let day = day ?? row.day else {
      throw Failure("Account \(row.origin.account.number) has no trading day yet.", fix: "Name one: --day 2026-11-20")
    }
    if json {
      guard let body = try reader.dayReport(of: row.origin.account, on: day) else {
        throw Failure("There is no stored report of \(day).", fix: "It is written when the day ends; leave out --json.")
      }
      return Console.line(body)
    }
    try DaySummary(account: row, day: day, reader: reader).printLines()
  }
}
