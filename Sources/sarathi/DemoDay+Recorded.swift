import Desk
import DeskSimulation
import History
import Market
import Web

extension DemoDay {
  /// The day as values, for a desk without listeners.
  static func recorded(_ sample: String? = nil) throws -> RecordedDay {
    let file = try TickFile(findSample(sample))
    let registry = registry(symbols: file.symbols)
    let instruments = file.symbols.map(instrument)
    let cues = try alerts.map { alert in
      RecordedDay.Cue(at: alert.time, try AlertParser.parse(Array(alert.body.utf8)).get(), to: alert.link)
    }
    return RecordedDay(
      day: day, ticks: file.ticks(on: day, instruments: instruments.compactMap { registry.id(of: $0) }),
      instruments: instruments, cues: cues, accounts: [account], links: links, registry: registry, seed: exchangeSeed)
  }
}
