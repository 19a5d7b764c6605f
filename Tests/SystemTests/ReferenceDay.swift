import Foundation
import Testing

/// The demo day as it goes when nothing disturbs it.
enum ReferenceDay {
  static let arguments = ["demo", "--headless", "--json", "--port", "0"]

  /// Its report, computed once.
  static var report: String {
    get throws { try played.get() }
  }

  private static let played = Result {
    let result = try Program.run(arguments)
    try #require(result.status == 0, "\(result.errors)")
    return result.output
  }

  /// Starts the day in a folder; goes on where the folder ends.
  static func run(_ folder: String, environment: [String: String] = [:]) throws -> Program.Result {
    try Program.run(arguments + ["--data", folder], environment: environment)
  }

  /// What holds of a folder in which the day came to its end, whatever happened on the way.
  static func expectWhole(_ folder: String, _ comment: Comment? = nil) throws {
    let again = try Program.run(["report", "--json", "--data", folder]).output
    let wanted = try report
    #expect(again == wanted, comment)
    let verify = try Program.run(["journal", "verify", "--data", folder])
    #expect(verify.status == 0, "\(verify.output) \(verify.errors)")
    let replay = try Program.run(["replay", "2021-06-01", "--data", folder])
    #expect(replay.status == 0, "\(replay.output) \(replay.errors)")
  }
}
