import Market

/// Reads lines of bars of any accepted layout, checking everything: the judge of what a file may hold.
struct CheckedLines {
  let head: TableHead
  let scanner: RowScanner
  let plan: ReadingPlan
  let file: String
  /// Of dates, as a person or the header said it; nil: the rows tell.
  let givenOrder: DateOrder?
  private var agreement = TimeAgreement()
  private var contract: RowContract
  private(set) var evidence = DateEvidence()
  private(set) var tally = LoadTally()

  init(_ head: TableHead, plan: ReadingPlan, file: String, order: DateOrder? = nil) {
    self.head = head
    self.plan = plan
    self.file = file
    givenOrder = order ?? head.namedOrder
    scanner = RowScanner(head)
    contract = RowContract(head)
  }

  /// How times are written; nil before the first row.
  var shape: TimeShape? { agreement.shape }

  var order: DateOrder { givenOrder ?? plan.order }

  /// Takes one line, without its line feed, into the builder of its symbol.
  ///
  /// What is wrong with a row of one of many symbols is kept with that symbol: it does not stop the others.
  /// - Parameter fallback: of a file without a symbol column.
  mutating func take(
    _ line: UnsafeRawBufferPointer, number: Int, into symbols: inout SymbolTable, fallback: String
  ) throws(Interruption) {
    guard !line.isBlank else { return }
    let found = scanner.scan(line)
    guard found == head.roles.count else { throw .refused(head.wrongCount(found, line, number, file)) }
    guard let builder = try builder(&symbols, fallback, number), builder.refusal == nil else { return }
    do throws(Interruption) {
      try take(number, into: builder)
    } catch {
      guard case .refused(let refusal) = error, head.column(of: .symbol) != nil else { throw error }
      builder.refusal = refusal
    }
  }

  private mutating func take(_ number: Int, into builder: BarBuilder) throws(Interruption) {
    let seconds = try time(number)
    guard !holdsNothing else { return tally.withoutPrices.add(line: number) }
    let row = try self.row(seconds, number)
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

  /// - Returns: nil for a row that is left out.
  private mutating func builder(
    _ symbols: inout SymbolTable, _ fallback: String, _ number: Int
  ) throws(Interruption) -> BarBuilder? {
    let hasSymbol = head.column(of: .symbol) != nil
    let cell = scanner[.symbol]
    if hasSymbol, cell.count == 0 { throw refused(.symbol, number, "the cell is empty", "Name the instrument.") }
    if head.column(of: .series) != nil, !scanner[.series].isSeriesOfShares {
      tally.otherSeries.add(line: number)
      return nil
    }
    if !head.contractRoles.isEmpty, let builder = try contractBuilder(&symbols, fallback, number) { return builder }
    return hasSymbol ? symbols.builder(of: cell) : symbols.builder(named: fallback)
  }

  private mutating func contractBuilder(
    _ symbols: inout SymbolTable, _ fallback: String, _ number: Int
  ) throws(Interruption) -> BarBuilder? {
    let name =
      head.column(of: .symbol) != nil
      ? contract.name(scanner, underlying: scanner[.symbol])
      : Array(fallback.utf8).withUnsafeBytes { contract.name(scanner, underlying: $0) }
    switch name {
    case .other: return nil
    case .contract(let name): return symbols.builder(named: name)
    case .differs(let role):
      throw refused(
        role, number, "the rows belong to several contracts",
        "Add the columns expiry, strike and option_type, or a column symbol that names the contract of each row.")
    case .incomplete:
      throw refused(
        .strike, number, "these are prices of an option, and not all of expiry, strike, and call or put is given",
        "Add the columns expiry, strike and option_type, or name the contract in the symbol column or the file's name, "
          + "such as NIFTY28NOV2423500CE.")
    case .unreadable(let role):
      throw refused(
        role, number, "this names no contract", "Write an expiry such as 06-JAN-2022, a strike such as 17900.")
    }
  }

  /// Rows of days without trading: all prices missing, or all but the close zero and nothing traded (a contract that
  /// nobody dealt in).
  private var holdsNothing: Bool {
    let prices = [ColumnRole.open, .high, .low, .close]
    if prices.allSatisfy({ scanner[$0].isMissing }) { return true }
    guard !head.contractRoles.isEmpty, head.column(of: .volume) != nil, QuantityText.read(scanner[.volume]) == 0 else {
      return false
    }
    return prices.dropLast().allSatisfy { DecimalText(scanner[$0])?.isZero == true }
  }

  private mutating func row(_ seconds: UInt32, _ number: Int) throws(Interruption) -> BarRow {
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
    try weighDate(number)
    let time: TimeText
    do throws(HistoryError) {
      time = try scanner.time(head, order, file, number)
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

  /// Reads the file anew in the order that a row proves.
  private mutating func weighDate(_ number: Int) throws(Interruption) {
    guard givenOrder == nil, let parts = DateParts(scanner.dateCell(head)) else { return }
    evidence.add(parts, line: number)
    guard !evidence.isPossible(order) else { return }
    if let other = evidence.possible { throw .again(with { $0.order = other }) }
    // A date of no order at all is told as such.
    guard DateOrder.allCases.contains(where: { parts.day($0) != nil }) else { return }
    let role = head.column(of: .date) == nil ? ColumnRole.time : .date
    let earlier = DateOrder.allCases.map { evidence.line(against: $0) }.filter { $0 > 0 && $0 < number }.max() ?? 0
    throw refused(
      role, number, "this date and that of line \(earlier) are written in different orders", "Write all dates alike.")
  }

  private mutating func price(_ role: ColumnRole, _ number: Int) throws(Interruption) -> Int64 {
    let cell = scanner[role]
    if head.separator == UInt8(ascii: ";"), let text = DecimalText(cell), text.hasGroups, !text.hasPoint {
      throw refused(
        role, number, "nobody can tell whether the comma is a decimal point",
        "Write a point, and no thousands separator.")
    }
    switch PriceText.read(cell) {
    case .price(let raw, let isRounded):
      if isRounded { tally.rounded.add(line: number) }
      if plan.scale == .roundedToPaise, raw % 100 != 0 { tally.rounded.add(line: number) }
      return raw
    case .bad(let problem):
      throw refused(
        role, number, problem,
        "Write rupees such as 2150.50 or \"2,150.50\", above 0, or leave all prices of the row empty.")
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
    guard !cell.isMissing else {
      tally.withoutVolume.add(line: number)
      return 0
    }
    if let volume = QuantityText.read(cell) { return volume }
    throw refused(.volume, number, "this is no quantity", "Write whole units, 0 or more, such as 68180 or 68.18K.")
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

extension UnsafeRawBufferPointer {
  /// Of NSE's series those whose rows are a company's share: ordinary, trade-to-trade, and of small companies. Bonds,
  /// warrants and blocks have others; a contract has none.
  var isSeriesOfShares: Bool {
    let series = String(decoding: self, as: UTF8.self).uppercased()
    return ["", "-", "EQ", "BE", "BZ", "SM", "ST", "SZ"].contains(series)
  }
}
