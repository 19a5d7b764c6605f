import Foundation

extension StorageError {
  /// Says in our words what the operating system reported.
  /// - Parameters:
  ///   - code: an `errno`.
  ///   - action: what failed, as in "writing".
  package init(code: Int32, file: String, while action: String) {
    let (kind, fix): (Kind, String) =
      switch code {
      case ENOSPC, EDQUOT, EFBIG: (.diskFull, "Free space on this disk, then start the desk again.")
      case EROFS: (.readOnly, "Choose a data folder on a disk that can be written to.")
      case EACCES, EPERM: (.readOnly, "Give the user that runs the desk the right to read and write it.")
      case ENOENT, ENOTDIR: (.missing, "Check the path.")
      default: (.io, "Stop the desk, look at the disk, then start again: it recovers from the journal.")
      }
    self.init(kind, file: file, problem: "\(action) failed: \(String(cString: strerror(code))).", fix: fix)
  }
}
