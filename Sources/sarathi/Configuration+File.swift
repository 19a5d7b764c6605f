import Engine
import Foundation
import Market
import Trading
import Web

extension Configuration {
  private static let keys = ["data", "webhook", "desk", "storage", "files", "accounts"]
  private static let accountKeys = [
    "id", "name", "mode", "capital", "charge_plan", "market_protection_percent", "square_off_on_loss_limit", "limits",
  ]
  private static let limitKeys = [
    "order_value", "position_value", "instrument_quantity", "open_positions", "trades_per_day", "orders_in_flight",
    "daily_loss", "daily_loss_percent", "drawdown", "price_age_seconds",
  ]
  /// ₹10 000 crore: beyond any one desk, and inside the 15 digits that TOML decimals carry exactly.
  static let largestAmount = Money(rupees: 100_000_000_000)

  /// Takes the settings of a file over the defaults.
  /// - Parameter folder: where the file lies; relative paths in it start there.
  mutating func read(
    _ members: [String: TOMLNode], source: String, folder: URL, _ places: Places, into list: ProblemList
  ) {
    let root = SettingsReader(members, source: source, keys: Self.keys, into: list)
    if let path = root.text("data") { dataFolder = places.url(path, from: folder) }
    if let part = root.table("webhook", keys: ["host", "port", "public_url", "trusted_proxies"]) { readWebhook(part) }
    if let part = root.table("desk", keys: ["port", "failed_starts"]) {
      if let port = part.integer("port", in: 1...65_535) { deskPort = port }
      if let count = part.integer("failed_starts", in: 1...100) { failedStarts = count }
    }
    if let part = root.table(
      "storage", keys: ["anchor_file", "slow_commit_ms", "free_space_warning_mib", "free_space_halt_mib"])
    {
      anchorFile = part.text("anchor_file").map { places.url($0, from: folder) }
      if let time = part.integer("slow_commit_ms", in: 1...60_000) { slowCommit = .milliseconds(Int64(time)) }
      if let size = part.integer("free_space_warning_mib", in: 1...1_048_576) { spaceWarning = Int64(size) << 20 }
      if let size = part.integer("free_space_halt_mib", in: 1...1_048_576) { spaceLimit = Int64(size) << 20 }
      if spaceLimit > spaceWarning {
        part.report(
          "free_space_halt_mib", "is above free_space_warning_mib; entries would halt before anybody is warned")
      }
    }
    if let part = root.table("files", keys: ["calendar", "charges", "instruments", "instrument_days"]) {
      calendarFile = part.text("calendar").map { places.url($0, from: folder) }
      chargesFile = part.text("charges").map { places.url($0, from: folder) }
      if let days = part.integer("instrument_days", in: 0...30) { instrumentDays = days }
      instrumentsFile = part.text("instruments").map { places.url($0, from: folder) }
    }
    if let parts = root.tables("accounts", keys: Self.accountKeys) {
      if parts.isEmpty { root.report("accounts", "is empty; describe at least one account or leave the key out") }
      guard parts.count <= Self.largestAccountCount else {
        root.report("accounts", "are \(parts.count); at most \(Self.largestAccountCount) are possible")
        return
      }
      accounts = parts.map(Self.account)
      Self.reportDuplicates(in: parts, accounts)
    }
    if webhook.port == deskPort, root.has("webhook") || root.has("desk") {
      root.report("webhook.port", "is \(webhook.port), which is the desk's port too; give each its own")
    }
  }

  private mutating func readWebhook(_ part: SettingsReader) {
    if let host = part.text("host") {
      if let problem = Self.problem(withHost: host) { part.report("host", problem) } else { webhook.host = host }
    }
    if let port = part.integer("port", in: 1...65_535) { webhook.port = port }
    if let text = part.text("public_url") {
      webhook.publicURL = Self.publicURL(text)
      if webhook.publicURL == nil { part.report("public_url", Self.publicURLWanted) }
    }
    if let texts = part.texts("trusted_proxies") {
      if let proxies = TrustedProxies(texts) {
        webhook.trustedProxies = proxies
      } else {
        part.report("trusted_proxies", "must list addresses or networks, such as [\"127.0.0.1\", \"10.0.0.0/8\"]")
      }
    }
  }

  private static func account(_ part: SettingsReader) -> AccountSettings {
    var result = defaultAccount
    for key in ["id", "name"] where !part.has(key) { part.report(key, "is missing; every account needs its own") }
    if let id = part.integer("id", in: 1...Int(AccountID.maximum)) { result.id = AccountID(Int32(id)) }
    if let name = part.text("name") { result.name = name }
    switch part.text("mode") {
    case nil, "paper"?: break
    case "live"?: part.report("mode", "live brokers are not built yet; use \"paper\"")
    case let other?: part.report("mode", "\"\(other)\" is not a mode; use \"paper\"")
    }
    if let capital = part.money("capital", upTo: largestAmount) { result.capital = capital }
    if let plan = part.text("charge_plan") { result.chargePlan = plan }
    if let points = part.percent("market_protection_percent", upTo: 1_000) { result.marketProtection = points }
    if let squareOff = part.boolean("square_off_on_loss_limit") { result.squareOffOnLossLimit = squareOff }
    if let limits = part.table("limits", keys: limitKeys) { result.limits.read(limits) }
    return result
  }

  /// Far more than a desk has; each is compared with all before it.
  private static let largestAccountCount = 100

  private static func reportDuplicates(in parts: [SettingsReader], _ accounts: [AccountSettings]) {
    for (index, account) in accounts.enumerated() {
      for earlier in 0..<index {
        if accounts[earlier].id == account.id, parts[index].has("id"), parts[earlier].has("id") {
          parts[index].report(
            "id", "\(account.id.number) is taken by accounts[\(earlier)]; every account needs its own")
        }
        if accounts[earlier].name == account.name, parts[index].has("name"), parts[earlier].has("name") {
          parts[index].report("name", "\"\(account.name)\" is taken by accounts[\(earlier)]")
        }
      }
    }
  }

  static let publicURLWanted = "must be an http(s) address without query, such as https://desk.example.com"

  /// The address without a slash at its end; nil when it is none.
  static func publicURL(_ text: String) -> String? {
    guard let url = URLComponents(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme),
      let host = url.host, !host.isEmpty, url.query == nil, url.fragment == nil, url.user == nil
    else { return nil }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  /// Why `host` cannot be listened on as an address; nil when it can.
  static func problem(withHost host: String) -> String? {
    let allowed = host.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return allowed ? nil : "\"\(host.prefix(60))\" is not a host name or address; 127.0.0.1 is this machine only"
  }
}

extension RiskLimits {
  /// Takes what a `limits` table states; the rest stays at its default.
  mutating func read(_ part: SettingsReader) {
    let most = Configuration.largestAmount
    if let value = part.money("order_value", upTo: most) { orderValue = value }
    if let value = part.money("position_value", upTo: most) { positionValue = value }
    if let value = part.integer("instrument_quantity", in: 1...Int(Quantity.maximum.units)) {
      instrumentQuantity = Quantity(Int64(value))
    }
    if let value = part.integer("open_positions", in: 1...1_000) { openPositions = value }
    if let value = part.integer("trades_per_day", in: 1...10_000) { tradesPerDay = value }
    if let value = part.integer("orders_in_flight", in: 1...1_000) { ordersInFlight = value }
    if let value = part.money("daily_loss", upTo: most) { dailyLoss = value }
    if let value = part.percent("daily_loss_percent", upTo: 10_000) { dailyLossBasisPoints = value }
    if let value = part.money("drawdown", upTo: most) { drawdown = value }
    if let value = part.integer("price_age_seconds", in: 1...3_600) { priceAge = .seconds(Int64(value)) }
  }
}
