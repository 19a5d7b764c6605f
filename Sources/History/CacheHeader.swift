import Market

/// What a cache file says about itself, before its columns.
struct CacheHeader: Equatable {
  /// One symbol's rows in the columns.
  struct Series: Equatable {
    var symbol: String
    var rows: Int
    var hasVolume: Bool
  }

  var source: String
  var stamp: SourceStamp
  var interval: Interval
  var priceUnit: Int64
  var hasSymbols: Bool
  var report: LoadReport
  /// Their rows follow each other in every column.
  var series: [Series]
  /// Of seconds, open, high, low, close, volume.
  var checksums: [UInt64]

  var rows: Int { series.reduce(0) { $0 + $1.rows } }

  static let magic: UInt64 = 0x3252_4142_4854_5253  // "SRTHBAR2", and the version
  /// Columns begin at multiples of this.
  static let alignment = 4096
  static let columnCount = 6

  // MARK: As bytes

  /// Magic, length, checksum, and the rest.
  var bytes: [UInt8] {
    var body = ByteWriter()
    body.put(source)
    body.put(stamp.size)
    body.put(stamp.modified)
    body.put(Int64(bitPattern: stamp.ends))
    body.put(interval.nanoseconds)
    body.put(priceUnit)
    body.put(hasSymbols)
    body.put(report.format)
    body.put(report.notes) { $0.put($1) }
    body.put(series) {
      $0.put($1.symbol)
      $0.put(Int64($1.rows))
      $0.put($1.hasVolume)
    }
    body.put(checksums) { $0.put(Int64(bitPattern: $1)) }
    var head = ByteWriter()
    head.put(Int64(bitPattern: Self.magic))
    head.put(Int64(body.bytes.count))
    head.put(Int64(bitPattern: body.bytes.withUnsafeBytes(Checksum.of)))
    return head.bytes + body.bytes
  }

  /// Nil when it is no header of this version, or damaged.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var head = ByteReader(bytes)
    guard let magic = head.integer(), UInt64(bitPattern: magic) == Self.magic, let length = head.integer(),
      let checksum = head.integer(), length >= 0, length <= bytes.count - 24
    else { return nil }
    let bodyBytes = UnsafeRawBufferPointer(rebasing: bytes[24..<24 + Int(length)])
    guard Checksum.of(bodyBytes) == UInt64(bitPattern: checksum) else { return nil }
    var body = ByteReader(bodyBytes)
    guard let source = body.string(), let size = body.integer(), let modified = body.integer(),
      let ends = body.integer(), let interval = body.integer(), let priceUnit = body.integer(),
      let hasSymbols = body.flag(), let format = body.string(), let notes = body.list({ $0.string() }),
      let series = body.list({ Series(&$0) }), let checksums = body.list({ $0.integer() }),
      checksums.count == Self.columnCount, interval > 0, priceUnit == 1 || priceUnit == 100
    else { return nil }
    self.source = source
    stamp = SourceStamp(size: size, modified: modified, ends: UInt64(bitPattern: ends))
    self.interval = Interval(nanoseconds: interval)
    self.priceUnit = priceUnit
    self.hasSymbols = hasSymbols
    self.series = series
    self.checksums = checksums.map { UInt64(bitPattern: $0) }
    report = LoadReport(
      file: source, format: format, symbols: series.map(\.symbol), rows: series.reduce(0) { $0 + $1.rows },
      cameFromCache: true, notes: notes)
  }

  init(source: String, stamp: SourceStamp, _ file: BarFile, checksums: [UInt64]) {
    self.source = source
    self.stamp = stamp
    interval = file.series.first?.interval ?? .zero
    priceUnit = file.series.first?.priceUnit ?? 1
    hasSymbols = file.hasSymbols
    report = file.report
    series = file.series.map { Series(symbol: $0.symbol, rows: $0.count, hasVolume: $0.hasVolume) }
    self.checksums = checksums
  }
}

extension CacheHeader.Series {
  init?(_ reader: inout ByteReader) {
    guard let symbol = reader.string(), let rows = reader.integer(),
      (0...Int64(UInt32.max)).contains(rows), let hasVolume = reader.flag()
    else {
      return nil
    }
    self.init(symbol: symbol, rows: Int(rows), hasVolume: hasVolume)
  }
}
