extension Double {
  /// As a person writes it: `9`, not `9.0`; `2.5`.
  var shortest: String {
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
