import Logging
import Synchronization

/// What was logged, for a test to read.
final class MemoryLog: Sendable {
  private let messages = Mutex<[String]>([])

  var lines: [String] { messages.withLock { $0 } }
  var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

  private struct Handler: LogHandler {
    let log: MemoryLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { log.messages.withLock { $0.append("\(event.message)") } }
  }
}
