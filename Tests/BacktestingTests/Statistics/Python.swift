import Foundation
import Testing

/// Runs one of the reference programs beside these tests.
enum Python {
  /// - Returns: what it printed.
  static func run(_ program: String, _ arguments: [String], file: StaticString = #filePath) throws -> Data {
    let folder = URL(filePath: "\(file)").deletingLastPathComponent().deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", folder.appending(path: "Reference/\(program)").path] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program) failed")
    return data
  }
}
