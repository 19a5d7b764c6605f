package import Engine
import Logging
package import Storage
package import Trading

/// What comes from outside, but for prices and brokers. Each waits for the next ``drain()``.
extension DeskLoop {
  /// - Parameter answer: called once, after the commit that decides it.
  package func submit(_ alert: Alert, to link: LinkID, answer: @escaping (SubmitResult) -> Void) {
    hub.count(\.alerts)
    guard !isStopping else { return answer(.unavailable("the desk is stopping")) }
    if let safeMode {
      hub.count(\.unavailable)
      setup.logger.error("an alert of link \(link.number) is not acted on: the desk is in safe mode")
      return answer(.unavailable(safeMode.text))
    }
    let closes = mayClose(alert, of: link)
    if let objection = lanes.objection(to: link, closes: closes) {
      hub.count(\.unavailable)
      return answer(.unavailable(objection))
    }
    lanes.add(alert, of: link, closes: closes, answer)
  }

  /// Keeps an alert that is not acted on because of what it says, with the desk's time. When too many wait to be written,
  /// or nothing is written any more, the log alone has it.
  package func keep(_ alert: RefusedAlert) {
    guard !isStopping, safeMode == nil, lanes.takesNotes else { return }
    var alert = alert
    alert.time = now
    lanes.add(.refusedAlert(alert))
  }

  private func mayClose(_ alert: Alert, of id: LinkID) -> Bool {
    guard let link = router.link(id) else { return false }
    return alert.action.mayClose(for: link) { direction in
      router.accounts(of: id).contains { account in
        guard let index = runtimeIndex(account) else { return false }
        return runtimes[index].engine.state.holdings.contains {
          $0.position.owner == id && $0.position.direction == direction && $0.position.isOpen
        }
      }
    }
  }

  /// - Parameter answer: called once, after the command was committed.
  package func command(
    _ command: Command, account: AccountID, by person: String, answer: @escaping (CommandResult) -> Void
  ) {
    guard !isStopping else { return answer(.refused("the desk is stopping")) }
    if let safeMode { return answer(.refused(safeMode.text)) }
    lanes.add(.command(account, command, by: person, answer))
  }

  /// The end, in good order: nothing is written after it.
  package func close() {
    finish { () throws(StorageError) in try tape?.sync() }
    anchors.finish()
    for runtime in runtimes { finish { () throws(StorageError) in try runtime.paper?.checkpoint() } }
    finish { () throws(StorageError) in try journal.close() }
    hub.finish()
  }

  /// One failure keeps nothing else from its end.
  private func finish(_ body: () throws(StorageError) -> Void) {
    do throws(StorageError) { try body() } catch { setup.logger.error("closing: \(error)") }
  }
}
