extension Denial.Code {
  /// For programs, as every name in JSON is written: `session_closed`.
  package var code: String { rawValue.snakeCase }
}

extension String {
  /// `trailingStop` as `trailing_stop`.
  var snakeCase: String { reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) } }
}
