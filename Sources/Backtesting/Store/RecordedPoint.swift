package import Market

/// Equity at one moment, in a file `[unix seconds, 1/10 000 rupee]`.
package struct RecordedPoint: Hashable, Sendable, Codable {
  package var time: Timestamp
  package var equity: Money

  package init(time: Timestamp, equity: Money) {
    self.time = time
    self.equity = equity
  }

  package init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    time = Timestamp(unixSeconds: try row.decode(Int64.self))
    equity = Money(raw: try row.decode(Int64.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var row = encoder.unkeyedContainer()
    try row.encode(time.nanoseconds / Timestamp.nanosecondsPerSecond)
    try row.encode(equity.raw)
  }
}
