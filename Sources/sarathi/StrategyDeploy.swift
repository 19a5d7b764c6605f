import ArgumentParser
import Desk
import Engine
import Foundation
import Market
import Storage
import Strategies
import Trading

struct StrategyDeploy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy", abstract: "Put a strategy to work on the desk.",
    discussion: """
      It trades through a link: one that exists (--link) or one made here from the same options as "sarathi link add". \
      An exit strategy is attached to a link and closes what the link holds.

      Examples:
        sarathi strategy deploy ema-crossover --symbol NSE:RELIANCE \\
          --interval 5m --rupees 100000 --stop-percent 1
        sarathi strategy deploy opening-range-breakout --symbol NSE:SBIN \\
          --symbol NSE:TCS --interval 5m --quantity 50 --may-short \\
          --history sbin.csv --history tcs.csv
        sarathi strategy deploy chandelier-exit --link 1 --interval 5m
      """)

  private struct Output: Encodable {
    var deployment: DeploymentOutput
    var link: LinkDescription
  }

  @OptionGroup var common: CommonOptions
  @Argument(help: "A strategy's name: see \"sarathi strategy list\".") var strategy: String
  @OptionGroup(title: "What") var what: StrategyDeployOptions
  @OptionGroup(title: "Through which link") var through: StrategyLinkOptions
  @OptionGroup(title: "Size (one of)") var size: SizeOptions
  @OptionGroup(title: "Exits") var exits: ExitOptions
  @OptionGroup(title: "Session") var session: SessionOptions
  @Flag(help: "Do not ask, also when an account is live.") var yes = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let configuration = try common.configuration()
    let (description, kind) = try StrategyName.find(strategy)
    let now = Timestamp.wallClock
    let draft = try what.draft(description, kind, at: now)
    let fresh = try through.link == nil ? newLink(description, configuration) : nil
    if kind == .exit, fresh != nil {
      throw Failure("\(strategy) closes what a link holds.", fix: "Name the link: --link ID")
    }
    try await checkHistory(draft)
    let isListed = try checkSymbols(draft, configuration, on: now.istDay)
    if !yes {
      let rows = try LinkRows.read(configuration, includingRemoved: true)
      let (_, link) = try place(draft, fresh, rows, StrategyDeployments.read(configuration))
      try confirm(link, configuration)
    }
    let (deployment, link) = try common.write(configuration) { journal in
      let (deployment, link) = try place(draft, fresh, try journal.links(), try journal.deployments())
      let newRow: [StoreRow] = fresh == nil ? [] : [.link(link, secret: LinkSecret.random(), at: now)]
      try journal.commit(CommitBatch([], storeRows: newRow + [.deployment(deployment)]))
      return (deployment, link)
    }
    try report(deployment, link, configuration)
    if !isListed, !json {
      Console.note("No instrument file is set: whether \(symbols(deployment)) exists shows when the desk starts.")
    }
  }

  /// The strategy and what it trades, so that two deployments can be told apart; with a number where that is taken.
  private static func name(for deployment: Deployment, besides rows: [LinkRow]) -> String {
    let first = deployment.instruments.first.map { " \($0.symbol)" } ?? ""
    let more = deployment.instruments.count > 1 ? " +\(deployment.instruments.count - 1)" : ""
    let name = deployment.strategy + first + more
    let taken = Set(rows.filter { $0.removed == nil }.map(\.link.name))
    let free = (2...rows.count + 2).lazy.map { "\(name) \($0)" }.first { !taken.contains($0) }
    return taken.contains(name) ? free ?? name : name
  }

  private func symbols(_ deployment: Deployment) -> String {
    deployment.instruments.map { "\($0)" }.joined(separator: ", ")
  }

  /// Now rather than at nine in the morning.
  ///
  /// - Returns: whether there is an instrument file to tell by.
  private func checkSymbols(
    _ draft: Deployment, _ configuration: Configuration, on today: TradingDay
  ) throws -> Bool {
    guard !draft.instruments.isEmpty else { return true }
    guard let file = try configuration.instruments(on: today) else { return false }
    for symbol in draft.instruments where file.registry.id(exchange: symbol.exchange, symbol: symbol.symbol) == nil {
      let known = file.registry.ids.compactMap { file.registry.instrument(for: $0) }
        .filter { $0.exchange == symbol.exchange }.map(\.symbol)
      let near = Suggestion.nearest(to: symbol.symbol, among: known)
      throw Failure(
        "Not deployed: \(symbol) is not in the instrument file \(file.age(on: today)).",
        fix: near.map { "Did you mean \(symbol.exchange.rawValue):\($0)?" }
          ?? "Check the name, or fetch a newer file: files.instruments.")
    }
    return true
  }

  private func newLink(_ description: StrategyDescription, _ configuration: Configuration) throws -> Link {
    var link = try through.draft(
      name: description.name, in: configuration, sizing: size.sizing(), exitPlan: exits.plan())
    try session.apply(to: &link)
    try LinkRules.check(link)
    return link
  }

  /// The deployment and its link with their numbers, as far as the rules let them in among the others.
  private func place(
    _ draft: Deployment, _ fresh: Link?, _ rows: [LinkRow], _ others: [Deployment]
  ) throws -> (Deployment, Link) {
    var draft = draft
    var link = try fresh ?? Self.find(through.link, among: rows)
    if fresh != nil {
      link.id = StrategyLinkOptions.number(after: rows)
      if through.name == nil { link.name = Self.name(for: draft, besides: rows) }
    }
    draft.link = link.id
    draft.id = DeploymentID((others.map(\.id.number).max() ?? 0) + 1)
    try check(draft, others, links: rows.filter { $0.removed == nil }.map(\.link) + (fresh == nil ? [] : [link]))
    return (draft, link)
  }

  private static func find(_ id: Int32?, among rows: [LinkRow]) throws(Failure) -> Link {
    guard let row = rows.first(where: { $0.link.id.number == id && $0.removed == nil }) else {
      let known = rows.filter { $0.removed == nil }.map { "\($0.link.id.number)" }.joined(separator: ", ")
      throw Failure(
        "There is no link \(id.map { "\($0)" } ?? "").",
        fix: known.isEmpty ? "Leave --link out and say how much to trade." : "There are: \(known).")
    }
    return row.link
  }

  private func check(_ draft: Deployment, _ others: [Deployment], links: [Link]) throws {
    do {
      try DeploymentRules.check(draft, among: others, links: links, shelf: .builtIn)
    } catch let error as DeskError {
      throw Failure("Not deployed: \(error).", fix: "See: sarathi strategy list")
    }
  }

  /// Now rather than at nine in the morning.
  private func checkHistory(_ draft: Deployment) async throws {
    do {
      try await DeploymentRules.checkHistory(draft, shelf: .builtIn)
    } catch {
      let words = "\(error)".hasSuffix(".") ? "\(error)" : "\(error)."
      throw Failure("Not deployed: \(words)", fix: "Name files with candles of every --symbol: --history FILE")
    }
  }

  /// Real money is asked about, when nothing else stands in the way.
  private func confirm(_ link: Link, _ configuration: Configuration) throws {
    let live = link.accounts.compactMap { configuration.account($0) }.filter { $0.mode == .live }
    guard !live.isEmpty else { return }
    try common.requireNoDesk(configuration)
    Console.note("\(strategy) will trade REAL MONEY on \(live.map(\.name).joined(separator: ", ")).")
    try Confirmation.require(
      "Deploy it?", deed: "Deploying a strategy for real money", refusal: "Nothing was deployed.")
  }

  private func report(_ deployment: Deployment, _ link: Link, _ configuration: Configuration) throws {
    let output = DeploymentOutput(deployment)
    let through = LinkDescription(link, configuration: configuration)
    if json { return try Console.json(Output(deployment: output, link: through)) }
    let modes = link.accounts.map { configuration.account($0)?.mode == .live ? "LIVE" : "paper" }
    Console.line("Deployment \(deployment.id.number) is ready: \(modes.joined(separator: ", ")) trading.")
    output.printLines()
    Console.line("Through link \(link.id.number) \"\(link.name)\":")
    through.printLines()
    if link.exitPlan.hasStop == false, deployment.kind == .strategy {
      Console.note("The link sets no stop: only the strategy's own stops and the square-off guard its positions.")
    }
    if !link.mayShort, deployment.parameters.contains(where: { $0.name == "direction" && $0.value == "both" }) {
      Console.note("The link may not sell short: its SHORT only closes a long. Allow it with --may-short.")
    }
    Console.note("It trades when the desk runs: sarathi serve, or sarathi demo --data FOLDER")
  }
}
