import TOMLKit

/// A TOML value as a plain Swift value.
enum TOMLNode: Hashable {
  case table([String: TOMLNode])
  case array([TOMLNode])
  case string(String)
  case integer(Int)
  /// A decimal as the shortest text that reads back as the same number: exact up to 15 significant digits.
  case decimal(String)
  case boolean(Bool)
  case dateOrTime

  /// What it is, in words.
  var kind: String {
    switch self {
    case .table: "a table"
    case .array: "a list"
    case .string: "text"
    case .integer: "a whole number"
    case .decimal: "a decimal number"
    case .boolean: "true or false"
    case .dateOrTime: "a date or time"
    }
  }

  /// Reads a whole document.
  /// - Throws: `TOMLParseError`, with line and column, or `TOMLTextError`.
  static func parse(_ text: String) throws -> [String: TOMLNode] {
    try TOMLTextError.check(text)
    let root = try TOMLTable(string: text)
    return withExtendedLifetime(root) { members(of: root) }
  }

  private static func members(of table: TOMLTable) -> [String: TOMLNode] {
    var result: [String: TOMLNode] = [:]
    for key in table.keys {
      if let value = table[key] { result[key] = node(value) }
    }
    return result
  }

  private static func node(_ value: any TOMLValueConvertible) -> TOMLNode {
    if let table = value.table { return .table(members(of: table)) }
    if let array = value.array { return .array(array.map { node($0) }) }
    if let string = value.string { return .string(string) }
    if let integer = value.int { return .integer(integer) }
    if let double = value.double { return .decimal("\(double)") }
    if let boolean = value.bool { return .boolean(boolean) }
    return .dateOrTime
  }
}
