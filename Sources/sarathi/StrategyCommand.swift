import ArgumentParser

struct StrategyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strategy", abstract: "Strategies: what there is, and which of them trade on the desk.",
    discussion: """
      A deployed strategy runs on the desk as it runs in a backtest: it sees the candles of its instruments and its \
      wishes trade through a link, with the link's sizes, guards and accounts. An exit strategy is attached to a link \
      and closes what the link holds, whoever opened it.

      Deployments take effect when the desk starts: "sarathi serve" and "sarathi demo --data FOLDER" run what the \
      folder holds.
      """,
    subcommands: [
      StrategyList.self, StrategyShow.self, StrategyDeploy.self, StrategyPause.self, StrategyResume.self,
      StrategyStop.self,
    ])
}
