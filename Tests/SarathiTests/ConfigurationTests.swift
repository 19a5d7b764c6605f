import Engine
import Foundation
import Market
import Testing
import Trading

@testable import sarathi

@Suite("Configuration")
struct ConfigurationTests {
  /// Loads `text` as `sarathi.toml` in an empty folder of its own.
  private func load(_ text: String?, data: String? = nil, _ environment: [String: String] = [:]) throws -> Configuration
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sarathi-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // a leftover folder harms nobody
    if let text { try Data(text.utf8).write(to: folder.appending(path: "sarathi.toml")) }
    let environment = ["HOME": folder.path].merging(environment) { $1 }
    return try Configuration.load(file: nil, data: data, environment: environment, workingFolder: folder)
  }

  /// The problems `text` is refused for.
  private func problems(_ text: String?, _ environment: [String: String] = [:]) -> [String] {
    do {
      _ = try load(text, environment)
      return []
    } catch let error as ConfigurationError {
      return error.problems.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  @Test("without a file there is one paper account and loopback ports")
  func defaults() throws {
    let configuration = try load(nil)
    #expect(configuration.file == nil)
    #expect(configuration.deskPort == 8080)
    #expect(configuration.webhook == Configuration.Webhook(host: "127.0.0.1", port: 8081))
    #expect(configuration.accounts.map(\.id.number) == [1])
    #expect(configuration.accounts[0].capital == Money(rupees: 1_000_000))
    #expect(configuration.accounts[0].mode == .paper)
    #expect(configuration.dataFolder.path.hasSuffix("/.local/share/sarathi"))
  }

  @Test("the example file loads and states the defaults")
  func example() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "Examples/sarathi.toml"), encoding: .utf8)
    var loaded = try load(text)
    let defaults = try load(nil)
    loaded.file = nil
    loaded.dataFolder = defaults.dataFolder
    #expect(loaded == defaults)
    // What is commented out must load too.
    let everything = text.replacing("# public_url", with: "public_url").replacing(
      "# instruments =", with: "instruments =")
    #expect(try load(everything).webhook.publicURL == "https://desk.example.com")
  }

  @Test("amounts and percentages are exact, however they are written", arguments: ["250000.25", "\"250000.25\""])
  func exactAmounts(_ amount: String) throws {
    let account = try load(
      """
      [[accounts]]
      id = 7
      name = "Seven"
      capital = \(amount)
      limits.daily_loss_percent = 2.25
      limits.order_value = 99_999_999_999.9999
      """
    ).accounts[0]
    #expect(account.id.number == 7)
    #expect(account.capital == Money(rupees: 250_000, paise: 25))
    #expect(account.limits.dailyLossBasisPoints == 225)
    #expect(account.limits.orderValue == Money(raw: 999_999_999_999_999))
  }

  @Test(
    "what cannot be meant is refused with file, key and fix",
    arguments: [
      ("dta = \"x\"", "sarathi.toml: dta: unknown key; did you mean data?"),
      ("data = 5", "sarathi.toml: data: must be text in quotes, not a whole number"),
      ("data = \" \"", "sarathi.toml: data: is blank; write a value or leave the key out"),
      ("webhook = 1", "sarathi.toml: webhook: must be a table, not a whole number"),
      ("webhook.port = 70000", "sarathi.toml: webhook.port: is 70000; it must be 1 to 65535"),
      ("webhook.port = 80.5", "sarathi.toml: webhook.port: must be a whole number, not a decimal number"),
      ("webhook.port = 8080", "sarathi.toml: webhook.port: is 8080, which is the desk's port too; give each its own"),
      (
        "webhook.host = \"a b\"",
        "sarathi.toml: webhook.host: \"a b\" is not a host name or address; 127.0.0.1 is this machine only"
      ),
      (
        "webhook.public_url = \"desk\"",
        "sarathi.toml: webhook.public_url: must be an http(s) address without query, such as https://desk.example.com"
      ),
      ("accounts = []", "sarathi.toml: accounts: is empty; describe at least one account or leave the key out"),
      ("accounts = [1]", "sarathi.toml: accounts[0]: must be a table, not a whole number"),
      ("data = [", "line"),
    ])
  func refused(_ text: String, _ message: String) {
    let problems = problems(text)
    #expect(problems.contains { $0.contains(message) }, "\(problems)")
  }

  @Test(
    "a wrong account is refused",
    arguments: [
      ("capital = 0", "accounts[0].capital: is 0.00; it must be above 0 to 100000000000.00"),
      ("capital = \"\"", "accounts[0].capital: is blank, which would mean \"not allowed\""),
      ("capital = nan", "accounts[0].capital: \"nan\" is not an amount in rupees"),
      ("capital = 1000000000000000000", "accounts[0].capital: \"1000000000000000000\" is not an amount in rupees"),
      ("capital = \"1e6\"", "accounts[0].capital: \"1e6\" is not an amount in rupees"),
      ("mode = \"live\"", "accounts[0].mode: live brokers are not built yet; use \"paper\""),
      ("mode = \"demo\"", "accounts[0].mode: \"demo\" is not a mode; use \"paper\""),
      ("charge_plan = \"nobody\"", "accounts[0].charge_plan: \"nobody\" is not a plan; use one of"),
      ("limits.order_vale = 1", "accounts[0].limits.order_vale: unknown key; did you mean order_value?"),
      ("limits.order_value = 0", "accounts[0].limits.order_value: is 0.00; it must be above 0"),
      ("limits.order_value = -5", "accounts[0].limits.order_value: is -5.00; it must be above 0"),
      ("limits.open_positions = 0", "accounts[0].limits.open_positions: is 0; it must be 1 to 1000"),
      ("limits.daily_loss_percent = 101", "accounts[0].limits.daily_loss_percent: is 101; it must be above 0 to 100"),
      ("limits.daily_loss_percent = 1.005", "accounts[0].limits.daily_loss_percent: has more than two decimals"),
      ("limits.price_age_seconds = true", "accounts[0].limits.price_age_seconds: must be a whole number, not true"),
    ])
  func refusedAccount(_ line: String, _ message: String) {
    let problems = problems("[[accounts]]\nid = 1\nname = \"A\"\n\(line)")
    #expect(problems.count == 1)
    #expect(problems.contains { $0.hasPrefix("sarathi.toml: \(message)") }, "\(problems)")
  }

  @Test("two accounts may not share an id or a name, and each needs both")
  func duplicateAccounts() {
    let text = "[[accounts]]\nid = 1\nname = \"A\"\n[[accounts]]\nid = 1\nname = \"A\"\n[[accounts]]\n"
    #expect(
      problems(text) == [
        "sarathi.toml: accounts[2].id: is missing; every account needs its own",
        "sarathi.toml: accounts[2].name: is missing; every account needs its own",
        "sarathi.toml: accounts[1].id: 1 is taken by accounts[0]; every account needs its own",
        "sarathi.toml: accounts[1].name: \"A\" is taken by accounts[0]",
      ])
  }

  @Test("the environment wins over the file, the command line over both")
  func environment() throws {
    let text = "data = \"from-file\"\n[webhook]\nport = 9000\nhost = \"0.0.0.0\""
    let variables = ["SARATHI_WEBHOOK_PORT": "9001", "SARATHI_DATA": "/from/environment", "SARATHI_BUILD": "x"]
    let configuration = try load(text, variables)
    #expect(configuration.webhook == Configuration.Webhook(host: "0.0.0.0", port: 9001))
    #expect(configuration.dataFolder.path == "/from/environment")
    #expect(try load(text).dataFolder.lastPathComponent == "from-file")
    #expect(try load(text, data: "/from/options", variables).dataFolder.path == "/from/options")
  }

  @Test(
    "a wrong variable is refused",
    arguments: [
      ("SARATHI_DESK_PROT", "1", "environment: SARATHI_DESK_PROT: unknown variable; did you mean SARATHI_DESK_PORT?"),
      ("SARATHI_DESK_PORT", "x", "environment: SARATHI_DESK_PORT: \"x\" is not a port; it must be 1 to 65535"),
      ("SARATHI_DATA", "", "environment: SARATHI_DATA: is blank; set a value or unset it"),
    ])
  func refusedVariable(_ name: String, _ value: String, _ message: String) {
    #expect(problems(nil, [name: value]) == [message])
  }

  @Test("a file that was named must exist")
  func missingFile() {
    #expect(throws: ConfigurationError.self) {
      try Configuration.load(file: "/nowhere/sarathi.toml", data: nil, environment: [:])
    }
  }

  @Test(
    "a zero byte ends the reading with an error, not with the defaults for what stands behind it",
    arguments: ["\0", "\"\\u0000\" = 1", "data = \"a\\u0000b\"", "data = \"\\U00000000\""])
  func zeroByte(_ line: String) {
    #expect(
      problems("[desk]\n\(line)\n[webhook]\nport = 1") == [
        "sarathi.toml: line 2: holds a zero byte; the file is damaged, restore it"
      ])
  }

  @Test(
    "a table whose name does not begin like one is refused, not the end of the process",
    arguments: ["[$desk]", "[", "[[ é ]]", " [\t,]", "[[[desk]]]", "[.desk]", "[#"])
  func tableName(_ line: String) {
    #expect(
      problems("data = \"x\"\n\(line)\r\n").contains {
        $0.hasPrefix("sarathi.toml: line 2: after [ the name of a table is expected")
      })
  }

  @Test("so is a date whose time does not follow", arguments: ["data = 2021-06-01tx", "[desk]#\ndata = 1010-06-01T"])
  func dateWithoutTime(_ text: String) {
    #expect(problems(text).contains { $0.contains("after the T of a date a time is expected") }, "\(problems(text))")
  }

  @Test("a path or a comment may hold what looks like one")
  func dateInText() throws {
    let text = "data = \"/srv/2021-06-01T\" # 2021-06-01T\n[files]\ncalendar = '\\2021-06-01Told'"
    #expect(try load(text).dataFolder.path == "/srv/2021-06-01T")
  }
}
