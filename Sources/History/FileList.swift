import Foundation

/// Files to read, folders replaced by what is in them.
struct FileList {
  let files: [URL]
  /// Bytes before each file, and all of them.
  private let offsets: [Int]

  /// - Throws: nothing is given, a path does not exist, or a folder holds no file of prices.
  init(_ given: [URL]) throws(HistoryError) {
    guard !given.isEmpty else {
      throw HistoryError(file: "no file", problem: "no file was given", fix: "Name a CSV file or a folder of them.")
    }
    var files: [URL] = []
    for url in given { files += try Self.expanded(url) }
    self.files = files
    offsets = files.reduce(into: [0]) { sums, url in sums.append((sums.last ?? 0) + Self.size(url)) }
  }

  /// Turns the progress inside one file into that of all.
  func progress(ofFile index: Int, to all: ((Double) -> Void)?) -> ((Double) -> Void)? {
    guard let all else { return nil }
    let before = Double(offsets[index])
    let own = Double(offsets[index + 1]) - before
    let total = Double(max(1, offsets[files.count]))
    return { share in all(min(1, (before + own * share) / total)) }
  }

  private static func expanded(_ url: URL) throws(HistoryError) -> [URL] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw HistoryError(file: url.path, problem: "there is no such file", fix: "Check the path.")
    }
    guard isFolder.boolValue else { return [url] }
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: url.path) } catch {
      throw HistoryError(
        file: url.path, problem: "the folder cannot be listed: \(error.localizedDescription)",
        fix: "Check the right to read it.")
    }
    let endings = [".csv", ".csv.gz", ".json", ".json.gz"]
    let tables = names.filter { name in endings.contains { name.hasSuffix($0) } }.sorted()
    guard !tables.isEmpty else {
      throw HistoryError(
        file: url.path, problem: "the folder holds no .csv or .json file, plain or .gz",
        fix: "Name the folder they are in.")
    }
    return tables.map { url.appending(path: $0) }
  }

  private static func size(_ url: URL) -> Int {
    var status = stat()
    return stat(url.path, &status) == 0 ? Int(status.st_size) : 0
  }
}
