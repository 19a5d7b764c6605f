/// Something that changes the disk. Reading is none.
package struct DiskOperation: Hashable, Sendable {
  package enum Kind: Int, Hashable, Sendable, CaseIterable {
    case create, write, truncate, sync, rename, remove, makeFolder, syncFolder
  }

  /// From 1, counted over restarts.
  package let number: Int
  package let kind: Kind
  /// Below the disk's root; of a rename, the new name.
  package let path: String
}

/// What goes wrong in an operation.
///
/// `sectors` is how many pieces of 512 bytes of a write arrive all the same, from its start. Any other operation takes
/// its whole effect unless it is 0.
package enum DiskFault: Hashable, Sendable {
  /// A failed sync leaves its file so that no later one helps before the next start: what the system could not write it
  /// takes for written.
  case ioError(sectors: Int = 0)
  case diskFull(sectors: Int = 0)
  /// The process ends inside the operation. Everything fails from here to the restart.
  case death(sectors: Int = 0)

  var sectors: Int {
    switch self {
    case .ioError(let sectors), .diskFull(let sectors), .death(let sectors): sectors
    }
  }
}
