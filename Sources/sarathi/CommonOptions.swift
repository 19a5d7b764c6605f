import ArgumentParser
import Foundation
import Storage

/// Options of every command that works on a data folder.
struct CommonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Data folder (default: ~/.local/share/sarathi).", valueName: "folder"), completion: .directory)
  var data: String?

  @Option(
    help: ArgumentHelp("Settings file (default: sarathi.toml here or in ~/.config/sarathi).", valueName: "file"),
    completion: .file(extensions: ["toml"]))
  var config: String?

  func configuration() throws -> Configuration { try Configuration.load(file: config, data: data) }

  /// Opens the data folder for reading, beside a running desk if need be.
  func reader(_ configuration: Configuration) throws -> DeskReader {
    try storage {
      let folder = try DataFolder(configuration.dataFolder, access: .shared)
      return try DeskReader(folder.database)
    }
  }

  /// Refuses, as ``write(_:_:)`` would, while a desk runs or the folder cannot be written: for commands that ask first.
  func requireNoDesk(_ configuration: Configuration) throws {
    // What does not exist yet is made by the command itself.
    guard FileManager.default.fileExists(atPath: configuration.dataFolder.path) else { return }
    _ = try storage { try DataFolder(configuration.dataFolder, access: .exclusive) }
  }

  /// Opens the journal for writing, under the folder's lock, and closes it again. Refused while a desk runs.
  func write<T>(_ configuration: Configuration, _ body: (Journal) throws -> T) throws -> T {
    try storage {
      let folder = try DataFolder(configuration.dataFolder, access: .exclusive)
      return try withExtendedLifetime(folder) {
        let journal = try Journal(folder.database, engineVersion: BuildInfo.engineVersion)
        let result = try body(journal)
        try journal.close()
        return result
      }
    }
  }
}

/// Runs `body` and turns a storage error into words for the command line.
func storage<T>(_ body: () throws -> T) throws -> T {
  do { return try body() } catch let error as StorageError { throw Failure(error) }
}
