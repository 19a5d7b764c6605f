import Desk
import Engine
import Foundation
import Market
import Storage

/// Reads deployments from the tables and writes their changes.
enum StrategyDeployments {
  /// Empty when the desk has never been started and nothing was deployed.
  static func read(_ configuration: Configuration) throws -> [Deployment] {
    guard let reader = try reader(configuration) else { return [] }
    return try storage { try reader.deployments() }
  }

  /// Nil when there is no data yet.
  static func reader(_ configuration: Configuration) throws -> DeskReader? {
    guard FileManager.default.fileExists(atPath: configuration.dataFolder.path) else { return nil }
    return try storage {
      let folder = try DataFolder(configuration.dataFolder, access: .shared)
      guard FileManager.default.fileExists(atPath: folder.database.path) else { return nil }
      return try DeskReader(folder.database)
    }
  }

  static func one(_ id: Int32, among deployments: [Deployment]) throws(Failure) -> Deployment {
    guard let deployment = deployments.first(where: { $0.id.number == id }) else {
      let known = deployments.filter { $0.state != .stopped }.map { "\($0.id.number)" }.joined(separator: ", ")
      throw Failure(
        "There is no deployment \(id).", fix: known.isEmpty ? "Nothing is deployed yet." : "There are: \(known).")
    }
    return deployment
  }

  /// Writes another state of a deployment that is not stopped.
  static func change(
    _ id: Int32, to state: Deployment.State, closing: Bool = false, _ common: CommonOptions
  ) throws -> Deployment {
    try common.write(try common.configuration()) { journal in
      let known = try one(id, among: try journal.deployments())
      guard known.state != .stopped else {
        throw Failure("Deployment \(id) (\(known.strategy)) was stopped.", fix: "Deploy the strategy again.")
      }
      if closing, known.kind == .exit {
        throw Failure(
          "Deployment \(id) (\(known.strategy)) is an exit strategy: it has no positions of its own.",
          fix: "Leave --close out.")
      }
      let deployment = known.changed(to: state, closing: closing, at: .wallClock)
      try journal.commit(CommitBatch([], storeRows: [.deployment(deployment)]))
      return deployment
    }
  }
}
