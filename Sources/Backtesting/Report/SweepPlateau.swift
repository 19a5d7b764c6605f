/// Whether the best variant stands on a plateau or on a needle: what its neighbours are worth compared to it.
struct SweepPlateau {
  var neighbours: Int
  /// Mean figure of the neighbours ÷ the best one's; nil when the best one is not above zero.
  var kept: Double?
  /// Neighbours whose figure is above zero.
  var positive: Int

  /// Neighbours keep at least this share of the best one's figure on a plateau.
  static let plateau = 0.6

  /// Nil without neighbours, or for the fall, of which less is better.
  init?(_ record: SweepRecord, best: Int) {
    let near = SweepGrid(record).neighbours(of: best).compactMap { record.rows[$0].value(of: record.ranking) }
    guard record.ranking.isBetterWhenLarger, !near.isEmpty, let top = record.rows[best].value(of: record.ranking) else {
      return nil
    }
    neighbours = near.count
    positive = near.count { $0 > 0 }
    kept = top > 0 ? near.reduce(0, +) / Double(near.count) / top : nil
  }
}
