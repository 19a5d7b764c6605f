/// Where a desk's prices come from: a recorded day now, brokers' feeds later.
package protocol PriceFeed: Sendable {
  /// Feeds the desk until the source ends, the task is cancelled or the process is asked to stop.
  ///
  /// - Parameter started: called once the desk has recovered and is ready, before the first price.
  func run(into desk: Desk, started: @Sendable () async throws -> Void) async throws
}
