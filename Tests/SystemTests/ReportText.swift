extension String {
  /// A day report but for the numbers of its orders: after a restart a stop may be one order where it was two, or the other
  /// way round. What was traded, when, at which price and cost does not depend on that.
  var withoutOrderNumbers: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.drop { $0 == " " }.hasPrefix("\"order\" :") }.joined(separator: "\n")
  }
}
