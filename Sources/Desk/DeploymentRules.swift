package import Engine
import Market
package import Storage
import Trading

/// What must hold before a strategy is put to work.
package enum DeploymentRules {
  /// - Parameters:
  ///   - deployments: all there are.
  ///   - links: those that are not removed.
  ///   - shelf: makes the strategy once, to see that it can be made.
  package static func check(
    _ deployment: Deployment, among deployments: [Deployment], links: [Link], shelf: StrategyShelf
  ) throws {
    guard links.contains(where: { $0.id == deployment.link }) else {
      throw DeskError("there is no link \(deployment.link.number)")
    }
    guard deployment.kind == .exit || !deployment.instruments.isEmpty else {
      throw DeskError("a strategy needs an instrument to trade")
    }
    guard Set(deployment.instruments).count == deployment.instruments.count else {
      throw DeskError("an instrument is named twice")
    }
    guard deployment.interval >= .minutes(1) else { throw DeskError("a candle has a minute at least") }
    for other in deployments where isRival(other, of: deployment) {
      throw DeskError(
        "deployment \(other.id.number) (\(other.strategy)) already works on \(overlap(other, deployment)) with link "
          + "\(other.link.number); two on one link would undo each other's trades")
    }
    _ = try shelf.make(deployment)
  }

  /// Reads the history once, to see that it fits.
  package static func checkHistory(_ deployment: Deployment, shelf: StrategyShelf) async throws {
    _ = try await PriceHistory.load(deployment, from: shelf)
  }

  private static func isRival(_ other: Deployment, of deployment: Deployment) -> Bool {
    other.id != deployment.id && other.state != .stopped && other.link == deployment.link
      && other.kind == .strategy && deployment.kind == .strategy && !overlap(other, deployment).isEmpty
  }

  private static func overlap(_ a: Deployment, _ b: Deployment) -> String {
    a.instruments.filter { b.instruments.contains($0) }.map { "\($0)" }.joined(separator: ", ")
  }
}
