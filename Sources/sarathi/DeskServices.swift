import Desk
import Foundation
import Logging
import Market
import ServiceLifecycle
import Storage
import UnixSignals
import Web

/// The one place that puts a running desk together: desk, webhook listener, page and API.
struct DeskServices {
  let desk: Desk
  let webhook: WebhookListener
  let page: DeskListener

  struct Ports {
    var webhookHost = "127.0.0.1"
    var webhook: Int
    var desk: Int
    /// What moves the webhook's.
    var webhookOption = "--webhook-port"
  }

  /// - Parameter announce: gets each link for commands but the first, which is `page.entryLink`.
  init(
    _ setup: DeskSetup, ports: Ports, webhookOptions: WebhookListener.Options = .init(),
    announce: @escaping @Sendable (EntryLink) -> Void = { _ in }
  ) throws {
    guard ports.webhook != ports.desk || ports.desk == 0 else {
      throw Failure(
        "Page and webhook cannot both listen on port \(ports.desk).",
        fix: "Give them two ports: --port, --webhook-port.")
    }
    try Self.requireFree(ports.desk, on: Configuration.deskHost, "the page", "--port")
    try Self.requireFree(ports.webhook, on: ports.webhookHost, "the webhook", ports.webhookOption)
    let token = LinkSecret.random()
    desk = try Desk(setup)
    let refusals = Refusals("webhook", logger: setup.logger)
    var webhookOptions = webhookOptions
    webhookOptions.refusals = refusals
    webhook = WebhookListener(
      host: ports.webhookHost, port: ports.webhook, desk: desk, options: webhookOptions, logger: setup.logger)
    page = try DeskListener(
      host: Configuration.deskHost, port: ports.desk, desk: desk, history: DeskReader(setup.folder.database),
      token: token, webhookRefusals: refusals, announce: announce, logger: setup.logger)
    try Self.write(token, to: setup.folder.url.appending(path: "api-token"))
  }

  /// Said before anything is started: a server that ends because of it has much to say.
  private static func requireFree(_ port: Int, on host: String, _ what: String, _ option: String) throws(Failure) {
    guard port != 0, PortProbe.probe(host: host, port: port) == .inUse else { return }
    throw Failure(
      "Port \(port), where \(what) is to listen, is in use.",
      fix: "Stop the program that uses it, or choose another one: \(option) N")
  }

  /// Programs on this machine that may read the data folder may command the desk.
  private static func write(_ token: String, to file: URL) throws {
    _ = unlink(file.path)  // it may not be there
    let descriptor = Foundation.open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    let bytes = Array(token.utf8)
    let isWritten = descriptor >= 0 && Foundation.write(descriptor, bytes, bytes.count) == bytes.count
    if descriptor >= 0 { _ = Foundation.close(descriptor) }
    guard isWritten else {
      throw Failure("The API token cannot be written to \(file.path).", fix: "Check the folder's rights.")
    }
  }

  /// Runs until `main` returns or a signal asks for the end: `main` stops first, then the listeners, then the desk, which
  /// finishes what it has accepted.
  func run(logger: Logger, main: any Service) async throws {
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: DeskRunner(desk)), .init(service: webhook), .init(service: page),
          .init(
            service: main, successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .gracefullyShutdownGroup),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }
}
