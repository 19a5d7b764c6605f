import Engine

/// What this program is.
enum BuildInfo {
  static let version = "0.1.0"
  /// The version of the trading rules, as journal records name it.
  static var engineVersion: String { String(AccountEngine.version) }
}
