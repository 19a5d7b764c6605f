/// The names in a folder as a running system sees them, and those that are durable.
struct FolderImage: Sendable {
  enum Entry: Hashable, Sendable {
    /// Its place among the disk's files.
    case file(Int)
    case folder
  }

  private(set) var names: [String: Entry] = [:]
  private var durable: [String: Entry] = [:]
  /// Since the last sync, oldest first.
  private var changes: [Change] = []

  private struct Change {
    var removed: String?
    var added: (name: String, entry: Entry)?
  }

  mutating func add(_ name: String, _ entry: Entry) { change(Change(removed: nil, added: (name, entry))) }
  mutating func remove(_ name: String) { change(Change(removed: name, added: nil)) }

  mutating func rename(_ name: String, to newName: String) {
    guard let entry = names[name] else { return }
    change(Change(removed: name, added: (newName, entry)))
  }

  mutating func sync() {
    durable = names
    changes = []
  }

  /// Keeps what was synced and any of the changes since.
  mutating func losePower(using random: inout some RandomNumberGenerator) {
    guard !changes.isEmpty else { return }
    for change in changes where Bool.random(using: &random) { Self.apply(change, to: &durable) }
    names = durable
    changes = []
  }

  private mutating func change(_ change: Change) {
    Self.apply(change, to: &names)
    changes.append(change)
  }

  private static func apply(_ change: Change, to names: inout [String: Entry]) {
    if let removed = change.removed { names[removed] = nil }
    if let added = change.added { names[added.name] = added.entry }
  }
}
