import Foundation
import GRDB
package import Trading

/// What went wrong on disk: which file, table and record, why, and what a person can do.
///
/// Whoever gets one from ``Journal/commit(_:)``, ``TapeWriter`` or ``PaperBookStore/save(rows:header:)`` stops the
/// process: memory may be ahead of disk, and recovery is the only way back.
package struct StorageError: Error, Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The data folder cannot be used: missing rights, not a folder, not ours.
    case folder
    /// Another process has the folder; its id, when the lock names one.
    case inUse(pid: Int32?)
    /// The database stayed locked longer than the timeout. Nothing was written.
    case locked
    case diskFull
    case readOnly
    /// A read, write or sync failed.
    case io
    /// What is on disk is not what was written.
    case damaged
    /// A journal record is what was written, and this program cannot read it.
    case unreadable
    /// Written by a newer version of the program.
    case newerSchema
    /// A key that may exist once would exist twice, with different content.
    case conflict
    /// The file or row asked for does not exist.
    case missing
    /// An earlier error ended this writer; nothing was written.
    case stopped
    /// The caller broke a rule of the interface.
    case misuse
  }

  package var kind: Kind
  /// Path of the file or folder.
  package var file: String
  package var table: String?
  /// The journal stream.
  package var account: AccountID?
  package var sequence: Int64?
  /// What happened and why.
  package var problem: String
  /// What to do.
  package var fix: String

  package init(
    _ kind: Kind, file: String, table: String? = nil, account: AccountID? = nil, sequence: Int64? = nil,
    problem: String, fix: String
  ) {
    self.kind = kind
    self.file = file
    self.table = table
    self.account = account
    self.sequence = sequence
    self.problem = problem
    self.fix = fix
  }
}

extension StorageError: CustomStringConvertible {
  package var description: String {
    var place = file
    if let table { place += ", table \(table)" }
    if let account { place += ", account \(account.number)" }
    if let sequence { place += ", record \(sequence)" }
    return "\(place): \(problem) \(fix)"
  }
}
