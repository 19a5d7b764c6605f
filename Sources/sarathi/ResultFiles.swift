import Foundation

/// The files that a command writes its results to, looked at before the work begins: none may replace what it reads, what
/// another option writes, or what the desk keeps.
struct ResultFiles {
  /// An option, and the path a person gave it.
  typealias Target = (option: String, path: String?)

  /// - Parameter inputs: files and folders the command reads.
  static func check(_ targets: [Target], inputs: [String], _ configuration: Configuration) throws {
    let settings = [
      configuration.file, configuration.calendarFile, configuration.chargesFile, configuration.instrumentsFile,
    ].compactMap { $0?.path }
    let read = (inputs + settings).map { ($0, Place($0)) }
    var taken: [(option: String, place: Place)] = []
    for case (let option, let path?) in targets {
      let place = Place(path)
      if let input = read.first(where: { $0.1.contains(place) }) {
        throw Failure(
          "\(option) \(path) would replace \(input.0), which is read.", fix: "Name another file for the result.")
      }
      if let twin = taken.first(where: { $0.place.isSameFile(as: place) }) {
        throw Failure(
          "\(twin.option) and \(option) name the same file, \(path).", fix: "Give each result a file of its own.")
      }
      let isInside = Place(configuration.dataFolder.path).isFolder(of: place) || place.isInDataFolder
      if (isInside && place.isThere && !place.isPage) || place.isDeskFile {
        throw Failure(
          "\(option) \(path) would replace a file of a data folder.", fix: "Name a file outside the data folder.")
      }
      if place.isFolder { throw Failure("\(option) \(path) is a folder.", fix: "Name a file in it.") }
      taken.append((option, place))
    }
  }

  /// Where a path leads.
  private struct Place {
    private let path: String
    private let status: stat?

    init(_ given: String) {
      let url = URL(filePath: given)
      var status = stat()
      self.status = stat(url.path, &status) == 0 ? status : nil
      let folder = url.deletingLastPathComponent().resolvingSymlinksInPath()
      path =
        self.status == nil ? folder.appending(path: url.lastPathComponent).path : url.resolvingSymlinksInPath().path
    }

    var isThere: Bool { status != nil }
    var isFolder: Bool { kind == S_IFDIR }
    var isPage: Bool { path.hasSuffix(".html") || path.hasSuffix(".csv") }
    private var kind: mode_t? { status.map { $0.st_mode & S_IFMT } }

    /// A file that a desk keeps, of whatever folder, there or to come: its names, and any SQLite database.
    var isDeskFile: Bool {
      let url = URL(filePath: path)
      if Self.deskFiles.contains(url.lastPathComponent) { return true }
      guard kind == S_IFREG, let file = try? FileHandle(forReadingFrom: url) else { return false }
      defer { try? file.close() }
      return (try? file.read(upToCount: 15)) == Data("SQLite format 3".utf8)
    }

    /// Whether it lies in a desk's folder, or in a folder of it.
    var isInDataFolder: Bool {
      let folder = URL(filePath: path).deletingLastPathComponent()
      return [folder, folder.deletingLastPathComponent()].contains { above in
        Self.marks.contains { FileManager.default.fileExists(atPath: above.appending(path: $0).path) }
      }
    }

    private static let marks = ["sarathi.sqlite", "ANCHOR"]
    private static let deskFiles: Set<String> = [
      "sarathi.sqlite", "sarathi.sqlite-wal", "sarathi.sqlite-shm", "paper.sqlite", "paper.sqlite-wal",
      "paper.sqlite-shm", "LOCK", "START", "ANCHOR", "RESERVE", "api-token",
    ]

    /// Devices and pipes take any number of results.
    func isSameFile(as other: Place) -> Bool {
      guard let status, let theirs = other.status else { return path == other.path }
      guard kind == S_IFREG else { return false }
      return status.st_dev == theirs.st_dev && status.st_ino == theirs.st_ino
    }

    /// It is that file, or a folder with that file in it.
    func contains(_ file: Place) -> Bool {
      isSameFile(as: file) || (file.isThere && file.kind == S_IFREG && isFolder(of: file))
    }

    func isFolder(of file: Place) -> Bool { isFolder && file.path.hasPrefix(path.hasSuffix("/") ? path : path + "/") }
  }
}

/// Writes a result to a file the person named: a file of its own is whole from the moment it has its name; what is
/// something else, a device, a pipe, a link, stays that and is written into.
func writeResult(_ text: String, to path: String) throws {
  do { try ResultWriter(path).write(Array(text.utf8)) } catch {
    throw Failure("\(path) cannot be written: \(error.reason)", fix: "Check the folder and its rights.")
  }
}

private struct ResultWriter {
  struct Problem: Error {
    var reason = String(cString: strerror(errno))
  }

  private let path: String

  init(_ path: String) { self.path = URL(filePath: path).path }

  func write(_ bytes: [UInt8]) throws(Problem) {
    var status = stat()
    let isThere = lstat(path, &status) == 0
    guard isThere, status.st_mode & S_IFMT != S_IFREG else {
      return try replace(bytes, rights: isThere ? status.st_mode & 0o777 : FileRights.ofResults)
    }
    try put(bytes, into: path, O_WRONLY | O_CREAT | O_TRUNC, rights: FileRights.ofResults)
  }

  private func replace(_ bytes: [UInt8], rights: mode_t) throws(Problem) {
    let url = URL(filePath: path)
    let part = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).\(getpid()).part").path
    defer { _ = unlink(part) }
    try put(bytes, into: part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, rights: rights)
    guard rename(part, path) == 0 else { throw Problem() }
  }

  private func put(_ bytes: [UInt8], into path: String, _ flags: Int32, rights: mode_t) throws(Problem) {
    let descriptor = Foundation.open(path, flags | O_CLOEXEC, rights)
    guard descriptor >= 0 else { throw Problem() }
    defer { _ = Foundation.close(descriptor) }
    if flags & O_EXCL != 0 { _ = fchmod(descriptor, rights) }  // the process's own mask is closed to others
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        guard errno == EINTR else { throw Problem() }
        continue
      }
      rest = rest.dropFirst(written)
    }
  }
}
