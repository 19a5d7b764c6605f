extension BinaryInteger {
  /// `1 day`, `2 days`: the number with a noun whose plural takes an s.
  package func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
