/// Why a stored run cannot be read or written: which one, what is wrong, and what to do.
package struct BacktestStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// No run has this id or prefix; or there are no runs.
    case notFound
    /// More than one run has this prefix.
    case ambiguous
    /// Something else, or damaged.
    case unreadable
    /// The disk or the folder refused.
    case io
  }

  package var kind: Kind
  /// A file's path, or the id that was asked for.
  package var subject: String
  package var problem: String
  package var fix: String

  package init(_ kind: Kind, _ subject: String, _ problem: String, fix: String) {
    self.kind = kind
    self.subject = subject
    self.problem = problem
    self.fix = fix
  }

  package var description: String { "\(subject): \(problem) \(fix)" }
}
