import Foundation

/// A data folder is its owner's alone: it holds trades, links and digests of their secrets.
enum FolderRights {
  /// Takes the rights of others from the folder and from what lies in it. Settings and hidden files keep theirs.
  ///
  /// - Returns: whether others had any on the folder itself.
  /// - Throws: when the file system does not let them be taken.
  static func close(_ folder: URL) throws(StorageError) -> Bool {
    let wasOpen = try close(folder.path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where !name.hasPrefix(".") && !name.hasSuffix(".toml") {
      _ = try close(folder.appending(path: name).path)
    }
    return wasOpen
  }

  /// What a symbolic link leads to is not ours.
  private static func close(_ path: String) throws(StorageError) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, [S_IFDIR, S_IFREG].contains(status.st_mode & S_IFMT) else { return false }
    let rights = status.st_mode & 0o7777
    guard rights & 0o077 != 0 else { return false }
    guard chmod(path, rights & ~0o077) == 0 else {
      guard errno == EPERM else { throw SystemCall.error(path, "closing to other users") }
      throw StorageError(
        .folder, file: path, problem: "other users may read it, and its rights cannot be changed.",
        fix: "Put the data folder on a file system with rights of its own, and let it belong to the desk's user.")
    }
    return true
  }
}
