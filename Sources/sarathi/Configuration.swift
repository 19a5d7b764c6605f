import Engine
import Foundation
import Market
import Trading
import Web

/// Everything a person can set, checked: a value of this type can be used without looking again.
struct Configuration: Hashable {
  struct Webhook: Hashable {
    var host = "127.0.0.1"
    var port = 8081
    /// The address under which the outside reaches the webhook, when a proxy stands before it.
    var publicURL: String?
    /// Addresses and networks of proxies whose word on the sender's address is believed.
    var trustedProxies = TrustedProxies()
  }

  /// The file the settings came from; nil when there is none.
  var file: URL?
  var dataFolder: URL
  var webhook = Webhook()
  /// The desk listens on the loopback address only, until there is a sign-in.
  var deskPort = 8080
  /// So many starts in a row that end before the desk is up, and it comes up in safe mode.
  var failedStarts = 3
  /// A second place, best on another disk, that remembers where the journal ends.
  var anchorFile: URL?
  /// Commits longer than this are slow.
  var slowCommit = Interval.milliseconds(250)
  /// Free bytes on the data folder's disk below which is warned, and below which entries halt.
  var spaceWarning: Int64 = 2 << 30
  var spaceLimit: Int64 = 256 << 20
  /// The user's rows over the calendar that comes with the program.
  var calendarFile: URL?
  /// The same for charges.
  var chargesFile: URL?
  /// Instrument master of the day, in the form of Zerodha's dump.
  var instrumentsFile: URL?
  /// For how many days that file counts as the day's.
  var instrumentDays = 0
  /// At least one; ids and names differ.
  var accounts: [AccountSettings] = [Configuration.defaultAccount]

  static let deskHost = "127.0.0.1"
  static let defaultAccount = AccountSettings(id: AccountID(1), name: "Paper", capital: Money(rupees: 1_000_000))

  func account(_ id: AccountID) -> AccountSettings? { accounts.first { $0.id == id } }

  /// Where alerts for a link are sent.
  func webhookURL(secret: String) -> String {
    let host = webhook.host.contains(":") ? "[\(webhook.host)]" : webhook.host
    let base = webhook.publicURL ?? "http://\(host):\(webhook.port)"
    return "\(base)/webhook/\(secret)"
  }
}
