import Foundation
import GRDBSQLite
import Synchronization

/// What SQLite's memory for an open file holds: its methods first, then our object.
struct SQLiteFileHandle {
  private let base: sqlite3_file
  fileprivate let file: Unmanaged<SQLiteConnectionFile>

  /// Takes over `memory`, which is SQLite's, until SQLite closes the file.
  static func begin(_ memory: UnsafeMutablePointer<sqlite3_file>, _ file: SQLiteConnectionFile) {
    UnsafeMutableRawPointer(memory).initializeMemory(
      as: SQLiteFileHandle.self,
      to: SQLiteFileHandle(base: sqlite3_file(pMethods: methods), file: Unmanaged.passRetained(file)))
  }

  // Written once, before it is first read; SQLite only reads it.
  nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_io_methods> = {
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    methods.initialize(to: makeMethods())
    return UnsafePointer(methods)
  }()

  private static func makeMethods() -> sqlite3_io_methods {
    var methods = sqlite3_io_methods()
    methods.iVersion = 2
    methods.xClose = { memory in
      connectionFile(memory).close()
      fileHandle(memory).pointee.file.release()
      return SQLITE_OK
    }
    methods.xRead = { memory, target, count, offset in
      result(SQLiteCode.readFailed) { () throws(DiskTrouble) in
        let target = UnsafeMutableRawBufferPointer(start: target, count: Int(count))
        return try connectionFile(memory).read(into: target, at: Int(offset)) ? SQLITE_OK : SQLiteCode.readFellShort
      }
    }
    methods.xWrite = { memory, source, count, offset in
      result(SQLiteCode.writeFailed) { () throws(DiskTrouble) in
        try connectionFile(memory).write(UnsafeRawBufferPointer(start: source, count: Int(count)), at: Int(offset))
        return SQLITE_OK
      }
    }
    methods.xTruncate = { memory, size in
      result(SQLiteCode.truncateFailed) { () throws(DiskTrouble) in
        try connectionFile(memory).truncate(to: Int(size))
        return SQLITE_OK
      }
    }
    methods.xSync = { memory, _ in
      result(SQLiteCode.syncFailed) { () throws(DiskTrouble) in
        try connectionFile(memory).sync()
        return SQLITE_OK
      }
    }
    methods.xFileSize = { memory, size in
      result(SQLiteCode.sizeFailed) { () throws(DiskTrouble) in
        size?.pointee = Int64(try connectionFile(memory).size)
        return SQLITE_OK
      }
    }
    methods.xLock = { memory, level in
      result(SQLiteCode.lockFailed) { () throws(DiskTrouble) in
        try connectionFile(memory).lock(to: level) ? SQLITE_OK : SQLITE_BUSY
      }
    }
    methods.xUnlock = { memory, level in
      connectionFile(memory).unlock(to: level)
      return SQLITE_OK
    }
    methods.xCheckReservedLock = { memory, answer in
      result(SQLiteCode.reservedLockFailed) { () throws(DiskTrouble) in
        answer?.pointee = try connectionFile(memory).isReserved() ? 1 : 0
        return SQLITE_OK
      }
    }
    methods.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    methods.xSectorSize = { _ in 4096 }
    methods.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
    methods.xShmMap = { memory, index, bytes, isCreating, region in
      result(SQLiteCode.memoryFailed) { () throws(DiskTrouble) in
        region?.pointee = try connectionFile(memory).region(Int(index), bytes: Int(bytes), creating: isCreating != 0)
        return SQLITE_OK
      }
    }
    methods.xShmLock = { memory, offset, count, flags in
      connectionFile(memory).lockMemory(offset: Int(offset), count: Int(count), flags: flags) ? SQLITE_OK : SQLITE_BUSY
    }
    methods.xShmBarrier = { _ in atomicMemoryFence(ordering: .sequentiallyConsistent) }
    methods.xShmUnmap = { memory, _ in
      connectionFile(memory).disconnect()
      return SQLITE_OK
    }
    return methods
  }
}

// Free functions, since what C calls may capture nothing, not even a type.

private func fileHandle(_ memory: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeMutablePointer<SQLiteFileHandle> {
  guard let memory else { preconditionFailure("SQLite names the file") }
  return UnsafeMutableRawPointer(memory).assumingMemoryBound(to: SQLiteFileHandle.self)
}

private func connectionFile(_ memory: UnsafeMutablePointer<sqlite3_file>?) -> SQLiteConnectionFile {
  fileHandle(memory).pointee.file.takeUnretainedValue()
}

private func result(_ failure: Int32, _ body: () throws(DiskTrouble) -> Int32) -> Int32 {
  do throws(DiskTrouble) { return try body() } catch { return error.code == ENOSPC ? SQLITE_FULL : failure }
}
