extension String {
  /// Upper case when every character is ASCII, else nil. Unicode's rules are wider: they make S of `ſ`, K of the Kelvin
  /// sign and FL of a ligature, and count some of them as equal.
  var asciiUppercased: String? {
    guard utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    return String(decoding: utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }, as: UTF8.self)
  }

  /// Lower case when every character is ASCII, else nil.
  var asciiLowercased: String? {
    guard utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    return String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }
}
