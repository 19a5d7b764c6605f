import GRDBSQLite
import Synchronization

/// A file as one connection of SQLite has it open. SQLite uses it from one thread at a time.
final class SQLiteConnectionFile {
  private let file: OpenFile
  /// A new journal's name becomes durable with its first sync.
  private var syncsFolder: Bool
  private var level = SQLITE_LOCK_NONE
  private var sharedMemory: SharedMemory?
  private var held = SharedMemory.Held()

  init(_ file: OpenFile, syncsFolder: Bool) {
    self.file = file
    self.syncsFolder = syncsFolder
  }

  var size: Int {
    get throws(DiskTrouble) { try file.size }
  }

  /// What lies beyond the end reads as zeros.
  /// - Returns: whether all of it was there.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(DiskTrouble) -> Bool {
    let count = try file.read(into: target, at: offset)
    guard count < target.count else { return true }
    UnsafeMutableRawBufferPointer(rebasing: target[count...]).initializeMemory(as: UInt8.self, repeating: 0)
    return false
  }

  func write(_ source: UnsafeRawBufferPointer, at offset: Int) throws(DiskTrouble) {
    try file.write(source, at: offset)
  }

  func truncate(to size: Int) throws(DiskTrouble) { try file.truncate(to: size) }

  func sync() throws(DiskTrouble) {
    try file.sync()
    guard syncsFolder else { return }
    syncsFolder = false
    // As SQLite does on a real disk: a folder that cannot be synced is no error of the file.
    try? file.disk.syncFolder(DiskImage.split(file.path).parent, file.life)
  }

  // MARK: Locks

  func lock(to wanted: Int32) throws(DiskTrouble) -> Bool {
    let me = ObjectIdentifier(self)
    var level = level
    defer { self.level = level }
    return try file.disk.state.withLock { (state) throws(DiskTrouble) in
      try state.check(file.life)
      return state.locks[file.index, default: FileLocks()].lock(me, &level, to: wanted)
    }
  }

  func unlock(to wanted: Int32) {
    let me = ObjectIdentifier(self)
    var level = level
    file.disk.state.withLock { state in
      guard state.life == file.life else { return level = wanted }
      state.locks[file.index]?.unlock(me, &level, to: wanted)
    }
    self.level = level
  }

  func isReserved() throws(DiskTrouble) -> Bool {
    try file.disk.state.withLock { (state) throws(DiskTrouble) in
      try state.check(file.life)
      return state.locks[file.index]?.isReserved ?? false
    }
  }

  // MARK: Shared memory

  /// Nil when it does not exist and is not to be made.
  func region(_ index: Int, bytes: Int, creating: Bool) throws(DiskTrouble) -> UnsafeMutableRawPointer? {
    if let sharedMemory { return sharedMemory.region(index, bytes: bytes, creating: creating) }
    return try connect().region(index, bytes: bytes, creating: creating)
  }

  func lockMemory(offset: Int, count: Int, flags: Int32) -> Bool {
    sharedMemory?.change(&held, offset: offset, count: count, flags: flags) ?? false
  }

  func disconnect() {
    guard let memory = sharedMemory else { return }
    _ = memory.change(&held, offset: 0, count: 8, flags: SQLITE_SHM_UNLOCK)
    sharedMemory = nil
    file.disk.state.withLock { state in
      guard memory.disconnect(), state.sharedMemory[file.index] === memory else { return }
      state.sharedMemory[file.index] = nil
    }
  }

  func close() {
    unlock(to: SQLITE_LOCK_NONE)
    disconnect()
  }

  private func connect() throws(DiskTrouble) -> SharedMemory {
    let memory = try file.disk.state.withLock { (state) throws(DiskTrouble) in
      try state.check(file.life)
      let memory = state.sharedMemory[file.index] ?? SharedMemory()
      state.sharedMemory[file.index] = memory
      memory.connect()
      return memory
    }
    sharedMemory = memory
    return memory
  }
}
