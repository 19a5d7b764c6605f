import ArgumentParser
import Engine
import Foundation
import Market
import Testing

@testable import sarathi

@Suite("Characters that are not seen")
struct HiddenCharactersTests {
  private static let hidden = [
    "\u{202E}", "\u{200B}", "\u{2066}", "\u{FEFF}", "\u{1B}", "\u{7F}", "\u{E000}", "\u{AD}",
  ]

  @Test("are refused in the name of a link, with the option and the character", arguments: hidden)
  func linkName(_ hidden: String) throws {
    let arguments = ["link", "add", "--name", "Break\(hidden)out", "--quantity", "1", "--stop-percent", "1"]
    do {
      _ = try Sarathi.parseAsRoot(arguments)
      Issue.record("it was taken")
    } catch {
      let text = Sarathi.fullMessage(for: error)
      #expect(text.contains("--name") && text.contains(VisibleText.of(hidden)), "\(text)")
    }
  }

  @Test("are refused in the settings, with the key", arguments: hidden)
  func accountName(_ hidden: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sarathi-hidden-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "sarathi.toml")
    let code = hidden.unicodeScalars.reduce("") { text, scalar in
      let digits = String(scalar.value, radix: 16)
      return text + "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
    try Data("[[accounts]]\nid = 1\nname = \"Pa\(code)per\"\n".utf8).write(to: file)
    do {
      _ = try Configuration.load(file: file.path, data: nil, environment: [:])
      Issue.record("it was taken")
    } catch {
      #expect(error.problems.map(\.path) == ["accounts[0].name"])
      #expect(error.description.contains(VisibleText.of(hidden)), "\(error)")
    }
  }

  @Test("trusted proxies are addresses or networks, and nothing else")
  func trustedProxies() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sarathi-proxies-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "sarathi.toml")
    func load(_ value: String) throws(ConfigurationError) -> Configuration {
      try? Data("[webhook]\ntrusted_proxies = \(value)\n".utf8).write(to: file)
      return try Configuration.load(file: file.path, data: nil, environment: [:])
    }
    _ = try load(#"["127.0.0.1", "::1", "10.0.0.0/8", "fd00::/8"]"#)
    for wrong in [#""127.0.0.1""#, "[1]", #"["localhost"]"#, #"["10.0.0.0/33"]"#, #"["10.0.0.0/8/8"]"#, #"[""]"#] {
      #expect(throws: ConfigurationError.self, "\(wrong)") { try load(wrong) }
    }
  }
}
