import Foundation

extension Configuration {
  /// Variables the desk reads. They win over the file.
  private static let variables = [
    "SARATHI_CONFIG", "SARATHI_DATA", "SARATHI_WEBHOOK_HOST", "SARATHI_WEBHOOK_PORT", "SARATHI_WEBHOOK_PUBLIC_URL",
    "SARATHI_DESK_PORT", "SARATHI_CALENDAR", "SARATHI_CHARGES", "SARATHI_INSTRUMENTS",
  ]
  /// Variables of the build scripts, and those that tests may set.
  private static func isForeign(_ name: String) -> Bool {
    ["SARATHI_BUILD", "SARATHI_RELEASE_BUILD", "SARATHI_STRICT"].contains(name) || name.hasPrefix("SARATHI_TEST_")
  }

  /// Takes what the environment states. A variable that begins with `SARATHI_` and is not known is refused: it is most
  /// likely a typing error, and the setting it meant would silently not hold.
  mutating func readEnvironment(_ environment: [String: String], _ places: Places, into list: ProblemList) {
    func report(_ name: String, _ text: String) {
      list.problems.append(.init(source: "environment", path: name, text: text))
    }
    for name in environment.keys.sorted() where name.hasPrefix("SARATHI_") {
      if Self.variables.contains(name) || Self.isForeign(name) { continue }
      let suggestion = Suggestion.nearest(to: name, among: Self.variables).map { "; did you mean \($0)?" } ?? ""
      report(name, "unknown variable\(suggestion)")
    }
    func value(_ name: String) -> String? {
      guard let text = environment[name] else { return nil }
      if text.isEmpty { report(name, "is blank; set a value or unset it") }
      return text.isEmpty ? nil : text
    }
    func port(_ name: String) -> Int? {
      guard let text = value(name) else { return nil }
      guard let port = Int(text), (1...65_535).contains(port) else {
        report(name, "\"\(text.prefix(40))\" is not a port; it must be 1 to 65535")
        return nil
      }
      return port
    }
    func file(_ name: String) -> URL? { value(name).map { places.url($0, from: places.workingFolder) } }

    if let folder = file("SARATHI_DATA") { dataFolder = folder }
    if let host = value("SARATHI_WEBHOOK_HOST") {
      if let problem = Self.problem(withHost: host) { report("SARATHI_WEBHOOK_HOST", problem) }
      webhook.host = host
    }
    if let text = value("SARATHI_WEBHOOK_PUBLIC_URL") {
      webhook.publicURL = Self.publicURL(text)
      if webhook.publicURL == nil { report("SARATHI_WEBHOOK_PUBLIC_URL", Self.publicURLWanted) }
    }
    if let port = port("SARATHI_WEBHOOK_PORT") { webhook.port = port }
    if let port = port("SARATHI_DESK_PORT") { deskPort = port }
    if let url = file("SARATHI_CALENDAR") { calendarFile = url }
    if let url = file("SARATHI_CHARGES") { chargesFile = url }
    if let url = file("SARATHI_INSTRUMENTS") { instrumentsFile = url }
    if webhook.port == deskPort, list.problems.isEmpty {
      report("SARATHI_DESK_PORT", "webhook and desk would both listen on port \(deskPort); give each its own")
    }
  }
}
