import Market

/// Thins a curve for drawing: of each bucket of steps the lowest and the highest point stay, so that no peak or trough
/// is lost.
struct PointSampler {
  /// Never more points than this.
  static let limit = 2_000

  private(set) var points: [EquityPoint] = []
  /// When each step was.
  private let seconds: [UInt32]
  /// Steps in a bucket; 1: every step is a point.
  private let bucket: Int
  private var extremes = EquityExtremes()

  init(seconds: [UInt32]) {
    // Two points a bucket, and one for the end.
    let buckets = (Self.limit - 1) / 2
    bucket = seconds.count <= Self.limit ? 1 : (seconds.count + buckets - 1) / buckets
    self.seconds = seconds
  }

  /// The step after the bucket of `step`.
  func bucketEnd(of step: Int) -> Int { step - step % bucket + bucket }

  /// Takes a stretch of steps that lies in one bucket.
  mutating func take(_ stretch: EquityExtremes, isBucketComplete: Bool) {
    extremes.absorb(stretch)
    if isBucketComplete { close() }
  }

  /// - Parameter step: the last one; it becomes a point in any case.
  mutating func finish(step: Int, equity: Int64) {
    guard step >= 0 else { return }
    if extremes.lowest <= extremes.highest { close() }
    if points.last?.time != time(step) { append(step, equity) }
  }

  private mutating func close() {
    let first = min(extremes.lowestStep, extremes.highestStep)
    let second = max(extremes.lowestStep, extremes.highestStep)
    append(first, first == extremes.lowestStep ? extremes.lowest : extremes.highest)
    if second != first { append(second, second == extremes.lowestStep ? extremes.lowest : extremes.highest) }
    extremes = EquityExtremes()
  }

  private mutating func append(_ step: Int, _ equity: Int64) {
    points.append(EquityPoint(time: time(step), equity: Money(raw: equity)))
  }

  private func time(_ step: Int) -> Timestamp { Timestamp(unixSeconds: Int64(seconds[step])) }
}
