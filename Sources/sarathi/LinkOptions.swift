import ArgumentParser
import Engine
import Market
import Trading

/// Who trades, and what the link is allowed to do.
struct LinkOptions: ParsableArguments {
  @Option(help: "Name of the link, up to 60 characters.", transform: OptionParsing.name) var name: String

  @Option(
    help: ArgumentHelp(
      "Account that trades it; repeat for several. Needed when there is more than one.", valueName: "id"))
  var account: [Int32] = []

  @Option(
    help: ArgumentHelp("mis, cnc or nrml (default: mis).", valueName: "product"), transform: OptionParsing.product)
  var product: Product = .mis

  @Option(
    help: ArgumentHelp(
      "Take only alerts that name this strategy in \"strategy\", or none; another one is recorded and ignored.",
      valueName: "name"), transform: OptionParsing.name)
  var strategy: String?

  @Flag(help: "SHORT may open short positions.") var mayShort = false
  @Flag(help: "SELL_CALL and SELL_PUT may write options.") var mayWrite = false
  @Flag(help: "A stop that an alert names may be further away than the link's own.") var mayWidenStop = false
  @Option(
    help: ArgumentHelp(
      "How far from the last price an alert's limit may be (default: 20%).", valueName: "percent"),
    transform: OptionParsing.percent)
  var limitWithin: Int64?
  @Option(
    help: ArgumentHelp("Refuse entries older than this (default: 30; 5 to 600).", valueName: "seconds"))
  var maxAge: Int?
  @Flag(help: "An opposite signal closes and then enters the other way.") var reverses = false

  func accounts(in configuration: Configuration) throws -> [AccountID] { try Self.accounts(account, in: configuration) }

  /// The accounts named, or the only one there is.
  static func accounts(_ account: [Int32], in configuration: Configuration) throws -> [AccountID] {
    let known = configuration.accounts.map { "\($0.id.number) (\($0.name))" }.joined(separator: ", ")
    if account.isEmpty {
      guard configuration.accounts.count == 1 else {
        throw Failure("Several accounts are configured: \(known).", fix: "Name one or more: --account ID")
      }
      return [configuration.accounts[0].id]
    }
    for number in account where configuration.account(AccountID(number)) == nil {
      throw Failure(
        "--account \(number): there is no such account.", fix: "Use one of \(known), or add it to the settings file.")
    }
    guard Set(account).count == account.count else {
      throw Failure("--account names an account twice.", fix: "Name each account once.")
    }
    return account.sorted().map { AccountID($0) }
  }
}

/// How much each signal trades.
struct SizeOptions: ParsableArguments {
  @Option(help: "Lots per trade.", transform: OptionParsing.count) var lots: Int64?
  @Option(help: "Shares or contract units.", transform: OptionParsing.count) var quantity: Int64?
  @Option(help: "Maximum order value.", transform: OptionParsing.rupees) var rupees: Money?
  @Option(
    help: ArgumentHelp("Risk per trade: share of the capital lost at the stop.", valueName: "percent"),
    transform: OptionParsing.percent)
  var riskPercent: Int64?

  func sizing() throws -> Sizing {
    let given: [Sizing] = [
      lots.map { .lots($0) }, quantity.map { .quantity(Quantity($0)) }, rupees.map { .rupees($0) },
      riskPercent.map { .riskToStop(basisPoints: $0) },
    ].compactMap { $0 }
    guard let sizing = given.first, given.count == 1 else {
      throw ValidationError("Say how much to trade with exactly one of --lots, --quantity, --rupees, --risk-percent.")
    }
    return sizing
  }
}

/// What guards each position.
struct ExitOptions: ParsableArguments {
  @Option(help: "Stop-loss this far from the entry.", transform: OptionParsing.percent) var stopPercent: Int64?
  @Option(help: "The same in points.", transform: OptionParsing.points) var stopPoints: Price?
  @Option(help: "Target this far from the entry.", transform: OptionParsing.percent) var targetPercent: Int64?
  @Option(help: "The same in points.", transform: OptionParsing.points) var targetPoints: Price?
  @Option(help: "The stop stays this far behind the best price.", transform: OptionParsing.percent)
  var trailPercent: Int64?
  @Option(help: "The same in points.", transform: OptionParsing.points) var trailPoints: Price?
  @Option(
    help: ArgumentHelp("For each GAIN points of profit the stop moves by MOVE points.", valueName: "gain:move"),
    transform: OptionParsing.trailingStep)
  var trailStep: Trailing?
  @Option(help: "After this profit the stop moves to the entry price.", transform: OptionParsing.percent)
  var breakEvenPercent: Int64?
  @Option(
    help: ArgumentHelp(
      "After GAIN of profit the stop keeps KEEP of it: 2%:1% or points 20:10.", valueName: "gain:keep"),
    transform: OptionParsing.profitLock)
  var lock: ExitPlan.ProfitLock?
  @Option(help: ArgumentHelp("Close after this long.", valueName: "minutes")) var timeLimit: Int?

  func plan() throws -> ExitPlan {
    let trails = [
      trailPercent.map { Trailing.distance(.basisPoints($0)) }, trailPoints.map { .distance(.points($0)) }, trailStep,
    ].compactMap { $0 }
    guard trails.count <= 1 else {
      throw ValidationError("Use only one of --trail-percent, --trail-points and --trail-step.")
    }
    if let timeLimit, !(1...1_440).contains(timeLimit) {
      throw ValidationError("--time-limit must be 1 to 1440 minutes.")
    }
    if let lock, lock.gain.isPercent != lock.keep.isPercent {
      throw ValidationError("--lock needs both in percent or both in points.")
    }
    let plan = ExitPlan(
      stop: try level(stopPercent, stopPoints, "stop"), target: try level(targetPercent, targetPoints, "target"),
      trailing: trails.first, breakEvenAfter: breakEvenPercent.map { .basisPoints($0) }, profitLock: lock,
      timeLimit: timeLimit.map { .minutes(Int64($0)) })
    if let problem = plan.problems().first { throw ValidationError("\(Self.option(problem.field)): \(problem.text).") }
    return plan
  }

  private static func option(_ field: ExitPlan.Problem.Field) -> String {
    switch field {
    case .stop: "--stop-percent, --stop-points"
    case .target: "--target-percent, --target-points"
    case .trailing: "--trail-percent, --trail-points, --trail-step"
    case .breakEvenAfter: "--break-even-percent"
    case .profitLock: "--lock"
    case .timeLimit: "--time-limit"
    }
  }

  private func level(_ percent: Int64?, _ points: Price?, _ name: String) throws -> ExitLevel? {
    guard percent == nil || points == nil else {
      throw ValidationError("Use only one of --\(name)-percent and --\(name)-points.")
    }
    return percent.map { .distance(.basisPoints($0)) } ?? points.map { .distance(.points($0)) }
  }
}

/// Which contract an underlying's signal means.
struct OptionRuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Trade options on the alert's symbol: atm, itm:N or otm:N strikes.", valueName: "strike"),
    transform: OptionParsing.moneyness)
  var option: OptionRule.Moneyness?
  @Option(help: "Which expiry (default: this-week).") var expiry: OptionRule.Expiry?
  @Option(help: "Minimum days to expiry.") var minDays: Int?

  func rule() throws -> OptionRule? {
    guard let option else {
      if expiry != nil || minDays != nil { throw ValidationError("--expiry and --min-days need --option.") }
      return nil
    }
    guard (0...90).contains(minDays ?? 0) else { throw ValidationError("--min-days must be 0 to 90.") }
    return OptionRule(moneyness: option, expiry: expiry ?? .thisWeek, minimumDaysToExpiry: minDays ?? 0)
  }
}

/// When the link enters, and what happens at the close.
struct SessionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Close positions this long before the session ends (default: 15).", valueName: "minutes"))
  var squareOffBefore: Int?
  @Flag(
    help:
      "Keep profitable positions overnight where the product allows; close the others a minute before the session ends."
  )
  var keepIfProfitable = false
  @Flag(help: "Positions stay overnight (not with mis).") var carry = false
  @Option(help: "No entry before (default: 09:15).", transform: OptionParsing.timeOfDay) var entryFrom: TimeOfDay?
  @Option(help: "No entry from then on (default: 15:00).", transform: OptionParsing.timeOfDay) var entryUntil:
    TimeOfDay?

  func apply(to link: inout Link) throws {
    guard [squareOffBefore != nil, keepIfProfitable, carry].count(where: { $0 }) <= 1 else {
      throw ValidationError("Use only one of --square-off-before, --keep-if-profitable and --carry.")
    }
    if let minutes = squareOffBefore {
      guard (1...300).contains(minutes) else { throw ValidationError("--square-off-before must be 1 to 300 minutes.") }
      link.closePolicy = .squareOff(before: .minutes(Int64(minutes)))
    }
    if keepIfProfitable { link.closePolicy = .keepIfProfitable }
    if carry { link.closePolicy = .carry }
    if let entryFrom { link.entryFrom = entryFrom }
    if let entryUntil { link.entryUntil = entryUntil }
  }
}

extension PriceDistance {
  fileprivate var isPercent: Bool { if case .basisPoints = self { true } else { false } }
}
