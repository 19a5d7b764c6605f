package import Market

/// How often stops may follow the price, so that the day's requests last until the close.
///
/// Moves get half of the day's requests, planned along a straight line from open to close, with a tenth of them ahead of
/// the line at the start. As long as the moves are behind the line by that tenth they are free, one a second. The closer
/// they come to the line, the longer a stop waits between two moves:
///
///     pace = (positions × session left ÷ moves left) × (1 − ahead), at least 0.9 s
///
/// where `ahead` is the part of the tenth that is unused. With `ahead` = 0 the moves left last exactly until the close, each
/// position getting its equal part. A move of a quarter of the stop's planned distance never waits for that, only for the
/// second: no stop lags further behind than that, however long the pace. The last tenth of the day's requests, and some for
/// each open position, are not for moves at all: with them every position can still be closed.
package struct TrailingBudget: Hashable, Sendable {
  /// Of the day's requests (and of each second and minute), for moves.
  package static let sharePercent = 50
  /// Of the moves, ahead of the line.
  static let headStartPercent = 10
  /// Of the day's requests, kept from moves.
  static let reservePercent = 10
  /// Kept for each open position: its stop resized, cancelled, an exit and its correction.
  static let reservePerPosition = 4
  /// Trailing moves of one order are about a second apart: a little less, so that prices that come every second are not
  /// missed for the milliseconds that a restart, or a slow answer, has cost.
  package static let fastestPace = Interval.milliseconds(900)

  /// Unused part of the head start, in percent.
  package var ahead: Int
  /// The least time between two moves of one stop.
  package var pace: Interval
  /// Only exits have requests left.
  package var isSpent: Bool

  /// - Parameters:
  ///   - day: requests of the day, and how many of them are left.
  ///   - positions: that may want to move a stop.
  package init(
    day: Int, left: Int, moves: Int, positions: Int, open: Timestamp, close: Timestamp, at now: Timestamp
  ) {
    let day = min(day, 1_000_000)
    let budget = max(1, day * Self.sharePercent / 100)
    let headStart = max(1, budget * Self.headStartPercent / 100)
    let length = max(1, (close - open).nanoseconds / 1_000_000_000)
    let gone = min(max(0, (now - open).nanoseconds / 1_000_000_000), length)
    let planned = (budget - headStart) * Int(gone) / Int(length) + headStart
    ahead = min(max(0, planned - moves), headStart) * 100 / headStart
    let movesLeft = max(1, budget - moves)
    let sustained = (length - gone) * 1_000_000_000 / Int64(movesLeft) * Int64(max(1, positions))
    pace = max(Self.fastestPace, Interval(nanoseconds: sustained / 100 * Int64(100 - ahead)))
    isSpent = left <= day * Self.reservePercent / 100 + positions * Self.reservePerPosition
  }
}

/// What has been said about the pace of stops.
package enum TrailingTrouble: String, Hashable, Sendable, Codable, Comparable {
  case none
  /// Half of the head start is used.
  case tight
  /// Stops follow in large steps only.
  case slow
  /// Stops stand still: what is left is for exits.
  case spent

  private var rank: Int {
    switch self {
    case .none: 0
    case .tight: 1
    case .slow: 2
    case .spent: 3
    }
  }
  package static func < (a: TrailingTrouble, b: TrailingTrouble) -> Bool { a.rank < b.rank }
}
