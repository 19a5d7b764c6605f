import Foundation
import Storage

/// Where the demo keeps its data: a temporary folder, or one that it made itself. It writes links and a day of the past, so
/// it takes no folder that anything else has used.
struct DemoFolder {
  let url: URL
  private let isTemporary: Bool

  /// File that says who made the folder.
  private static let mark = "DEMO"

  init(_ given: String?) throws {
    isTemporary = given == nil
    url =
      given.map { URL(filePath: $0) }
      ?? FileManager.default.temporaryDirectory.appending(
        path: "sarathi-demo-\(ProcessInfo.processInfo.processIdentifier)")
    try refuseForeign()
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

  private func refuseForeign() throws {
    guard !Self.isDemo(url) else { return }
    // A demo that was ended before it marked its folder leaves at most these, all empty.
    let harmless: Set = ["LOCK", "RESERVE", "tape", "snapshots"]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    guard names.allSatisfy(harmless.contains) else {
      throw Failure(
        "\(url.path) was not made by the demo: it may hold links and trades of yours. Nothing was touched.",
        fix: """
          Name a folder that does not exist yet. For links and strategies of your own in the demo, let it make the \
          folder first: sarathi demo --prepare --data FOLDER
          """)
    }
  }
}
