import Desk
import Foundation
import Logging
import Market

/// The log of a running desk: one event, one line on stderr, with the time in India wherever the machine is.
struct IndianLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let second = Timestamp.nanosecondsPerSecond
    let now = Timestamp.wallClock
    let time = Timestamp(nanoseconds: now.nanoseconds / second * second)
    let details = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    let words = ["\(time)", "\(event.level)"] + details.map { "\($0.key)=\($0.value)" } + ["\(event.message)"]
    FileHandle.standardError.write(Data((VisibleText.of(words.joined(separator: " ")) + "\n").utf8))
  }
}
