import ArgumentParser

struct LinkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Webhook links: where alerts come in and what they may do.",
    discussion: """
      A link joins a strategy's alerts to accounts: how much it trades, how each position is guarded, and what it may \
      do. Each link has its own secret URL; what an alert carries can ask for less than the link allows, never for more.
      """,
    subcommands: [LinkAdd.self, LinkList.self, LinkShow.self, LinkRemove.self])
}
