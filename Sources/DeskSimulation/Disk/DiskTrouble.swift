import Foundation

/// Why the disk refuses, as the operating system would number it.
struct DiskTrouble: Error {
  let code: Int32

  static let failed = DiskTrouble(code: EIO)
  static let full = DiskTrouble(code: ENOSPC)
  static let missing = DiskTrouble(code: ENOENT)
  static let notAFolder = DiskTrouble(code: ENOTDIR)
  static let isFolder = DiskTrouble(code: EISDIR)
  static let otherFolder = DiskTrouble(code: EXDEV)
}
