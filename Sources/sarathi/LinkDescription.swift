import Engine
import Market
import Trading

/// A link in words, for people and as JSON.
struct LinkDescription: Encodable {
  var id: Int32
  var name: String
  var accounts: [Int32]
  var enabled: Bool
  var product: String
  var size: String
  var stop: String?
  var target: String?
  var trailing: String?
  var breakEvenAfter: String?
  var profitLock: String?
  var timeLimit: String?
  var option: String?
  var limits: String
  var maximumAge: String
  var strategy: String?
  var close: String
  var entries: String
  var permissions: [String]
  /// Last characters of the secret, once there is one to recognise.
  var secretHint: String?
  var created: String?
  var removed: String?
  private var accountNames: String

  private enum CodingKeys: String, CodingKey {
    case id, name, accounts, enabled, product, size, stop, target, trailing, breakEvenAfter, profitLock, timeLimit
    case option, limits, maximumAge, strategy, close, entries, permissions, secretHint, created, removed
  }

  init(_ link: Link, configuration: Configuration) {
    id = link.id.number
    name = link.name
    accounts = link.accounts.map(\.number)
    accountNames = link.accounts
      .map { id in "\(id.number)" + (configuration.account(id).map { " (\($0.name))" } ?? " (not in the settings!)") }
      .joined(separator: ", ")
    enabled = link.isEnabled
    product = link.product.rawValue
    size = Self.text(link.sizing)
    let plan = link.exitPlan
    stop = plan.stop.map(Self.text)
    target = plan.target.map(Self.text)
    trailing = plan.trailing.map(Self.text)
    breakEvenAfter = plan.breakEvenAfter.map(Self.text)
    profitLock = plan.profitLock.map { "keeps \(Self.text($0.keep)) after \(Self.text($0.gain))" }
    timeLimit = plan.timeLimit.map(Self.minutes)
    option = link.optionRule.map(Self.text)
    limits = "within \(Self.percent(link.limitDistance)) of the price"
    maximumAge = "\(link.maximumAge)"
    strategy = link.strategy
    close = Self.text(link.closePolicy)
    entries = "\(link.entryFrom) to \(link.entryUntil)"
    permissions =
      (link.mayShort ? ["short"] : []) + (link.mayWriteOptions ? ["write options"] : [])
      + (link.mayWidenStop ? ["widen the stop"] : []) + (link.reverses ? ["reverse"] : [])
  }

  /// The lines of `link show`, without those that say nothing.
  func printLines() {
    let lines: [(String, String?)] = [
      ("accounts", accountNames), ("product", product), ("size", size), ("stop", stop), ("target", target),
      ("trailing", trailing), ("break-even after", breakEvenAfter), ("profit lock", profitLock),
      ("time limit", timeLimit), ("option", option), ("alerts' limits", limits),
      ("entries' age", "at most \(maximumAge)"), ("only strategy", strategy),
      ("at the close", close), ("entries", entries),
      ("may", permissions.isEmpty ? nil : permissions.joined(separator: ", ")), ("enabled", enabled ? nil : "no"),
      ("secret ends in", secretHint), ("created", created), ("removed", removed),
    ]
    for case (let label, let text?) in lines {
      Console.line("  \(label)\(String(repeating: " ", count: 18 - label.count))\(text)")
    }
  }

  /// The message TradingView is to send, with its placeholders.
  static func alertTemplate(for link: Link) -> String {
    message(link.optionRule == nil ? "BUY" : "BUY_CALL", link)
  }

  private static func message(_ action: String, _ link: Link) -> String {
    let strategy = link.strategy.map { #""strategy":"\#($0)","# } ?? ""
    return
      #"{"action":"\#(action)",\#(strategy)"symbol":"{{ticker}}","exchange":"{{exchange}}","time":"{{timenow}}"}"#
  }

  /// What to paste where: an alert that enters, one that leaves, and a Pine strategy whose one alert does both.
  static func printMessages(for link: Link) {
    Console.line("Message for the TradingView alert:")
    Console.line("  \(alertTemplate(for: link))")
    Console.line("To leave:")
    Console.line("  \(message("EXIT", link))")
    let pairs = actions(of: link)
    Console.line("For a Pine strategy, one alert with this message:")
    Console.line("  \(message("{{strategy.order.alert_message}}", link))")
    Console.line("and in the script (your conditions for goLong and so on):")
    for pair in pairs {
      Console.line("  if \(pair.condition)")
      Console.line("      \(pair.call)")
    }
  }

  private static func actions(of link: Link) -> [(condition: String, call: String)] {
    func enter(_ name: String, _ side: String, _ action: String) -> String {
      "strategy.entry(\"\(name)\", strategy.\(side), alert_message=\"\(action)\")"
    }
    func leave(_ name: String, _ action: String) -> String {
      "strategy.close(\"\(name)\", alert_message=\"\(action)\")"
    }
    let isOptions = link.optionRule != nil
    var actions = [
      ("goLong", enter("L", "long", isOptions ? "BUY_CALL" : "BUY")),
      ("leaveLong", leave("L", isOptions ? "SELL_CALL" : "SELL")),
    ]
    if link.mayShort || isOptions {
      actions.append(("goShort", enter("S", "short", isOptions ? "BUY_PUT" : "SHORT")))
      actions.append(("leaveShort", leave("S", isOptions ? "SELL_PUT" : "COVER")))
    }
    return actions
  }

  // MARK: Words

  static func percent(_ basisPoints: Int64) -> String { Decimal4.text(basisPoints * 100, minimumDecimals: 0) + " %" }
  static func minutes(_ interval: Interval) -> String { "\(interval.nanoseconds / 60_000_000_000) min" }

  static func text(_ distance: PriceDistance) -> String {
    switch distance {
    case .basisPoints(let basisPoints): percent(basisPoints)
    case .points(let points): "\(points) points"
    }
  }

  static func text(_ level: ExitLevel) -> String {
    switch level {
    case .distance(let distance): text(distance)
    case .price(let price): "at \(price)"
    }
  }

  static func text(_ trailing: Trailing) -> String {
    switch trailing {
    case .distance(let distance): "\(text(distance)) behind the best price"
    case .step(let gain, let move): "\(move) points for each \(gain) points of profit"
    }
  }

  static func text(_ sizing: Sizing) -> String {
    switch sizing {
    case .quantity(let quantity): quantity.units.counted("unit")
    case .lots(let lots): lots.counted("lot")
    case .rupees(let amount): "at most \(amount.rupees)"
    case .riskToStop(let basisPoints): "risks \(percent(basisPoints)) of the capital to the stop"
    }
  }

  static func text(_ rule: OptionRule) -> String {
    let strike =
      switch rule.moneyness {
      case .atTheMoney: "at the money"
      case .inTheMoney(let strikes): "\(strikes) in the money"
      case .outOfTheMoney(let strikes): "\(strikes) out of the money"
      }
    let expiry =
      switch rule.expiry {
      case .thisWeek: "this week"
      case .nextWeek: "next week"
      case .thisMonth: "this month"
      }
    return "\(strike), \(expiry)"
      + (rule.minimumDaysToExpiry > 0 ? ", ≥ \(rule.minimumDaysToExpiry.counted("day")) left" : "")
  }

  static func text(_ policy: ClosePolicy) -> String {
    switch policy {
    case .squareOff(let before): "squared off \(minutes(before)) before"
    case .keepIfProfitable: "kept if in profit and the product allows, else closed"
    case .carry: "stays"
    }
  }
}
