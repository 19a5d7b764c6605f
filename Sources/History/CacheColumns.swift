/// The columns of several series as a cache file has them: each column of all series, one series after the other.
struct CacheColumns {
  /// For seconds, open, high, low, close and volume: the stretch of each series. Valid while this value lives.
  let parts: [[UnsafeRawBufferPointer]]
  private let owners: [BarColumns]

  init(_ series: [BarColumns]) {
    owners = series
    parts = [
      series.map { UnsafeRawBufferPointer($0.seconds.elements) },
      series.map { UnsafeRawBufferPointer($0.open.elements) },
      series.map { UnsafeRawBufferPointer($0.high.elements) }, series.map { UnsafeRawBufferPointer($0.low.elements) },
      series.map { UnsafeRawBufferPointer($0.close.elements) },
      series.map { UnsafeRawBufferPointer($0.volume.elements) },
    ]
  }

  /// Of each column.
  var checksums: [UInt64] { parts.map { $0.reduce(0) { Checksum.joined($0, Checksum.of($1)) } } }
}
