package import Engine
package import Market
package import Storage
import Trading

extension ReadTables {
  /// Applies every record again and compares the rows that follow with the tables: decisions, orders, fills, positions,
  /// trades, incidents, moves of stops, status of accounts. Works beside a running desk.
  ///
  /// - Parameter accounts: where each stream starts from; the stream's own settings records take over at once.
  /// - Returns: what differs; records written by other rules are named, since rows of theirs may differ rightly.
  package static func compare(
    _ reader: DeskReader, accounts: [AccountSettings], charges: ChargeSchedule
  ) throws -> [TableComparison.Finding] {
    let streams = try reader.streams()
    var otherRules: [TableComparison.Finding] = []
    let findings = try reader.compareTables { writer, entries in
      for stream in streams {
        let settings = accounts.first { $0.id == stream } ?? AccountSettings(id: stream, name: "", capital: .zero)
        var engine = AccountEngine(settings: settings, charges: charges)
        var view = MarketView()
        var effects = Effects()
        var after: Int64 = 0
        var others = 0
        while true {
          let page = try entries(stream, after, 1000)
          guard let last = page.last else { break }
          for entry in page {
            if entry.engineVersion != String(AccountEngine.version) { others += 1 }
            engine.reapply(entry, view: &view, effects: &effects)
            try writer.write(
              effects.records, of: stream, mode: engine.state.settings.mode, sequence: entry.sequence,
              event: entry.input.event)
          }
          after = last.sequence
        }
        if others > 0 {
          otherRules.append(
            .init(
              account: stream, table: "journal",
              problem:
                "\(others) records were written by other rules than \(AccountEngine.version): rows may differ rightly"))
        }
      }
    }
    return findings.isEmpty ? [] : findings + otherRules
  }
}
