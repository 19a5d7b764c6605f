package import Engine
import GRDB
package import Market
import Synchronization
package import Trading

extension Journal {
  /// Up to `limit` records after `sequence`, each checked against the one before it.
  /// - Throws: `.damaged` naming the first record that is missing, altered or of a version that cannot be read.
  package func entries(
    of account: AccountID, after sequence: Int64, limit: Int
  ) throws(StorageError) -> [JournalEntry] {
    try read("reading the journal") { db in
      try JournalReading.entries(db, of: account, after: sequence, limit: limit, file: file)
    }
  }

  /// Calls `body` with each record after `sequence` in order, holding a thousand at a time.
  package func forEachEntry(
    of account: AccountID, after sequence: Int64, _ body: (JournalEntry) throws -> Void
  ) throws {
    var last = max(sequence, 0)
    while true {
      let page = try entries(of: account, after: last, limit: 1000)
      for entry in page { try body(entry) }
      guard let newest = page.last else { break }
      last = newest.sequence
    }
    guard last >= head(of: account) else {
      throw StorageError(
        .damaged, file: file, table: "journal", account: account, sequence: last + 1,
        problem: "records up to \(head(of: account)) are missing at the end.",
        fix: "Restore the last backup and reconcile with the broker before trading.")
    }
  }

  /// What the record is chained by to all before it; nil where there is none.
  package func chain(of account: AccountID, at sequence: Int64) throws(StorageError) -> [UInt8]? {
    let stream = Int64(account.number)
    if let head = state.withLock({ $0.heads[stream] }), head.sequence == sequence { return head.chain }
    return try read("reading a record's chain") { db in
      try db.rows(
        SQL("select chain from journal where stream = $1 and seq = $2"), [stream, sequence], table: "journal"
      ) { try $0.bytes() }.first
    }
  }

  /// The decision of that number, as its table has it; nil where there is none.
  package func decision(_ number: Int64, of account: AccountID) throws(StorageError) -> DecisionRow? {
    let query = ReadQuery<DecisionRow>.decisions.where("account", account).where("number", number)
    return try read("reading a decision") { db in
      try db.rows(query.sql, query.values, table: query.table.name, query.decode).first
    }
  }

  /// Every record of every stream, the newest known from `journal_heads`, and the pages of the file. Takes some twenty
  /// microseconds a record.
  package func verify() throws(StorageError) -> Verification {
    try read("verifying") { db in
      var verifier = Verifier(db)
      return verifier.run()
    }
  }

  /// Where every stream ends.
  package var ends: [Anchor] {
    state.withLock { state in
      state.heads.compactMap { stream, head in
        Int32(exactly: stream).map { Anchor(account: AccountID($0), sequence: head.sequence, chain: head.chain) }
      }
    }
  }

  /// Links, accounts and deployments that are not what was written last, each as table and key.
  package func changedRows() throws(StorageError) -> [String] {
    try read("looking at the rows under seal") { db in
      let seal = StoreSeal(db: db)
      return try [StoreSeal.links, StoreSeal.accounts, StoreSeal.deployments].flatMap { subject in
        try seal.differences(subject).map { "\(subject.table) \($0)" }
      }
    }
  }

  /// Records that a person set aside, by number.
  package func quarantines(of account: AccountID) throws(StorageError) -> [Quarantine] {
    try read("reading the records set aside") { try QuarantineTable.all($0, of: Int64(account.number)) }
  }

  /// The kind of a record, whether or not its contents can be read; nil where there is none.
  package func kind(of account: AccountID, at sequence: Int64) throws(StorageError) -> String? {
    try read("reading a record's kind") { db in
      try db.rows(
        SQL("select kind from journal where stream = $1 and seq = $2"), [account, sequence], table: "journal"
      ) { try $0.text() }.first
    }
  }

  package func instruments() throws(StorageError) -> [(InstrumentID, Instrument)] {
    try read("reading instruments") { try InstrumentTable.all($0) }
  }

  /// Every link, removed ones included, by number.
  package func links() throws(StorageError) -> [LinkRow] {
    try read("reading links") { try StoreReading.links($0, includingRemoved: true) }
  }

  package func accounts() throws(StorageError) -> [AccountSettings] {
    try read("reading accounts") { try StoreReading.accounts($0) }
  }

  package func setting(_ key: String) throws(StorageError) -> String? {
    try read("reading a setting") { try StoreReading.setting($0, key) }
  }

  /// Every deployment, stopped ones included, by number.
  package func deployments() throws(StorageError) -> [Deployment] {
    try read("reading deployments") { try DeploymentTable.all($0) }
  }

  /// The fills of every position that was open at some time of the day, in the order they were booked.
  package func bookedFills(of account: AccountID, on day: TradingDay) throws(StorageError) -> [BookedFill] {
    try read("reading fills") { try BookedFill.all($0, of: account, on: day) }
  }

  private func read<Value>(_ action: String, _ body: (Database) throws -> Value) throws(StorageError) -> Value {
    do {
      return try queue.read(body)
    } catch {
      throw StorageError(error, file: file, while: action)
    }
  }
}
