import Engine
package import Market
package import Trading

/// A record read back from the journal; its chain was checked against the record before it.
package struct JournalEntry: Hashable, Sendable {
  package var account: AccountID
  package var sequence: Int64
  package var time: Timestamp
  /// Name of the event's case.
  package var kind: String
  /// Last tape record the engine had seen; 0 when there was none.
  package var tapeNumber: UInt32
  package var engineVersion: String
  package var input: JournalInput
  package var effectsDigest: UInt64
}
