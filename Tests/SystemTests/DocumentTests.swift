import Foundation
import TestSupport
import Testing

/// The commands of the documents, run in order as a reader would, each document in a folder of its own. What runs until it
/// is stopped, or for hours, is made short or named below; anything else has to end well.
@Suite("The commands of the documents")
struct DocumentTests {
  static let checkout = URL(filePath: #filePath).appending(path: "../../..").standardized

  /// Every page, by its path from the checkout.
  static let documents: [String] = {
    let pages = FileManager.default.enumerator(atPath: checkout.appending(path: "docs").path)
    let paths = (pages?.compactMap { $0 as? String } ?? []).sorted().map { "docs/" + $0 }
    return (["README.md", "SECURITY.md"] + paths).filter { $0.hasSuffix(".md") }
  }()

  @Test("do what they are said to do", arguments: documents)
  func run(_ document: String) throws {
    let commands = try DocumentCommands(Self.checkout.appending(path: document)).commands
    guard !commands.isEmpty else { return }
    let place = try ReadersFolder(Self.checkout)
    for command in commands {
      let result = try place.run(command)
      #expect(
        command.mayFail || result.status == 0,
        "\(document): \(command.text)\n\(result.errors)\(result.output.suffix(500))")
      #expect(result.status != 64, "\(document): \(command.text) is called wrongly\n\(result.errors)")
      #expect(!result.wasSignalled && !result.hung, "\(document): \(command.text)")
    }
  }

  @Test("make has every target they name")
  func targets() throws {
    let makefile = try String(contentsOf: Self.checkout.appending(path: "Makefile"), encoding: .utf8)
    for document in Self.documents {
      let text = try String(contentsOf: Self.checkout.appending(path: document), encoding: .utf8)
      for match in text.matches(of: /(?:^|`)make ([a-z]+)/.anchorsMatchLineEndings()) {
        #expect(makefile.contains("\n\(match.output.1):"), "\(document): make \(match.output.1)")
      }
    }
  }

  @Test("there are commands in the documents that have some today")
  func found() throws {
    for document in [
      "README.md", "docs/start/first-day.md", "docs/how-to/backtesting.md", "docs/how-to/links.md",
      "docs/how-to/operations.md",
    ] {
      #expect(try !DocumentCommands(Self.checkout.appending(path: document)).commands.isEmpty, "\(document)")
    }
  }
}

/// What a document tells a reader to type, as far as it can be tried here.
struct DocumentCommands {
  struct Command {
    var text: String
    var arguments: [String]
    /// It is meant to find something that is not there.
    var mayFail: Bool
  }
  private(set) var commands: [Command] = []

  init(_ file: URL) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    for block in text.matches(of: /```sh\n(?<lines>[^`]*)```/) {
      for line in String(block.output.lines).replacing("\\\n", with: " ").split(separator: "\n") {
        if let command = Self.command(String(line)) { commands.append(command) }
      }
    }
  }

  /// Nil for what is not Sarathi, or runs until somebody stops it.
  private static func command(_ line: String) -> Command? {
    var words = Self.words(line)
    if words.first == "make", words.count == 3, words[1] == "run", words[2].hasPrefix("ARGS=") {
      words = ["sarathi"] + Self.words(String(words[2].dropFirst(5)))
    }
    guard words.first == "sarathi", let name = words.dropFirst().first, name != "serve" else { return nil }
    if name == "demo", !words.contains("--headless"), !words.contains("--prepare") { return nil }
    var arguments = Array(words.dropFirst())
    // Shorter, and into the reader's folder.
    shorten("--seeds", to: "1", &arguments)
    shorten("--every", to: "6000", &arguments)
    arguments = arguments.map { $0.replacing("/var/lib/sarathi", with: "./var") }
    let mayFail = name == "doctor" || arguments.starts(with: ["journal", "quarantine"])
    return Command(text: line, arguments: arguments, mayFail: mayFail)
  }

  private static func shorten(_ option: String, to value: String, _ arguments: inout [String]) {
    guard let place = arguments.firstIndex(of: option), place + 1 < arguments.count else { return }
    arguments[place + 1] = value
  }

  /// As a shell parts them: quotes, comments, redirections.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == " " {
        if let done = word { words.append(done) }
        word = nil
      } else if word == nil, character == "#" || character == ">" {
        return words
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}

/// A folder with what the documents take for granted: the example day, price files under the names they use, a desk with a
/// link.
private struct ReadersFolder {
  private let scratch: Scratch
  private var environment: [String: String] { ["SARATHI_DATA": scratch.data, "HOME": scratch.url.path] }

  init(_ checkout: URL) throws {
    scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      at: scratch.url.appending(path: "Examples"), withDestinationURL: checkout.appending(path: "Examples"))
    let text = Data(Self.candles.utf8)
    for name in ["NIFTY_2021.csv", "NIFTY_2021.csv.gz", "RELIANCE_5min.csv.gz"] {
      try text.write(to: scratch.url.appending(path: name))
    }
    for name in ["NIFTY_2022.csv", "NIFTY_2022.csv.gz"] {
      try Data(Self.candles.replacing("2021-06-", with: "2022-06-").utf8).write(to: scratch.url.appending(path: name))
    }
    for folder in [scratch.data, scratch.url.appending(path: "var").path] {
      try #require(try start(["link", "add", "--name", "First", "--quantity", "1", "--data", folder]).status == 0)
    }
  }

  func run(_ command: DocumentCommands.Command) throws -> Program.Result {
    var arguments = command.arguments
    if arguments.contains("ID") { arguments = arguments.filter { $0 != "ID" } + (try runs().suffix(2)) }
    return try start(arguments)
  }

  private func start(_ arguments: [String]) throws -> Program.Result {
    try Program.run(arguments, environment: environment, folder: scratch.url)
  }

  private func runs() throws -> [String] {
    struct Run: Decodable { var id: String }
    let listed = try start(["backtests", "list", "--json"])
    return try JSONDecoder().decode([Run].self, from: Data(listed.output.utf8)).map(\.id)
  }

  /// A week of minutes, as a random walk in ticks of five paise.
  private static let candles: String = {
    var random = Seeded(11)
    var price = 300_000
    var lines = ["timestamp,open,high,low,close,volume"]
    func text(_ ticks: Int) -> String { "\(ticks / 20).\(String(100 + ticks % 20 * 5).dropFirst())" }
    for day in [7, 8, 9, 10] {
      for minute in 555..<930 {
        let open = price
        price += Int.random(in: -60...60, using: &random)
        let (high, low) = (max(open, price) + 10, min(open, price) - 10)
        let clock = "\(String(100 + minute / 60).dropFirst()):\(String(100 + minute % 60).dropFirst()):00"
        let date = "2021-06-\(String(100 + day).dropFirst())"
        lines.append("\(date) \(clock),\(text(open)),\(text(high)),\(text(low)),\(text(price)),1000")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }()
}
