import ServiceLifecycle

/// The desk under a service group: started before the listeners, stopped after them.
package struct DeskRunner: Service {
  private let desk: Desk
  package init(_ desk: Desk) { self.desk = desk }

  package func run() async throws {
    try await gracefulShutdown()
    await desk.stop()
  }
}
