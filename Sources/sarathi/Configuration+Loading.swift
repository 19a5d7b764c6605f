import Foundation
import TOMLKit

extension Configuration {
  /// Reads the file, then the environment over it, then what the command line says.
  ///
  /// - Parameters:
  ///   - path: the file named by the user, which must exist. Nil looks at `SARATHI_CONFIG`, `sarathi.toml` in the
  ///     working folder and `~/.config/sarathi/sarathi.toml`; none of them need exist.
  ///   - data: the data folder named on the command line.
  /// - Throws: `ConfigurationError` with every problem found.
  static func load(
    file path: String?, data: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
    workingFolder: URL = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
  ) throws(ConfigurationError) -> Configuration {
    let places = Places(environment: environment, workingFolder: workingFolder)
    let list = ProblemList()
    var result = Configuration(dataFolder: places.defaultDataFolder)
    if let file = try places.configurationFile(named: path) {
      result.file = file
      let members = try parse(file)
      result.read(members, source: file.lastPathComponent, folder: file.deletingLastPathComponent(), places, into: list)
    }
    result.readEnvironment(environment, places, into: list)
    if let data { result.dataFolder = places.url(data, from: workingFolder) }
    result.checkChargePlans(into: list)
    guard list.problems.isEmpty else { throw ConfigurationError(problems: list.problems) }
    return result
  }

  private static func parse(_ file: URL) throws(ConfigurationError) -> [String: TOMLNode] {
    let name = file.lastPathComponent
    do {
      return try TOMLNode.parse(String(contentsOf: file, encoding: .utf8))
    } catch let error as TOMLParseError {
      let place = "line \(error.source.begin.line), column \(error.source.begin.column)"
      throw ConfigurationError(problems: [.init(source: name, path: place, text: error.description)])
    } catch let error as TOMLTextError {
      throw ConfigurationError(problems: [.init(source: name, path: "line \(error.line)", text: error.problem)])
    } catch {
      throw ConfigurationError(problems: [
        .init(source: name, path: "", text: "cannot be read as UTF-8 text; check that it exists and may be read")
      ])
    }
  }
}

/// Where files are, seen from the environment and the working folder.
struct Places {
  let workingFolder: URL
  private let environment: [String: String]

  init(environment: [String: String], workingFolder: URL) {
    self.environment = environment
    self.workingFolder = workingFolder
  }

  var defaultDataFolder: URL { base("XDG_DATA_HOME", otherwise: ".local/share").appending(path: "sarathi") }

  /// The file named on the command line or in `SARATHI_CONFIG`, else the first that exists where one may lie.
  func configurationFile(named path: String?) throws(ConfigurationError) -> URL? {
    if let named = path ?? environment["SARATHI_CONFIG"] {
      let file = url(named, from: workingFolder)
      guard FileManager.default.isReadableFile(atPath: file.path) else {
        throw ConfigurationError(problems: [
          .init(source: named, path: "", text: "there is no such file, or it may not be read; check the path")
        ])
      }
      return file
    }
    let candidates = [
      workingFolder.appending(path: "sarathi.toml"),
      base("XDG_CONFIG_HOME", otherwise: ".config").appending(path: "sarathi").appending(path: "sarathi.toml"),
    ]
    return candidates.first { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// `~` means the home folder; a relative path starts at `folder`.
  func url(_ path: String, from folder: URL) -> URL {
    if path == "~" { return home }
    if path.hasPrefix("~/") { return home.appending(path: String(path.dropFirst(2))) }
    return path.hasPrefix("/") ? URL(filePath: path) : folder.appending(path: path)
  }

  private var home: URL {
    if let home = environment["HOME"], !home.isEmpty { return URL(filePath: home, directoryHint: .isDirectory) }
    return FileManager.default.homeDirectoryForCurrentUser
  }

  private func base(_ variable: String, otherwise path: String) -> URL {
    if let folder = environment[variable], folder.hasPrefix("/") { return URL(filePath: folder) }
    return home.appending(path: path)
  }
}
