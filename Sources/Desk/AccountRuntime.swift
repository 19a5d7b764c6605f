package import Engine
import Market
import Storage
import Trading

/// One account while the desk runs: its engine and its exit monitor; on paper, the exchange it trades at.
struct AccountRuntime {
  var engine: AccountEngine
  var monitor = ExitMonitor()
  let paper: PaperBroker?
  private var effects = Effects()

  init(engine: AccountEngine, paper: PaperBroker?) {
    self.engine = engine
    self.paper = paper
  }

  var id: AccountID { engine.account }

  /// Applies an event and turns what follows into a journal entry and requests.
  mutating func apply(
    _ event: Event, at time: Timestamp, market: borrowing MarketView, tapeNumber: UInt32
  ) -> Applied {
    effects.removeAll()
    engine.apply(event, at: time, market: market, into: &effects)
    for change in effects.guards { monitor.apply(change, market: market) }
    let entry = CommitEntry(
      account: id, mode: engine.state.settings.mode, time: time, tapeNumber: tapeNumber, event: event,
      quotes: effects.quotes, effectsDigest: EffectsDigest.of(effects), records: effects.records)
    return Applied(entry: entry, requests: effects.requests, decision: effects.decision, reply: effects.reply)
  }

  struct Applied {
    var entry: CommitEntry
    var requests: [BrokerRequest]
    var decision: Decision?
    var reply: CommandReply?
  }
}

/// What an event led to, in 64 bits: compared when it is applied again.
package enum EffectsDigest {
  package static func of(_ effects: Effects) -> UInt64 {
    CanonicalHash.hash(of: Summary(requests: effects.requests, records: effects.records))
  }

  private struct Summary: CanonicalEncodable {
    var requests: [BrokerRequest]
    var records: [Record]

    func write(to writer: CanonicalWriter) {
      writer.record {
        writer.field("requests", requests)
        writer.field("records", records)
      }
    }
  }
}
