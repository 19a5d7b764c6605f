import ArgumentParser
import Foundation

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check everything the desk needs on this machine.",
    discussion: """
      Each line is ok, warn or fail, with what to do. Exit code 1 if any line fails. Changes nothing; works beside a \
      running desk.
      """)

  @OptionGroup var common: CommonOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let findings = Doctor.examine(common)
    if json {
      try Console.json(findings)
    } else {
      let width = findings.map(\.subject.count).max() ?? 0
      for finding in findings {
        let subject = finding.subject + String(repeating: " ", count: width - finding.subject.count)
        let head = "\(finding.state.rawValue.padding(toLength: 5, withPad: " ", startingAt: 0))\(subject)  "
        Self.print(head, finding.text)
        if let advice = finding.advice { Self.print(String(repeating: " ", count: head.count) + "→ ", advice) }
      }
    }
    if findings.contains(where: { $0.state == .fail }) { throw ExitCode.failure }
  }

  private static func print(_ head: String, _ text: String) {
    let oneLine = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    BacktestText.wrapped(oneLine, behind: head).forEach { Console.line($0) }
  }
}
