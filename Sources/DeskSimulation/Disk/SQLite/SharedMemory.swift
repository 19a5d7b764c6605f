import GRDBSQLite
import Synchronization

/// The index of a write-ahead log, which SQLite's connections to one file share: regions of memory, and eight locks that
/// say who may touch what. It lives as long as a connection has it, over restarts too.
final class SharedMemory: Sendable {
  /// What one connection holds, a bit for each lock.
  struct Held {
    var shared: UInt8 = 0
    var exclusive: UInt8 = 0
  }

  private struct State {
    var regions: [UInt] = []
    /// How many share each lock; -1 when one has it alone.
    var locks = [Int](repeating: 0, count: 8)
    var connections = 0
  }

  private let state = Mutex(State())

  deinit {
    for address in state.withLock({ $0.regions }) { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
  }

  func connect() { state.withLock { $0.connections += 1 } }

  /// Whether nobody is left.
  func disconnect() -> Bool {
    state.withLock { state in
      state.connections -= 1
      return state.connections == 0
    }
  }

  /// Nil when it does not exist and is not to be made.
  func region(_ index: Int, bytes: Int, creating: Bool) -> UnsafeMutableRawPointer? {
    let address = state.withLock { state -> UInt? in
      while creating, state.regions.count <= index {
        let region = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        region.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        state.regions.append(UInt(bitPattern: region))
      }
      return index < state.regions.count ? state.regions[index] : nil
    }
    return address.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
  }

  /// Takes or returns locks.
  /// - Returns: whether it could be done.
  func change(_ held: inout Held, offset: Int, count: Int, flags: Int32) -> Bool {
    guard offset >= 0, count > 0, offset + count <= 8 else { return false }
    let range = offset..<offset + count
    let mask = UInt8(truncatingIfNeeded: ((1 << count) - 1) << offset)
    let isShared = flags & SQLITE_SHM_SHARED != 0
    return state.withLock { state in
      if flags & SQLITE_SHM_UNLOCK != 0 {
        for lock in range {
          let bit: UInt8 = 1 << lock
          if held.exclusive & bit != 0 { state.locks[lock] = 0 }
          if held.shared & bit != 0 { state.locks[lock] -= 1 }
        }
        held.exclusive &= ~mask
        held.shared &= ~mask
        return true
      }
      if isShared {
        if held.shared & mask == mask { return true }
        guard range.allSatisfy({ state.locks[$0] >= 0 }) else { return false }
        for lock in range { state.locks[lock] += 1 }
        held.shared |= mask
      } else {
        guard range.allSatisfy({ state.locks[$0] == 0 }) else { return false }
        for lock in range { state.locks[lock] = -1 }
        held.exclusive |= mask
      }
      return true
    }
  }
}
