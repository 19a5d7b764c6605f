import Foundation
import Storage

/// Where the demo keeps its data: a temporary folder, or one that it made itself. It writes links and a day of the past, so
/// it writes to no folder that anything else has used; of a folder with links it plays with copies of these.
struct DemoFolder {
  let url: URL
  /// The links of the folder that was named, where that is somebody else's.
  let foreignLinks: [LinkRow]
  let isTemporary: Bool

  /// File that says who made the folder.
  private static let mark = "DEMO"

  /// - Parameter mayCopyLinks: plays with the links of somebody else's folder, instead of refusing it.
  init(_ given: String?, mayCopyLinks: Bool) throws {
    let named = given.map { URL(filePath: $0) }
    let isForeign = named.map(Self.isForeign) ?? false
    foreignLinks = if isForeign, mayCopyLinks, let named { try Self.links(of: named) } else { [] }
    if isForeign, foreignLinks.isEmpty, let named { throw Self.refusal(of: named) }
    isTemporary = named == nil || isForeign
    let temporary = FileManager.default.temporaryDirectory.appending(
      path: "sarathi-demo-\(ProcessInfo.processInfo.processIdentifier)")
    url = isTemporary ? temporary : named ?? temporary
  }

  /// Whether a demo made the folder.
  static func isDemo(_ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: mark).path)
  }

  /// Opens the folder and marks it as the demo's before anything else is written.
  func open() throws -> DataFolder {
    let folder = try storage { try DataFolder(url) }
    guard !Self.isDemo(url) else { return folder }
    try storage {
      let file = try folder.disk.open(url.appending(path: Self.mark).path, for: .replacing)
      try file.append(Array("This folder was made by sarathi demo.\n".utf8))
      try file.sync()
      try folder.disk.syncFolder(url.path)
    }
    return folder
  }

  func removeIfTemporary() {
    if isTemporary { try? FileManager.default.removeItem(at: url) }  // only a temporary folder
  }

  /// Whether something else than a demo has used the folder.
  private static func isForeign(_ folder: URL) -> Bool {
    guard !isDemo(folder) else { return false }
    // A demo that was ended before it marked its folder leaves at most these, all empty.
    let harmless: Set = ["LOCK", "RESERVE", "tape", "snapshots"]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return !names.allSatisfy(harmless.contains)
  }

  private static func links(of folder: URL) throws -> [LinkRow] {
    try storage {
      let data = try DataFolder(folder, access: .shared)
      guard FileManager.default.fileExists(atPath: data.database.path) else { return [] }
      return try DeskReader(data.database).links(includingRemoved: false)
    }
  }

  private static func refusal(of folder: URL) -> Failure {
    Failure(
      "\(folder.path) was not made by the demo: it may hold links and trades of yours. Nothing was touched.",
      fix: """
        Name a folder that does not exist yet. For links and strategies of your own in the demo, let it make the \
        folder first: sarathi demo --prepare --data FOLDER
        """)
  }
}
