import Foundation
import Testing

/// The built `sarathi` executable, run as a user runs it.
struct Program {
  struct Result {
    /// Its exit code, or the signal that ended it.
    var status: Int32
    var wasSignalled = false
    /// It had to be killed because it did not end.
    var hung = false
    var output: String
    /// What it wrote on stderr, in lines that fit a terminal.
    var errorText: String
    /// The same on one line, wherever it was wrapped.
    var errors: String { errorText.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }

  /// Beside the test bundle, where SwiftPM puts both; `make iofaults` names the release build instead.
  static var executable: URL {
    if let given = ProcessInfo.processInfo.environment["IOFAULTS_PROGRAM"] { return URL(filePath: given) }
    return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "sarathi")
  }

  /// - Parameters:
  ///   - folder: where it runs; nil: where this process does.
  ///   - patience: seconds after which it counts as hung and is killed.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], folder: URL? = nil, patience: Double = 300
  ) throws -> Result {
    let running = try Running(arguments, environment: environment, folder: folder)
    return running.finish(patience: patience)
  }

  /// A process under way.
  final class Running {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    init(_ arguments: [String], environment: [String: String] = [:], folder: URL? = nil) throws {
      process.executableURL = Program.executable
      process.arguments = arguments
      if let folder { process.currentDirectoryURL = folder }
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

    var identifier: Int32 { process.processIdentifier }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Stops it with SIGSTOP and returns once it stands still.
    func pause() {
      send(SIGSTOP)
      // The state follows the name, which is in parentheses.
      while let line = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8),
        let name = line.lastIndex(of: ")"), line[name...].dropFirst(2).first != "T"
      {
        sched_yield()
      }
    }

    func resume() { send(SIGCONT) }

    func finish(patience: Double = 300) -> Result {
      let reading = DispatchGroup()
      let collected = Collected()
      let impatience = DispatchWorkItem { [process] in
        collected.hung = true
        kill(process.processIdentifier, SIGKILL)
      }
      DispatchQueue.global().asyncAfter(deadline: .now() + patience, execute: impatience)
      DispatchQueue.global().async(group: reading) { [errors] in
        collected.errors = errors.fileHandleForReading.readDataToEndOfFile()
      }
      let text = output.fileHandleForReading.readDataToEndOfFile()
      reading.wait()
      process.waitUntilExit()
      impatience.cancel()
      return Result(
        status: process.terminationStatus, wasSignalled: process.terminationReason == .uncaughtSignal,
        hung: collected.hung, output: String(decoding: text, as: UTF8.self),
        errorText: String(decoding: collected.errors, as: UTF8.self))
    }
  }

  /// `errors` is written by one thread before the group is waited for, `hung` before the process ends; both are read after.
  private final class Collected: @unchecked Sendable {
    var errors = Data()
    var hung = false
  }
}

/// A folder of its own for one test, removed with the value.
final class Scratch: Sendable {
  let url: URL

  /// - Parameter inMemory: on a file system in memory where there is one: many times faster when the disk is not the point.
  init(inMemory: Bool = false) throws {
    let memory = URL(filePath: "/dev/shm", directoryHint: .isDirectory)
    let isThere = inMemory && access(memory.path, W_OK) == 0
    url = (isThere ? memory : FileManager.default.temporaryDirectory)
      .appending(path: "sarathi-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }

  var data: String { url.appending(path: "data").path }
}
