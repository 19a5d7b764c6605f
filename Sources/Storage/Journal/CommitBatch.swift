package import Engine
package import Market
package import Trading

/// What the journal keeps of an event: enough to apply it again.
package struct JournalInput: Hashable, Sendable, Codable {
  package var event: Event
  /// Prices that were consulted.
  package var quotes: [Quote]
  package init(event: Event, quotes: [Quote] = []) {
    self.event = event
    self.quotes = quotes
  }
}

extension JournalInput: CanonicalRecord {
  package func writeFields(to writer: CanonicalWriter) {
    writer.field("event", event)
    writer.field("quotes", quotes)
  }

  package init(fields: inout CanonicalFields) throws(CanonicalError) {
    event = try fields.read("event")
    quotes = try fields.read("quotes")
  }
}

/// One applied event of one account with what it caused.
package struct CommitEntry: Sendable {
  package var account: AccountID
  package var mode: AccountSettings.Mode
  package var time: Timestamp
  /// Last tape record the engine had seen; 0 when there is none.
  package var tapeNumber: UInt32
  package var event: Event
  package var quotes: [Quote]
  /// Hash of what the engine asked for, compared on replay.
  package var effectsDigest: UInt64
  package var records: [Record]

  package init(
    account: AccountID, mode: AccountSettings.Mode, time: Timestamp, tapeNumber: UInt32, event: Event,
    quotes: [Quote] = [], effectsDigest: UInt64, records: [Record] = []
  ) {
    self.account = account
    self.mode = mode
    self.time = time
    self.tapeNumber = tapeNumber
    self.event = event
    self.quotes = quotes
    self.effectsDigest = effectsDigest
    self.records = records
  }
}

/// Everything that becomes durable together.
package struct CommitBatch: Sendable {
  /// In the order of application.
  package var entries: [CommitEntry]
  /// Rows that belong to no account's stream.
  package var storeRows: [StoreRow]

  package init(_ entries: [CommitEntry] = [], storeRows: [StoreRow] = []) {
    self.entries = entries
    self.storeRows = storeRows
  }
  package var isEmpty: Bool { entries.isEmpty && storeRows.isEmpty }
}

/// A row of the desk as a whole.
package enum StoreRow: Hashable, Sendable {
  case account(AccountSettings, at: Timestamp)
  /// Adds or changes a link. A nil secret keeps the one there is.
  case link(Link, secret: String?, at: Timestamp)
  /// A link as another folder keeps it: its URL's secret is not known, only the digest.
  case linkCopy(LinkRow)
  /// Marks the link; the row stays.
  case linkRemoved(LinkID, at: Timestamp)
  case setting(key: String, value: String, at: Timestamp)
  /// The report of a day as text (JSON); replaces an earlier one.
  case dayReport(AccountID, AccountSettings.Mode, TradingDay, body: String, at: Timestamp)
  /// Adds or changes a deployment; its list of changes gets one more.
  case deployment(Deployment)
  /// What a strategy wished; a repeat changes nothing.
  case strategySignal(StrategySignal)
  /// An alert that was not acted on because of what it says; beyond ``RefusedAlertTable/keptEachDay`` none is kept.
  case refusedAlert(RefusedAlert)
}
