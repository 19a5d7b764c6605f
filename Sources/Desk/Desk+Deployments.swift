package import Storage

/// Deployments: kept in the database, put to work by the loop.
extension Desk {
  /// Every deployment, stopped ones included, with why it does not run although it should.
  package func deployments() -> [(deployment: Deployment, trouble: String?)] { loop.deployments() }

  /// Puts a strategy to work, warm from its history and from the prices of the day so far.
  ///
  /// - Parameter wanted: its number is given here, its times are now.
  /// - Throws: ``DeskError`` or what the strategy says of its settings; then nothing was written.
  package func deploy(_ wanted: Deployment) async throws -> Deployment {
    if let safeMode = loop.safeMode { throw DeskError(safeMode.text) }
    _ = try loop.setup.strategies.make(wanted)
    // Reading takes a while, so what is free is looked at after it.
    let history = try await PriceHistory.load(wanted, from: loop.setup.strategies)
    return try dyingOfStorage { try loop.deploy(wanted, history: history) }
  }

  /// Pauses, resumes or stops a deployment. A stopped one stays stopped.
  ///
  /// - Parameter closing: with `.stopped`: what its link holds in its instruments is closed, each with the next price.
  package func setState(_ id: DeploymentID, _ state: Deployment.State, closing: Bool = false) throws -> Deployment {
    if let safeMode = loop.safeMode { throw DeskError(safeMode.text) }
    return try dyingOfStorage { try loop.setState(id, state, closing: closing) }
  }

  private func dyingOfStorage<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as StorageError {
      die(error)
    }
  }
}
