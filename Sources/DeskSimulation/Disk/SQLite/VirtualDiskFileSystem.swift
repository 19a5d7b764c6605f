import Foundation
import GRDBSQLite

/// SQLite's way to virtual disks: its default file system, which takes paths of ours and hands every other to the
/// system's.
///
/// What it promises SQLite is what SQLite's own file system promises on Linux: sectors of 4096 bytes, no damage to bytes
/// beside a write, the name of a new journal durable with its first sync.
enum VirtualDiskFileSystem {
  /// Once in a process; later calls do nothing.
  static func register() { _ = isRegistered }

  private static let isRegistered: Bool = {
    guard let system = sqlite3_vfs_find(nil), let name = strdup("virtual-disk") else {
      preconditionFailure("SQLite has a file system")
    }
    let own = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    // Time, randomness, sleep and libraries stay the system's.
    own.initialize(to: system.pointee)
    own.pointee.pNext = nil
    own.pointee.zName = UnsafePointer(name)
    own.pointee.pAppData = UnsafeMutableRawPointer(system)
    own.pointee.szOsFile = max(system.pointee.szOsFile, Int32(MemoryLayout<SQLiteFileHandle>.size))
    own.pointee.xOpen = { open($0, $1, $2, $3, $4) }
    own.pointee.xDelete = { delete($0, $1, $2) }
    own.pointee.xAccess = { access($0, $1, $2, $3) }
    own.pointee.xFullPathname = { fullPath($0, $1, $2, $3) }
    precondition(sqlite3_vfs_register(own, 1) == SQLITE_OK, "SQLite takes another file system")
    return true
  }()

  private typealias FileSystem = UnsafeMutablePointer<sqlite3_vfs>

  private static func system(_ own: FileSystem?) -> FileSystem? {
    own?.pointee.pAppData?.assumingMemoryBound(to: sqlite3_vfs.self)
  }

  private static func isOurs(_ path: UnsafePointer<CChar>?) -> Bool {
    guard let path else { return false }
    return strncmp(path, VirtualDiskRegistry.prefix, VirtualDiskRegistry.prefix.utf8.count) == 0
  }

  private static func open(
    _ own: FileSystem?, _ path: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    guard let path, isOurs(path) else {
      let system = system(own)
      return system?.pointee.xOpen?(system, path, file, flags, outFlags) ?? SQLITE_CANTOPEN
    }
    // Without methods, SQLite does not close what was not opened.
    file?.pointee.pMethods = nil
    guard let found = VirtualDiskRegistry.find(String(cString: path)), let file else { return SQLITE_CANTOPEN }
    do throws(DiskTrouble) {
      let isCreating = flags & SQLITE_OPEN_CREATE != 0
      let isJournal = flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL) != 0
      let opened = try OpenFile(found.disk, found.life, found.path, creating: isCreating)
      SQLiteFileHandle.begin(file, SQLiteConnectionFile(opened, syncsFolder: isCreating && isJournal))
      outFlags?.pointee = flags
      return SQLITE_OK
    } catch {
      return error.code == ENOSPC ? SQLITE_FULL : SQLITE_CANTOPEN
    }
  }

  private static func delete(_ own: FileSystem?, _ path: UnsafePointer<CChar>?, _ syncsFolder: Int32) -> Int32 {
    guard let path, isOurs(path) else {
      let system = system(own)
      return system?.pointee.xDelete?(system, path, syncsFolder) ?? SQLITE_IOERR
    }
    guard let found = VirtualDiskRegistry.find(String(cString: path)) else { return SQLiteCode.deleteFailed }
    do throws(DiskTrouble) {
      guard try found.disk.remove(found.path, found.life) else { return SQLiteCode.deleteFoundNothing }
    } catch {
      return SQLiteCode.deleteFailed
    }
    guard syncsFolder != 0 else { return SQLITE_OK }
    do throws(DiskTrouble) {
      try found.disk.syncFolder(DiskImage.split(found.path).parent, found.life)
      return SQLITE_OK
    } catch {
      return SQLiteCode.folderSyncFailed
    }
  }

  private static func access(
    _ own: FileSystem?, _ path: UnsafePointer<CChar>?, _ flags: Int32, _ result: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    guard let path, isOurs(path) else {
      let system = system(own)
      return system?.pointee.xAccess?(system, path, flags, result) ?? SQLITE_IOERR
    }
    let size = VirtualDiskRegistry.find(String(cString: path)).flatMap { $0.disk.size(of: $0.path, $0.life) }
    // An empty file counts as none, as in SQLite's own file system.
    let isThere = flags == SQLITE_ACCESS_EXISTS ? (size ?? 0) > 0 : size != nil
    result?.pointee = isThere ? 1 : 0
    return SQLITE_OK
  }

  private static func fullPath(
    _ own: FileSystem?, _ path: UnsafePointer<CChar>?, _ capacity: Int32, _ result: UnsafeMutablePointer<CChar>?
  ) -> Int32 {
    guard let path, isOurs(path) else {
      let system = system(own)
      return system?.pointee.xFullPathname?(system, path, capacity, result) ?? SQLITE_CANTOPEN
    }
    let bytes = strlen(path) + 1
    guard let result, bytes <= Int(capacity) else { return SQLITE_CANTOPEN }
    result.update(from: path, count: bytes)
    return SQLITE_OK
  }
}
