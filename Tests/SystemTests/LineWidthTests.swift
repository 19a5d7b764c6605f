import Foundation
import Testing

@Suite("What commands print on a terminal")
struct LineWidthTests {
  @Test(
    "errors and remarks fit a terminal of 80 columns; only a word that is wider, as a path, stands out",
    arguments: [
      ["link", "add", "--name", "C", "--risk-percent", "0.5"], ["link", "add", "--name", "C"],
      ["link", "add", "--name", "C", "--lots", "1", "--option", "foo"],
      ["link", "add", "--name", "C", "--lots", "1", "--stop-percent", "x"],
      ["link", "add", "--name", "C", "--rupees", "10000000"], ["link", "remove", "9"],
      ["serve", "--port", "9099", "--webhook-port", "9099"], ["serve", "--config", "/nowhere/sarathi.toml"],
      ["strategy", "deploy", "nope", "--interval", "5m"],
      ["strategy", "deploy", "ema-crossover", "--symbol", "NSE:SBIN", "--interval", "7x", "--quantity", "1"],
      ["strategy", "deploy", "ema-crossover", "--symbol", "NSE:SBIN", "--interval", "5m", "--quantity", "1"],
      ["journal", "verify"], ["report"], ["replay", "2021-06-01"],
    ])
  func width(_ command: [String]) throws {
    let scratch = try Scratch()
    let result = try Program.run(command + ["--data", scratch.data], environment: ["COLUMNS": "80"])
    let wide = result.errorText.split(separator: "\n").filter { line in
      line.count > 80 && line.drop { $0 == " " }.contains(" ")
    }
    #expect(wide.isEmpty && !result.errorText.isEmpty, "\(wide)")
  }
}
