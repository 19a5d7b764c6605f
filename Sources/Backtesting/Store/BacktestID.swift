/// Names of stored runs: `bt-20261121-153012-ema-crossover`, and `…-2` for another one of that second.
enum BacktestID {
  /// - Parameter created: ISO 8601.
  static func stem(created: String, name: String) -> String {
    let digits = Array(created.prefix(19).filter(\.isASCII).filter(\.isNumber))
    let date = String(digits.prefix(8))
    let time = String(digits.dropFirst(8).prefix(6))
    return ["bt", date, time, slug(name)].filter { !$0.isEmpty }.joined(separator: "-")
  }

  /// Whether a file of this name claims to be a stored run.
  static func isRecord(_ fileName: String) -> Bool { fileName.hasPrefix("bt-") && fileName.hasSuffix(".json") }

  static func ofFile(_ fileName: String) -> String { String(fileName.dropLast(".json".count)) }

  /// Older first; runs of one second by their number.
  static func precedes(_ a: String, _ b: String) -> Bool {
    let (first, second) = (key(a), key(b))
    return (first.time, first.count, a) < (second.time, second.count, b)
  }

  private static func key(_ id: String) -> (time: Substring, count: Int) {
    (id.prefix(18), Int(id.split(separator: "-").last ?? "") ?? 1)
  }

  /// Only what is harmless in a file name.
  private static func slug(_ name: String) -> String {
    let letters = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return String(String(letters).split(separator: "-").joined(separator: "-").prefix(40))
  }
}
