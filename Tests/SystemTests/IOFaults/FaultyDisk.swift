import Foundation
import Testing

/// A disk that fails at one operation, as the program under test sees it: `faulty-disk.c`, compiled when it is needed.
struct FaultyDisk: Sendable {
  struct Fault: CustomStringConvertible, Sendable {
    enum Code: String, Sendable {
      case inputOutput = "EIO"
      case full = "ENOSPC"
      case readOnly = "EROFS"
    }

    enum Extent: Sendable {
      /// This operation only.
      case once
      /// A write takes half of its bytes first; then as `once`.
      case short
      /// This one and all that follow.
      case on
    }

    /// Number of the operation in the data folder, from 1; 0: none, only count.
    var at: Int
    var error = Code.inputOutput
    var extent = Extent.once

    var description: String { "operation \(at), \(error.rawValue), \(extent)" }
  }

  private let library: URL
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    library = try PreloadedLibrary.compile("faulty-disk.c", into: scratch.url)
  }

  func environment(folder: String, _ fault: Fault, log: URL? = nil) -> [String: String] {
    var variables = [
      "LD_PRELOAD": library.path, "IOFAULT_FOLDER": folder, "IOFAULT_AT": "\(fault.at)",
      "IOFAULT_ERROR": fault.error.rawValue,
    ]
    switch fault.extent {
    case .once: break
    case .short: variables["IOFAULT_SHORT"] = "1"
    case .on: variables["IOFAULT_PERSISTENT"] = "1"
    }
    if let log { variables["IOFAULT_LOG"] = log.path }
    return variables
  }

  /// What became of a run, by its log: the operation that failed, and how many there were.
  struct Log {
    /// Such as `pwrite /sarathi.sqlite-wal`; nil: none failed.
    var failed: String?
    var count = 0

    init(_ file: URL) {
      let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        if line.hasPrefix("failed") { failed = words.dropFirst(2).joined(separator: " ") }
        if line.hasPrefix("count"), let last = words.last, let number = Int(last) { count = number }
      }
    }
  }
}
