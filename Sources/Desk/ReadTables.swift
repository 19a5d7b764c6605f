package import Engine
package import Market
package import Storage
import Trading

/// The tables people read, made anew from the journal.
package enum ReadTables {
  /// Applies every record of every stream again and writes its rows. All or nothing.
  ///
  /// - Parameter accounts: where each stream starts from; the stream's own settings records take over at once.
  /// - Returns: records applied.
  package static func rebuild(
    _ journal: Journal, accounts: [AccountSettings], charges: ChargeSchedule
  ) throws -> Int {
    var applied = 0
    let streams = journal.streams
    try journal.replaceReadTables { writer in
      for stream in streams {
        let settings = accounts.first { $0.id == stream } ?? AccountSettings(id: stream, name: "", capital: .zero)
        var engine = AccountEngine(settings: settings, charges: charges)
        var view = MarketView()
        var effects = Effects()
        var after: Int64 = 0
        while true {
          let page = try writer.entries(of: stream, after: after, limit: 1000)
          guard let last = page.last else { break }
          for entry in page {
            engine.reapply(entry, view: &view, effects: &effects)
            try writer.write(
              effects.records, of: stream, mode: engine.state.settings.mode, sequence: entry.sequence,
              event: entry.input.event)
            applied += 1
          }
          after = last.sequence
        }
      }
    }
    return applied
  }
}
