import ArgumentParser
import Foundation

/// The command line. Its exit codes are a table of docs/reference/configuration.md.
@main
struct Sarathi: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sarathi",
    abstract: "A self-hosted trading desk for the Indian markets.",
    discussion: """
      A TradingView alert comes in over a secret URL (a "link"), is sized and risk-checked, traded on paper, guarded \
      tick by tick and squared off by the clock. Everything is kept in one data folder.

      Settings come from --config FILE, else sarathi.toml here or in ~/.config/sarathi, else defaults; SARATHI_… \
      variables win over the file, options over both.

      A strategy is tried on past prices with backtest, its parameters with sweep.

      Exit codes: 0 done, 1 failed, 64 called wrongly, 65 something is wrong with a price file, 69 serve was in safe \
      mode, 70 storage failed.
      """,
    version: BuildInfo.version,
    subcommands: [
      DemoCommand.self, ServeCommand.self, LinkCommand.self, BacktestCommand.self, SweepCommand.self,
      BacktestsCommand.self, IndicatorsCommand.self, StrategyCommand.self, JournalCommand.self, ReplayCommand.self,
      ReportCommand.self, PruneCommand.self, DoctorCommand.self, SimulateCommand.self, CrashMatrixCommand.self,
      BenchCommand.self,
      VersionCommand.self,
    ])

  static func main() async {
    FileRights.closeToOthers()
    do {
      var command = try parseAsRoot(OptionParsing.joiningNegatives(Array(CommandLine.arguments.dropFirst())))
      if var suspending = command as? any AsyncParsableCommand {
        try await suspending.run()
      } else {
        try command.run()
      }
    } catch {
      end(with: error)
    }
  }

  /// As the parser would end, but what it repeats of the user's words passes the console's filter.
  private static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    let text = fullMessage(for: error)
    if !text.isEmpty {
      if code.isSuccess { Console.line(text) } else { Console.note(text) }
    }
    Foundation.exit(code.rawValue)
  }
}
