import Synchronization

/// The disks of this process by name: SQLite knows only paths. Asked when a file is opened or looked for, not when it is
/// used.
enum VirtualDiskRegistry {
  static let prefix = "/virtual-disk/"

  private struct Entry {
    weak var disk: VirtualDisk?
  }

  private struct State {
    var disks: [String: Entry] = [:]
    var lastNumber = 0
  }

  private static let state = Mutex(State())

  static func freeName() -> String {
    state.withLock { state in
      state.lastNumber += 1
      return "unnamed-\(state.lastNumber)"
    }
  }

  static func add(_ disk: VirtualDisk) {
    VirtualDiskFileSystem.register()
    state.withLock { state in
      precondition(!disk.name.contains("/"), "the name of a disk is one part of a path")
      precondition(state.disks[disk.name]?.disk == nil, "two disks of one name")
      state.disks[disk.name] = Entry(disk: disk)
    }
  }

  static func remove(_ name: String) {
    // A new disk may have the name already.
    state.withLock { state in
      if state.disks[name]?.disk == nil { state.disks[name] = nil }
    }
  }

  /// The disk of a path, which start of it the path is of, and the place below its root; nil when it is no path of a
  /// living disk.
  static func find(_ path: String) -> (disk: VirtualDisk, life: Int, path: String)? {
    guard path.hasPrefix(prefix) else { return nil }
    let parts = path.dropFirst(prefix.count).split(separator: "/", maxSplits: 2)
    guard parts.count >= 2, let life = Int(parts[1]) else { return nil }
    let disk = state.withLock { $0.disks[String(parts[0])]?.disk }
    return disk.map { ($0, life, parts.count > 2 ? String(parts[2]) : "") }
  }
}
