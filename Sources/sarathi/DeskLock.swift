import Foundation

/// Finds out whether a desk owns a data folder, without taking or changing anything.
enum DeskLock {
  enum Owner: Hashable {
    case nobody
    /// A running process, with its id when the lock names one.
    case process(Int32?)
  }

  static func owner(of folder: URL) -> Owner {
    let file = folder.appending(path: "LOCK")
    let descriptor = open(file.path, O_RDONLY)
    // No lock file: no desk was ever started here.
    guard descriptor >= 0 else { return .nobody }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return .nobody }
    let text = try? String(contentsOf: file, encoding: .utf8)  // only for the message
    return .process(text.flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
  }
}
