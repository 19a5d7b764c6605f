import Market

/// Reads lines of prices of any accepted layout, checking everything.
struct TickLines {
  let head: TableHead
  let file: String
  /// For rows that have only a time of day; from the file's name.
  let day: TradingDay?
  private let scanner: RowScanner
  private let givenOrder: DateOrder?
  private(set) var evidence = DateEvidence()
  private var agreement: TimeAgreement
  private(set) var tally = LoadTally()
  private var builders: [String: Int] = [:]
  private(set) var symbols: [TickBuilder] = []
  private let fallback: String
  private let capacity: Int

  init(_ head: TableHead, file: String, day: TradingDay?, fallback: String, capacity: Int, order: DateOrder?) {
    self.head = head
    self.file = file
    self.day = day
    self.fallback = fallback
    self.capacity = capacity
    scanner = RowScanner(head)
    givenOrder = order ?? head.namedOrder
    agreement = TimeAgreement()
  }

  var shape: TimeShape? { agreement.shape }

  /// What speaks against the order in which dates were taken.
  var doubt: DateEvidence.Doubt? { givenOrder == nil ? evidence.doubt(.dayFirst) : nil }

  mutating func take(_ line: UnsafeRawBufferPointer, number: Int) throws(HistoryError) {
    guard !line.isBlank else { return }
    let found = scanner.scan(line)
    guard found == head.roles.count else { throw head.wrongCount(found, line, number, file) }
    let time = try time(number)
    let price = try price(number)
    let builder = try builder(number)
    let entry = TickSeries.Entry(time: time, price: price, volume: try volume(number, builder, time))
    if !builder.append(entry) { tally.unsorted.add(line: number) }
  }

  private mutating func builder(_ number: Int) throws(HistoryError) -> TickBuilder {
    guard head.column(of: .symbol) != nil else { return builder(named: fallback) }
    let cell = scanner[.symbol]
    guard cell.count > 0 else { throw refused(.symbol, number, "the cell is empty", "Name the instrument.") }
    return builder(named: String(decoding: cell, as: UTF8.self))
  }

  private mutating func builder(named symbol: String) -> TickBuilder {
    if let index = builders[symbol] { return symbols[index] }
    builders[symbol] = symbols.count
    symbols.append(TickBuilder(symbol: symbol, capacity: capacity))
    return symbols[symbols.count - 1]
  }

  // MARK: Cells

  private mutating func time(_ number: Int) throws(HistoryError) -> Timestamp {
    if givenOrder == nil, let parts = DateParts(scanner.dateCell(head)) { evidence.add(parts, line: number) }
    let text = try scanner.time(head, givenOrder ?? .dayFirst, file, number)
    try agreement.check(text.shape, number, scanner, head, file)
    guard text.shape.hasClock else {
      throw refused(.time, number, "the time of day is missing", "Run daily prices as bars.")
    }
    var seconds = text.seconds
    if text.shape.date == .none {
      guard let day else {
        throw refused(
          .time, number, "the date is missing", "Write it before the time, or in the file's name (…2021-06-01.csv).")
      }
      seconds += Int64(day.daysSince1970) * TimeText.secondsPerDay
    }
    guard (0...Int64(UInt32.max)).contains(seconds) else {
      throw refused(.time, number, "the time is not between 1970 and 2105", "Correct it.")
    }
    return Timestamp(unixSeconds: seconds) + Interval(nanoseconds: Int64(text.nanoseconds))
  }

  private mutating func price(_ number: Int) throws(HistoryError) -> Price {
    switch PriceText.read(scanner[.close]) {
    case .price(let raw, let isRounded):
      if isRounded { tally.rounded.add(line: number) }
      return Price(raw: raw)
    case .bad(let problem):
      throw refused(.close, number, problem, "Write rupees such as 2150.50, above 0, or remove the line.")
    }
  }

  private mutating func volume(
    _ number: Int, _ builder: TickBuilder, _ time: Timestamp
  ) throws(HistoryError) -> Int64 {
    guard let role = [ColumnRole.volume, .size].first(where: { head.column(of: $0) != nil }) else { return 0 }
    let cell = scanner[role]
    if cell.isMissing { tally.withoutVolume.add(line: number) }
    guard let quantity = cell.isMissing ? 0 : QuantityText.read(cell) else {
      throw refused(role, number, "this is no quantity", "Write whole units, 0 or more.")
    }
    return role == .volume ? quantity : builder.cumulated(quantity, at: time)
  }

  private func refused(_ role: ColumnRole, _ number: Int, _ problem: String, _ fix: String) -> HistoryError {
    scanner.refused(role, head, file, number, problem, fix)
  }
}
