import ArgumentParser
import Desk
import Engine
import Foundation
import Market
import Storage
import Trading

struct LinkAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Create a link and print its secret URL, once.",
    discussion: """
      Only a hash of the secret is kept: if the URL is lost, remove the link and add it again.

      Examples:
        sarathi link add --name Breakout --rupees 100000 \\
          --stop-percent 1 --target-percent 2
        sarathi link add --name Trend --risk-percent 0.5 --stop-points 12 \\
          --trail-points 8 --break-even-percent 0.6
        sarathi link add --name "NIFTY weekly" --lots 1 --option otm:1 \\
          --stop-percent 25 --target-percent 50 --square-off-before 20
      """)

  private struct Output: Encodable {
    var id: Int32
    var name: String
    var url: String
    var link: LinkDescription
  }

  @OptionGroup var common: CommonOptions
  @OptionGroup(title: "Link") var basics: LinkOptions
  @OptionGroup(title: "Size (one of)") var size: SizeOptions
  @OptionGroup(title: "Exits") var exits: ExitOptions
  @OptionGroup(title: "Options contracts") var option: OptionRuleOptions
  @OptionGroup(title: "Session") var session: SessionOptions
  @Flag(help: "Print JSON.") var json = false

  func validate() throws { _ = try draft(id: LinkID(1), accounts: [AccountID(1)]) }

  func run() async throws {
    let configuration = try common.configuration()
    let accounts = try basics.accounts(in: configuration)
    let secret = LinkSecret.random()
    let link = try common.write(configuration) { journal in
      let rows = try journal.links()
      if let twin = rows.first(where: { $0.removed == nil && $0.link.name.lowercased() == basics.name.lowercased() }) {
        throw Failure(
          "Link \(twin.link.id.number) is already called \"\(twin.link.name)\".",
          fix: "Choose another name, or remove it first: sarathi link remove \(twin.link.id.number)")
      }
      let number = (rows.map(\.link.id.number).max() ?? 0) + 1
      let link = try draft(id: LinkID(number), accounts: accounts)
      try journal.commit(CommitBatch([], storeRows: [.link(link, secret: secret, at: .wallClock)]))
      return link
    }
    try report(link, url: configuration.webhookURL(secret: secret), configuration)
  }

  /// The link as the options describe it.
  func draft(id: LinkID, accounts: [AccountID]) throws -> Link {
    var link = Link(
      id: id, name: basics.name, accounts: accounts, sizing: try size.sizing(), exitPlan: try exits.plan())
    link.product = basics.product
    link.optionRule = try option.rule()
    try session.apply(to: &link)
    link.strategy = basics.strategy
    link.mayShort = basics.mayShort
    link.mayWriteOptions = basics.mayWrite
    link.mayWidenStop = basics.mayWidenStop
    if let within = basics.limitWithin { link.limitDistance = within }
    if let seconds = basics.maxAge {
      guard (5...600).contains(seconds) else { throw ValidationError("--max-age must be 5 to 600 seconds.") }
      link.maximumAge = .seconds(Int64(seconds))
    }
    link.reverses = basics.reverses
    try LinkRules.check(link)
    return link
  }

  private func report(_ link: Link, url: String, _ configuration: Configuration) throws {
    let description = LinkDescription(link, configuration: configuration)
    if json {
      return try Console.json(Output(id: link.id.number, name: link.name, url: url, link: description))
    }
    Console.line("Link \(link.id.number) \"\(link.name)\" is ready.")
    Console.line()
    description.printLines()
    Console.line()
    Console.line("Webhook URL (shown only now; whoever has it can trade with this link):")
    Console.line("  \(url)")
    LinkDescription.printMessages(for: link)
    if !link.exitPlan.hasStop {
      Console.note("The link sets no stop: only its alerts, the day's limits and the square-off end a loss.")
    }
    if case .rupees(let rupees) = link.sizing,
      let account = link.accounts.compactMap({ configuration.account($0) }).first(where: {
        $0.limits.orderValue < rupees
      })
    {
      Console.note(
        "Account \(account.id.number) denies orders above \(account.limits.orderValue.rupees): entries of this size are denied"
          + " until its order_value is higher (docs/reference/configuration.md).")
    }
    if configuration.webhook.publicURL == nil {
      Console.note("TradingView calls only public addresses on port 80 or 443: see docs/how-to/links.md.")
    }
  }
}
