package import Market

/// One change of a deployment.
package struct DeploymentChange: Hashable, Sendable {
  package var deployment: DeploymentID
  /// From 1 in each deployment.
  package var number: Int64
  package var state: Deployment.State
  /// EXITs that were still to be sent then.
  package var closing: Int64
  package var time: Timestamp
}
