import Market

/// Reads lines of bars of any accepted layout, checking everything: the judge of what a file may hold.
struct CheckedLines {
  let head: TableHead
  let scanner: RowScanner
  let plan: ReadingPlan
  let file: String
  private var agreement = TimeAgreement()
  private(set) var tally = LoadTally()

  init(_ head: TableHead, plan: ReadingPlan, file: String) {
    self.head = head
    self.plan = plan
    self.file = file
    scanner = RowScanner(head)
  }

  /// How times are written; nil before the first row.
  var shape: TimeShape? { agreement.shape }

  /// Takes one line, without its line feed, into the builder of its symbol.
  ///
  /// - Parameter fallback: of a file without a symbol column.
  mutating func take(
    _ line: UnsafeRawBufferPointer, number: Int, into symbols: inout SymbolTable, fallback: String
  ) throws(Interruption) {
    guard !line.isBlank else { return }
    let found = scanner.scan(line)
    guard found == head.roles.count else { throw .refused(head.wrongCount(found, line, number, file)) }
    let builder = try self.builder(&symbols, fallback, number)
    let row = try self.row(number)
    if plan.sorts {
      if Int64(row.seconds) < builder.lastSeconds { tally.unsorted.add(line: number) }
      return builder.append(row, keeping: number)
    }
    guard Int64(row.seconds) <= builder.lastSeconds else { return builder.append(row, line: number) }
    guard Int64(row.seconds) == builder.lastSeconds else { throw .again(with { $0.sorts = true }) }
    guard builder[builder.count - 1] == row else {
      throw .refused(builder.conflict(row, number, builder.lastLine, file))
    }
    tally.repeated.add(line: number)
  }

  private func builder(
    _ symbols: inout SymbolTable, _ fallback: String, _ number: Int
  ) throws(Interruption) -> BarBuilder {
    guard head.column(of: .symbol) != nil else { return symbols.builder(named: fallback) }
    let cell = scanner[.symbol]
    guard cell.count > 0 else { throw refused(.symbol, number, "the cell is empty", "Name the instrument.") }
    return symbols.builder(of: cell)
  }

  private mutating func row(_ number: Int) throws(Interruption) -> BarRow {
    let seconds = try time(number)
    var high = try price(.high, number)
    var low = try price(.low, number)
    let open = try price(.open, number)
    let close = try price(.close, number)
    guard high >= low else {
      throw refused(.high, number, "high is below low (\(scanner[.low].shown))", "Correct or remove the line.")
    }
    if max(open, close) > high || min(open, close) < low {
      tally.widened.add(line: number)
      high = max(high, open, close)
      low = min(low, open, close)
    }
    return BarRow(
      seconds: seconds, open: try step(open), high: try step(high), low: try step(low), close: try step(close),
      volume: try volume(number))
  }

  // MARK: Cells

  private mutating func time(_ number: Int) throws(Interruption) -> UInt32 {
    let time: TimeText
    do throws(HistoryError) {
      time = try scanner.time(head, file, number)
      try agreement.check(time.shape, number, scanner, head, file)
    } catch {
      throw .refused(error)
    }
    guard time.nanoseconds == 0 else {
      throw refused(.time, number, "bars shorter than a second are not read", "Make them bars of a second or more.")
    }
    guard time.shape.date != .none else {
      throw refused(.time, number, "the date is missing", "Write the date before the time, or in a column date.")
    }
    let seconds = time.shape.hasClock ? time.seconds : time.seconds + DailyBars.openSeconds
    guard let seconds = UInt32(exactly: seconds) else {
      throw refused(.time, number, "the time is not between 1970 and 2105", "Correct it.")
    }
    return seconds
  }

  private mutating func price(_ role: ColumnRole, _ number: Int) throws(Interruption) -> Int64 {
    switch PriceText.read(scanner[role]) {
    case .price(let raw, let isRounded):
      if isRounded { tally.rounded.add(line: number) }
      if plan.scale == .roundedToPaise, raw % 100 != 0 { tally.rounded.add(line: number) }
      return raw
    case .bad(let problem):
      throw refused(role, number, problem, "Write rupees such as 2150.50, above 0, or remove the line.")
    }
  }

  private func step(_ raw: Int64) throws(Interruption) -> Int32 {
    switch plan.scale {
    case .paise:
      guard raw % 100 == 0 else { throw .again(with { $0.scale = .fine }) }
      return Int32(raw / 100)
    case .fine:
      guard let step = Int32(exactly: raw) else { throw .again(with { $0.scale = .roundedToPaise }) }
      return step
    case .roundedToPaise: return Int32(max(1, (raw + 50) / 100))
    }
  }

  private mutating func volume(_ number: Int) throws(Interruption) -> Int64 {
    guard head.column(of: .volume) != nil else { return 0 }
    let cell = scanner[.volume]
    guard cell.count > 0 else {
      tally.withoutVolume.add(line: number)
      return 0
    }
    if let volume = QuantityText.read(cell) { return volume }
    throw refused(.volume, number, "this is no quantity", "Write whole units, 0 or more.")
  }

  private func with(_ change: (inout ReadingPlan) -> Void) -> ReadingPlan {
    var plan = plan
    change(&plan)
    return plan
  }

  private func refused(_ role: ColumnRole, _ number: Int, _ problem: String, _ fix: String) -> Interruption {
    .refused(scanner.refused(role, head, file, number, problem, fix))
  }
}
