import Foundation
import Testing

@Suite("The help of every command")
struct HelpTests {
  @Test("fits a terminal of 80 columns")
  func width() throws {
    var commands: [[String]] = [[]]
    var count = 0
    while let command = commands.popLast() {
      let help = try Program.run(command + ["--help"], environment: ["COLUMNS": "80"])
      let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
      let wide = lines.filter { $0.count > 80 }
      #expect(help.status == 0 && wide.isEmpty, "\(command): \(wide)")
      commands += subcommands(lines).map { command + [$0] }
      count += 1
    }
    #expect(count > 40, "\(count) commands were found")
  }

  private func subcommands(_ lines: [Substring]) -> [String] {
    let listed = lines.drop { !$0.hasPrefix("SUBCOMMANDS:") }.dropFirst().prefix { !$0.isEmpty }
    return listed.compactMap { line in
      line.hasPrefix("  ") && !line.hasPrefix("   ") ? line.split(separator: " ").first.map(String.init) : nil
    }
  }
}
