import ArgumentParser
import Engine
import Market
import Storage
import Trading

/// The link a strategy trades through: a known one, or what a new one may do.
struct StrategyLinkOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Trade through this link; without it a new one is made.", valueName: "id"))
  var link: Int32?

  @Option(help: "Name of the new link (default: the strategy and what it trades).", transform: OptionParsing.name)
  var name: String?
  @Option(
    help: ArgumentHelp(
      "Account that trades it; repeat for several. Needed when there is more than one.", valueName: "id")
  )
  var account: [Int32] = []
  @Option(
    help: ArgumentHelp("mis, cnc or nrml (default: mis).", valueName: "product"), transform: OptionParsing.product)
  var product: Product = .mis
  @Flag(help: "It may open short positions.") var mayShort = false
  @Flag(help: "An opposite signal closes and then enters the other way.") var reverses = false

  /// Links of strategies are numbered from here, apart from those made by hand and by the demo.
  static let firstNumber: Int32 = 101

  static func number(after rows: [LinkRow]) -> LinkID {
    LinkID(max(firstNumber, (rows.map(\.link.id.number).max() ?? 0) + 1))
  }

  func draft(
    name default: String, in configuration: Configuration, sizing: Sizing, exitPlan: ExitPlan
  ) throws -> Link {
    var link = Link(
      id: LinkID(Self.firstNumber), name: name ?? `default`,
      accounts: try LinkOptions.accounts(account, in: configuration),
      sizing: sizing, exitPlan: exitPlan)
    link.product = product
    link.mayShort = mayShort
    link.reverses = reverses
    return link
  }
}
