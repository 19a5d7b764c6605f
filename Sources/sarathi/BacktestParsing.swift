import ArgumentParser
import Backtesting
import Market

/// Reads the option values that only backtests have.
enum BacktestParsing {
  /// `90s`, `5m`, `1h`, `1d`: at most a day.
  static func interval(_ text: String) throws -> Interval {
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), (1...86_400).contains(count),
      (1...86_400).contains(count * unit)
    else { throw ValidationError("\"\(text)\" is not a length such as 30s, 5m, 1h or 1d.") }
    return .seconds(count * unit)
  }

  static func exchange(_ text: String) throws -> Exchange {
    guard let exchange = Exchange(rawValue: text.uppercased()), exchange != .nseIndex, exchange != .bseIndex else {
      throw ValidationError("\"\(text)\" is none of NSE, BSE, NFO, BFO and MCX.")
    }
    return exchange
  }

  /// `zerodha`, `none`, `percent:0.03`.
  static func costs(_ text: String) throws -> BacktestPlan.Costs {
    if text.lowercased() == "none" { return .none }
    guard let share = try value(of: "percent", in: text) else {
      let plans = ChargeSchedule.bundled.plans.filter { $0 != "none" }
      // Plans of the user's own file are checked when the settings have been read.
      guard text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }), !text.isEmpty else {
        throw ValidationError("\"\(text)\" is none of \(plans.joined(separator: ", ")), none and percent:0.03.")
      }
      return .plan(text.lowercased())
    }
    guard let raw = Decimal4.parse(share.utf8), raw > 0, raw <= 10 * 10_000 else {
      throw ValidationError("\"\(share)\" is not a percentage above 0 and up to 10 with at most four decimals.")
    }
    return .perBillion(raw * 1_000)
  }

  /// `none`, `ticks:1`, `percent:0.01`.
  static func slippage(_ text: String) throws -> BacktestPlan.Slippage {
    if text.lowercased() == "none" { return .none }
    if let count = try value(of: "ticks", in: text) {
      guard let ticks = Int64(count), (1...1_000).contains(ticks) else {
        throw ValidationError("\"\(count)\" is not a number of ticks from 1 to 1000.")
      }
      return .ticks(ticks)
    }
    guard let share = try value(of: "percent", in: text) else {
      throw ValidationError("\"\(text)\" is none of none, ticks:1 and percent:0.01.")
    }
    let points = try OptionParsing.percent(share)
    guard points <= 1_000 else { throw ValidationError("\"\(share)\" is more than 10 percent.") }
    return .basisPoints(points)
  }

  /// What stands after `name:`; nil when the text does not begin so.
  private static func value(of name: String, in text: String) throws -> String? {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].lowercased() == name else { return nil }
    guard parts.count == 2, !parts[1].isEmpty else { throw ValidationError("\"\(text)\": write \(name):NUMBER.") }
    return String(parts[1])
  }

  /// A time, or `none`.
  static func squareOff(_ text: String) throws -> SquareOffOption {
    text.lowercased() == "none" ? .never : .at(try OptionParsing.timeOfDay(text))
  }
}

/// What `--square-off` says.
enum SquareOffOption: Hashable {
  case never
  case at(TimeOfDay)
}

extension BacktestPlan.FillRule: ExpressibleByArgument {}
