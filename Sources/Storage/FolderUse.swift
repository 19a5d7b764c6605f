import Foundation

/// How much of the disk the data folder takes, and what is left.
package struct FolderUse: Hashable, Sendable {
  package var free: Int64
  /// Database and its log.
  package var journal: Int64
  package var tapes: Int64
  package var snapshots: Int64

  package init(free: Int64, journal: Int64, tapes: Int64, snapshots: Int64) {
    self.free = free
    self.journal = journal
    self.tapes = tapes
    self.snapshots = snapshots
  }
}

extension DataFolder {
  /// As of now; nil when the disk does not say.
  package func use() -> FolderUse? {
    var status = statvfs()
    guard statvfs(url.path, &status) == 0 else { return nil }
    let free = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
    let journal = [database.path, database.path + "-wal"].reduce(Int64(0)) { $0 + (disk.size(of: $1) ?? 0) }
    return FolderUse(
      free: Int64(clamping: free), journal: journal, tapes: Self.bytes(in: url.appending(path: "tape")),
      snapshots: Self.bytes(in: snapshots))
  }

  private static func bytes(in folder: URL) -> Int64 {
    guard
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey], options: [])
    else { return 0 }
    var sum: Int64 = 0
    for case let file as URL in files {
      // A file that has just gone counts nothing.
      sum += Int64((try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0)
    }
    return sum
  }
}
