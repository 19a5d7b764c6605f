/// What a broker's words for a refusal say.
enum RefusalReason {
  /// Words of brokers and exchanges for a price they do not take: "outside the execution range", "circuit limit", "LPP".
  private static let words = ["price", "circuit", "band", "range", "protection", "lpp", "dpr"]

  /// Whether another price could help. Everything else (margin, session, rate, an outage) is no reason to give way in price.
  static func isThePrice(_ reason: String) -> Bool {
    let reason = reason.lowercased()
    return words.contains { reason.contains($0) }
  }
}
