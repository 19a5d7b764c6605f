package import Foundation
package import History
package import Storage
package import Strategies

/// Where the desk takes the strategy of a deployment from, and the prices that warm it up.
package struct StrategyShelf: Sendable {
  package enum Item: Sendable {
    case strategy(any Strategy)
    case exit(any ExitStrategy)
  }

  /// A fresh strategy with the deployment's settings; an error says what of it is unknown or out of range.
  package var make: @Sendable (Deployment) throws -> Item
  /// The candles of these symbols in price files, of every symbol when there are none.
  package var history: @Sendable (_ files: [URL], _ symbols: [String]) throws -> [BarSeries]

  package init(
    make: @escaping @Sendable (Deployment) throws -> Item,
    history: @escaping @Sendable (_ files: [URL], _ symbols: [String]) throws -> [BarSeries]
  ) {
    self.make = make
    self.history = history
  }

  /// The strategies that come with the program, and price files.
  package static let builtIn = StrategyShelf(make: Self.fromCatalog, history: PriceHistory.bars)

  private static func fromCatalog(_ deployment: Deployment) throws -> Item {
    let settings = deployment.parameters.map { "\($0.name)=\($0.value)" }
    switch deployment.kind {
    case .strategy:
      let values = try StrategyCatalog.values(for: deployment.strategy, settings)
      return .strategy(try StrategyCatalog.make(deployment.strategy, values))
    case .exit:
      let values = try StrategyCatalog.exitValues(for: deployment.strategy, settings)
      return .exit(try StrategyCatalog.makeExit(deployment.strategy, values))
    }
  }
}
