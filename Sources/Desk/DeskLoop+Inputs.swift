package import Engine
import Logging
import Storage
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
    guard !lanes.isEntryLaneFull else {
      hub.count(\.unavailable)
      return answer(.unavailable("\(Lanes.entryCapacity) alerts are waiting; try again"))
    }
    lanes.add(.alert(alert, link, answer))
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
    do throws(StorageError) {
      try tape?.sync()
      anchors.finish()
      try journal.close()
    } catch {
      setup.logger.error("closing: \(error)")
    }
    hub.finish()
  }
}
