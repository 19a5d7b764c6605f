/// What a column of a price file is for, and under which names it is known.
enum ColumnRole: Int, CaseIterable, Hashable {
  /// The whole point in time, or the time of day beside a ``date``.
  case time
  case date
  case symbol
  case open
  case high
  case low
  /// A bar's close, or a tick's price.
  case close
  /// A bar's volume, or the day's quantity so far of a tick.
  case volume
  /// Quantity of one trade; only in ticks.
  case size
  /// Of a share, as the exchange's daily files have it: `EQ`.
  case series
  /// Of a contract.
  case expiry
  case strike
  /// Call or put.
  case right

  /// Best first; compared as ``normalized(_:)``.
  var names: [String] {
    switch self {
    case .time:
      [
        "timestamp", "datetime", "date_time", "time_stamp", "ts", "ts_ns", "ts_ms", "epoch", "start", "start_time",
        "ch_timestamp", "time",
      ]
    case .date:
      [
        "date", "trade_date", "trading_date", "dtyyyymmdd", "traddt", "date1", "date_ymd", "date_dmy", "date_mdy",
        "day",
      ]
    case .symbol:
      [
        "symbol", "ticker", "tradingsymbol", "trading_symbol", "tckrsymb", "ch_symbol", "stock_code", "instrument",
        "scrip",
      ]
    case .open: ["open", "o", "open_price", "opnpric", "ch_opening_price"]
    case .high: ["high", "h", "high_price", "hghpric", "ch_trade_high_price"]
    case .low: ["low", "l", "low_price", "lwpric", "ch_trade_low_price"]
    case .close:
      [
        "close", "c", "close_price", "clspric", "ch_closing_price", "ltp", "price", "last_price", "last_traded_price",
        "last",
      ]
    case .volume:
      [
        "volume", "vol", "v", "cum_volume", "cumulative_volume", "total_volume", "traded_quantity", "tottrdqty",
        "ttl_trd_qnty", "ttltradgvol", "ch_tot_traded_qty", "total_traded_quantity", "shares_traded",
      ]
    case .size: ["size", "quantity", "qty", "ltq", "last_quantity", "last_traded_quantity"]
    case .series: ["series", "sctysrs", "ch_series"]
    case .expiry: ["expiry_date", "expiry", "expiry_dt", "xprydt", "fh_expiry_dt"]
    case .strike: ["strike_price", "strike", "strike_pr", "str_price", "strkpric", "fh_strike_price"]
    case .right: ["right", "option_type", "option_typ", "opt_type", "optntp", "fh_option_type"]
    }
  }

  /// Names that hold a whole point in time even beside a column `date`.
  static let wholeTimes: Set<String> = Set(ColumnRole.time.names).subtracting(["time"])

  /// What makes up a contract.
  static let ofContract: [ColumnRole] = [.expiry, .strike, .right]

  /// Lower case, without quotes, angle brackets and blanks around it; what separates words is `_`.
  static func normalized(_ name: String) -> String {
    let plain = name.lowercased().filter { !"\"<>'\u{FEFF}".contains($0) }
    let words = plain.split { " \t-._/".contains($0) }
    return words.joined(separator: "_")
  }

  /// The role of each column; of several columns that could fill a role, the one with the better name.
  static func roles(of names: [String]) -> [ColumnRole?] {
    let normal = names.map(normalized)
    var roles = [ColumnRole?](repeating: nil, count: names.count)
    for role in allCases {
      guard let name = role.names.first(where: normal.contains), let column = normal.firstIndex(of: name) else {
        continue
      }
      roles[column] = role
    }
    // Data frames write their index first, without a name.
    if !roles.contains(.time), !roles.contains(.date), normal.first == "", roles.contains(.close) { roles[0] = .time }
    return separatingTimeFromDate(roles, normal)
  }

  /// A `date` alone is the time; beside a whole timestamp it is not needed.
  private static func separatingTimeFromDate(_ roles: [ColumnRole?], _ names: [String]) -> [ColumnRole?] {
    guard let date = roles.firstIndex(of: .date) else { return roles }
    var roles = roles
    guard let time = roles.firstIndex(of: .time) else {
      roles[date] = .time
      return roles
    }
    if wholeTimes.contains(names[time]) { roles[date] = nil }
    return roles
  }
}
