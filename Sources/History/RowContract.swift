import Market

/// Names the contract of a row from its columns: what it stands on, its expiry, its strike, and call or put.
struct RowContract {
  private let head: TableHead
  /// The cells of the last row, and what they named.
  private var key: [UInt8] = []
  private var name: String?
  /// The cells of the first row, when they do not make up a contract: they must stay the same.
  private var first: [ColumnRole: [UInt8]] = [:]

  init(_ head: TableHead) { self.head = head }

  enum Name {
    /// The row is named otherwise: by its symbol or the file.
    case other
    case contract(String)
    /// This cell is another one than in the first row: nobody can tell the contracts apart.
    case differs(ColumnRole)
    /// A strike that makes no contract, since what belongs to it is not there.
    case incomplete
    /// This cell cannot be read.
    case unreadable(ColumnRole)
  }

  /// - Parameter underlying: what the row's symbol or the file's name says.
  mutating func name(_ scanner: RowScanner, underlying: UnsafeRawBufferPointer) -> Name {
    var cells = Array(underlying)
    for role in head.contractRoles { cells += [0] + scanner[role] }
    if cells == key, let name { return .contract(name) }
    if Self.namesContract(underlying) {
      return head.column(of: .symbol) == nil ? unchanged(scanner) : .other
    }
    guard hasAll else { return hasStrike(scanner) ? .incomplete : unchanged(scanner) }
    let expiry = scanner[.expiry]
    guard head.contractRoles.contains(.expiry), !expiry.isMissing else { return .other }
    guard let time = TimeText.read(expiry), let day = Self.day(time) else { return .unreadable(.expiry) }
    var text = String(decoding: underlying, as: UTF8.self).uppercased() + day.symbolText
    switch right(scanner) {
    case .none: text += "FUT"
    case .some(let kind):
      guard case .price(let strike, _) = PriceText.read(scanner[.strike]) else { return .unreadable(.strike) }
      text += Decimal4.text(strike, minimumDecimals: 0) + kind
    }
    (key, name) = (cells, text)
    return .contract(text)
  }

  /// A strike needs a right and an expiry.
  private var hasAll: Bool {
    let roles = head.contractRoles
    return roles.contains(.expiry) && roles.contains(.strike) == roles.contains(.right)
  }

  private func hasStrike(_ scanner: RowScanner) -> Bool {
    head.contractRoles.contains(.strike) && !scanner[.strike].isMissing
      && DecimalText(scanner[.strike])?.isZero != true
  }

  private mutating func unchanged(_ scanner: RowScanner) -> Name {
    for role in head.contractRoles {
      let cell = Array(scanner[role])
      if first[role, default: cell] != cell { return .differs(role) }
      first[role] = cell
    }
    return .other
  }

  /// `CE` or `PE`; nil of a future.
  private func right(_ scanner: RowScanner) -> String? {
    guard head.contractRoles.contains(.right) else { return nil }
    switch String(decoding: scanner[.right], as: UTF8.self).lowercased() {
    case "ce", "call", "c", "ca": return "CE"
    case "pe", "put", "p", "pa": return "PE"
    default: return nil
    }
  }

  private static func day(_ time: TimeText) -> TradingDay? {
    let local = time.seconds + TimeText.indiaOffset
    guard time.shape.date != .none, local >= 0 else { return nil }
    return TradingDay(daysSince1970: Int32(truncatingIfNeeded: local / TimeText.secondsPerDay))
  }

  /// Whether a name is a contract's by itself: a digit, and `CE`, `PE` or `FUT` at its end.
  static func namesContract(_ name: UnsafeRawBufferPointer) -> Bool {
    let text = String(decoding: name, as: UTF8.self).uppercased()
    return ["CE", "PE", "FUT"].contains { text.hasSuffix($0) } && text.utf8.contains(where: \.isDigit)
  }
}
