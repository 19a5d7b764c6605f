import Foundation

/// A temporary folder of one benchmark, on the disk that is to be measured.
struct BenchFolder {
  let url: URL

  /// - Parameter place: where it is made; nil is the system's temporary folder.
  init(in place: String? = nil) throws {
    let parent = place.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? FileManager.default.temporaryDirectory
    url = parent.appending(path: "sarathi-bench-\(UUID().uuidString)", directoryHint: .isDirectory)
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw Failure("No folder can be made in \(parent.path).", fix: "Name another place with --place.")
    }
  }

  func remove() { try? FileManager.default.removeItem(at: url) }  // only a temporary folder
}
