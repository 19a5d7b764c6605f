import ArgumentParser

/// The command line. Exit codes: 0 done; 1 it failed, and stderr says what, why and what to do; 64 it was called wrongly.
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

      Exit codes: 0 done, 1 failed, 64 called wrongly.
      """,
    version: BuildInfo.version,
    subcommands: [
      DemoCommand.self, ServeCommand.self, LinkCommand.self, JournalCommand.self, ReplayCommand.self,
      ReportCommand.self, DoctorCommand.self, BenchCommand.self, VersionCommand.self,
    ])
}
