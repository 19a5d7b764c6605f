import Desk
import Foundation
import History
import Indicators
import Market
import Storage
import Strategies
import Trading

/// Wishes what it was told, candle by candle.
struct ScriptedStrategy: Strategy {
  static let description = StrategyDescription(name: "script", title: "", idea: "", parameters: [])
  var warmUp = 0
  /// By the number of the candle, from 1.
  var script: [Int: Wish] = [:]
  private var candles = 0

  init(_ values: ParameterValues) {}
  init(_ script: [Int: Wish], warmUp: Int = 0) {
    self.script = script
    self.warmUp = warmUp
  }

  mutating func candleClosed(_ bar: Bar) -> Wish {
    candles += 1
    return script[candles] ?? .none
  }
}

/// Buys after a candle that closed higher than the one before, sells short after a lower one.
struct Follower: Strategy {
  static let description = StrategyDescription(name: "follower", title: "", idea: "", parameters: [])
  let warmUp = 1
  private var last: Double?

  init(_ values: ParameterValues) {}
  init() {}

  mutating func candleClosed(_ bar: Bar) -> Wish {
    defer { last = bar.close }
    guard let last, bar.close != last else { return .none }
    return bar.close > last
      ? Wish(.buy, reason: "higher", stop: bar.close * 0.99)
      : Wish(.short, confidence: 60, reason: "lower", stop: bar.close * 1.01)
  }
}

/// Closes what has been held for some candles, or what is far enough ahead.
struct PatienceExit: ExitStrategy, Parameterised {
  static let description = StrategyDescription(name: "patience", title: "", idea: "", parameters: [])
  let warmUp = 0
  var patience = 3
  private var candlesHeld = 0
  private var average = 0.0

  init(_ values: ParameterValues) {}
  init(patience: Int) { self.patience = patience }

  mutating func candleClosed(_ bar: Bar, held: HeldPosition?) -> ExitAdvice {
    guard let held else {
      candlesHeld = 0
      return .hold
    }
    // Remembers what it was told while the position filled.
    average += held.entry
    candlesHeld += 1
    let isUneven = Int(average * 100) % 7 == 0
    return candlesHeld > patience + (isUneven ? 1 : 0) ? .close("held long enough") : .hold
  }
}

extension StrategyShelf {
  /// What tests deploy by name; `history` gives warm-up candles.
  static func test(
    script: [Int: Wish] = [:], warmUp: Int = 0, patience: Int = 3,
    history: @escaping @Sendable (String?) -> [BarSeries] = { _ in [] }
  ) -> StrategyShelf {
    StrategyShelf(
      make: { deployment in
        switch deployment.strategy {
        case "script": .strategy(ScriptedStrategy(script, warmUp: warmUp))
        case "follower": .strategy(Follower())
        case "patience": .exit(PatienceExit(patience: patience))
        default: throw DeskError("there is no strategy \(deployment.strategy)")
        }
      }, history: { _, symbols in symbols.isEmpty ? history(nil) : symbols.flatMap { history($0) } })
  }
}

extension Deployment {
  static func test(
    _ strategy: String, on symbols: [String] = ["SBIN"], link: Int32 = 1, kind: Kind = .strategy, minutes: Int64 = 1,
    history: [String] = []
  ) -> Deployment {
    Deployment(
      id: DeploymentID(1), strategy: strategy, kind: kind, link: LinkID(link),
      instruments: symbols.map { Symbol(exchange: .nse, symbol: $0) }, interval: .minutes(minutes), history: history,
      at: PaperDesk.time("09:00"))
  }
}
