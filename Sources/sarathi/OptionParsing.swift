import ArgumentParser
import Engine
import Market
import Trading

/// Reads the values of command-line options exactly, with messages that name what is wanted.
enum OptionParsing {
  /// `--points -5` as `--points=-5`: the parser takes what begins with a dash for an option, and would say that the value
  /// is missing.
  static func joiningNegatives(_ arguments: [String]) -> [String] {
    var joined: [String] = []
    for argument in arguments {
      let isNegative = argument.first == "-" && argument.dropFirst().first.map { $0.isNumber || $0 == "." } ?? false
      if isNegative, let option = joined.last, option.hasPrefix("--"), option.count > 2, !option.contains("=") {
        joined[joined.count - 1] = "\(option)=\(argument)"
      } else {
        joined.append(argument)
      }
    }
    return joined
  }

  /// `1.25` or `1.25%` as basis points.
  static func percent(_ text: String) throws -> Int64 {
    let number = text.hasSuffix("%") ? text.dropLast() : text[...]
    guard let raw = Decimal4.parse(number.utf8), raw > 0, raw % 100 == 0, raw / 100 <= 10_000 else {
      throw ValidationError("\"\(text)\" is not a percentage above 0 and up to 100 with at most two decimals.")
    }
    return raw / 100
  }

  /// Points (rupees of price) above zero.
  static func points(_ text: String) throws -> Price {
    guard let price = Price(parsing: text), price.isPlausible else {
      throw ValidationError("\"\(text)\" is not a number of points above 0, such as 2.5.")
    }
    return price
  }

  /// Rupees above zero; commas between digits are allowed: `1,00,000`.
  static func rupees(_ text: String) throws -> Money {
    let plain = text.hasPrefix(",") || text.hasSuffix(",") ? text : text.replacing(",", with: "")
    guard let money = Money(parsing: plain), money > .zero, money <= Configuration.largestAmount else {
      throw ValidationError("\"\(text)\" is not an amount in rupees above 0, such as 50000.")
    }
    return money
  }

  static func count(_ text: String) throws -> Int64 {
    guard let number = Int64(text), (1...Quantity.maximum.units).contains(number) else {
      throw ValidationError("\"\(text)\" is not a whole number from 1 to \(Quantity.maximum).")
    }
    return number
  }

  /// `1%` or `10` (points).
  static func distance(_ text: String) throws -> PriceDistance {
    text.hasSuffix("%") ? .basisPoints(try percent(text)) : .points(try points(text))
  }

  /// `GAIN:REST` split in two.
  static func pair(_ text: String, _ form: String) throws -> (String, String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { throw ValidationError("\"\(text)\" does not have the form \(form).") }
    return (parts[0], parts[1])
  }

  static func trailingStep(_ text: String) throws -> Trailing {
    let (gain, move) = try pair(text, "GAIN:MOVE in points, such as 10:5")
    return .step(gain: try points(gain), move: try points(move))
  }

  static func profitLock(_ text: String) throws -> ExitPlan.ProfitLock {
    let (gain, keep) = try pair(text, "GAIN:KEEP, such as 2%:1% or 20:10 points")
    return ExitPlan.ProfitLock(gain: try distance(gain), keep: try distance(keep))
  }

  static func moneyness(_ text: String) throws -> OptionRule.Moneyness {
    let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    if parts == ["atm"] { return .atTheMoney }
    if parts.count == 2, let strikes = Int(parts[1]), (1...50).contains(strikes) {
      if parts[0] == "itm" { return .inTheMoney(strikes) }
      if parts[0] == "otm" { return .outOfTheMoney(strikes) }
    }
    throw ValidationError("\"\(text)\" is none of atm, itm:N and otm:N with N strikes from 1 to 50.")
  }

  static func timeOfDay(_ text: String) throws -> TimeOfDay {
    guard let time = TimeOfDay(parsing: text) else {
      throw ValidationError("\"\(text)\" is not a time in India such as 09:20.")
    }
    return time
  }

  static func day(_ text: String) throws -> TradingDay {
    guard let day = TradingDay(parsing: text) else {
      throw ValidationError("\"\(text)\" is not a day such as 2026-11-20.")
    }
    return day
  }

  static func product(_ text: String) throws -> Product {
    guard let product = Product(rawValue: text.uppercased()) else {
      throw ValidationError("\"\(text)\" is none of mis (intraday), cnc (shares held) and nrml (derivatives held).")
    }
    return product
  }

  static func name(_ text: String) throws -> String {
    let name = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !name.isEmpty, name.count <= 60 else { throw ValidationError("a name has 1 to 60 printable characters.") }
    if let hidden = VisibleText.firstHidden(in: name) {
      throw ValidationError("the name contains \(hidden), a character that is not seen; leave it out.")
    }
    return name
  }
}

extension OptionRule.Expiry: ExpressibleByArgument {
  package init?(argument: String) {
    switch argument.lowercased() {
    case "this-week": self = .thisWeek
    case "next-week": self = .nextWeek
    case "this-month": self = .thisMonth
    default: return nil
    }
  }
  package static var allValueStrings: [String] { ["this-week", "next-week", "this-month"] }
}
