import Foundation
import Testing

/// The built `sarathi` executable, run as a user runs it.
struct Program {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Beside the test bundle, where SwiftPM puts both.
  static var executable: URL {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "sarathi")
  }

  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    let running = try Running(arguments, environment: environment)
    return running.finish()
  }

  /// A process under way.
  final class Running {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
      process.executableURL = Program.executable
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      process.standardOutput = output
      process.standardError = errors
      try process.run()
    }

    /// Reads until `count` more lines came that `include` accepts, or the output ended.
    /// - Returns: whether all of them came.
    func awaitLines(_ count: Int, onErrors: Bool = false, where include: (String) -> Bool) -> Bool {
      var missing = count
      var line: [UInt8] = []
      let descriptor = (onErrors ? errors : output).fileHandleForReading.fileDescriptor
      var byte: UInt8 = 0
      while missing > 0 {
        guard read(descriptor, &byte, 1) == 1 else { return false }
        if byte != UInt8(ascii: "\n") {
          line.append(byte)
          continue
        }
        if include(String(decoding: line, as: UTF8.self)) { missing -= 1 }
        line.removeAll(keepingCapacity: true)
      }
      return true
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    func finish() -> Result {
      let reading = DispatchGroup()
      let collected = Collected()
      DispatchQueue.global().async(group: reading) { [errors] in
        collected.errors = errors.fileHandleForReading.readDataToEndOfFile()
      }
      let text = output.fileHandleForReading.readDataToEndOfFile()
      reading.wait()
      process.waitUntilExit()
      return Result(
        status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
        errors: String(decoding: collected.errors, as: UTF8.self))
    }
  }

  /// Written by one thread before the group is waited for, read after.
  private final class Collected: @unchecked Sendable {
    var errors = Data()
  }
}

/// A folder of its own for one test, removed with the value.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "sarathi-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }

  var data: String { url.appending(path: "data").path }
}
