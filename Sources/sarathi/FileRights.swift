import Foundation

/// What the desk keeps is for its owner alone, from the moment a file exists; results a person asked for get the rights
/// of that person's other files.
enum FileRights {
  /// The mask the process was started with.
  private static let given: mode_t = umask(0o077)

  /// First of all, before any file or thread is made.
  static func closeToOthers() { _ = given }

  static var ofResults: mode_t { 0o666 & ~given }
}
