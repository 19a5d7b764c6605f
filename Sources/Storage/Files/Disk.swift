/// What storage asks of a disk. Production runs on ``SystemDisk``; a simulation runs the same storage on a disk in
/// memory that loses and tears what a real one may.
///
/// SQLite files are not opened through this: they go by path, and a simulated disk serves its paths to SQLite itself.
package protocol Disk: Sendable {
  /// - Throws: `.missing` when a file to read does not exist.
  func open(_ path: String, for access: DiskAccess) throws(StorageError) -> any DiskFile

  /// Takes the place of a file of the new name, in one step. Durable after ``syncFolder(_:)``.
  func rename(_ path: String, to newPath: String) throws(StorageError)
  /// It is no error when there is no such file.
  func remove(_ path: String) throws(StorageError)
  /// It is no error when the folder exists; its parent must.
  func makeFolder(_ path: String) throws(StorageError)
  /// Makes the names in a folder durable: after creating, renaming or removing a file.
  func syncFolder(_ path: String) throws(StorageError)

  /// What the folder holds, in no order.
  func names(in folder: String) throws -> [String]
  func exists(_ path: String) -> Bool
  /// Bytes of a file; nil when there is none.
  func size(of path: String) -> Int64?
}

package enum DiskAccess: Hashable, Sendable {
  case reading
  /// Reading and appending; created when missing.
  case appending
  /// Created, or emptied when it exists.
  case replacing
}

/// An open file. It is closed when the last reference goes. One owner; not shared between threads.
package protocol DiskFile: AnyObject {
  /// Up to `count` bytes at `offset`; fewer only at the end of the file.
  func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8]
  /// Writes all bytes at the end of the file. After an error a part of them may be there.
  func append(_ bytes: [UInt8]) throws(StorageError)
  var size: Int64 { get throws(StorageError) }
  func truncate(to size: Int64) throws(StorageError)
  /// Forces contents, size and attributes to disk.
  func sync() throws(StorageError)
  /// Forces contents and size to disk.
  func syncData() throws(StorageError)
}
