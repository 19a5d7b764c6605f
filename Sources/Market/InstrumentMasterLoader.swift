/// One reading of an instrument master, into its own copy of the registry.
struct InstrumentMasterLoader {
  private(set) var registry: InstrumentRegistry

  private let day: TradingDay
  private let freeze: FreezeQuantities
  private let columns: InstrumentMasterColumns
  private var reader: CSVReader
  private var summary = InstrumentMaster.Summary()
  /// Line on which each instrument id stood, 0 when not yet.
  private var lineOfID: [Int32] = []
  /// Shares wait until all derivatives are in, for their session class depends on these.
  private var shares: [(id: InstrumentID, lot: Quantity, tick: Price)] = []
  /// The chain before this row: nearly all rows of a file repeat the underlying of the row above.
  private var lastFreeze: (name: [UInt8], quantity: Quantity) = ([], .maximum)

  init(
    _ bytes: [UInt8], registry: InstrumentRegistry, day: TradingDay, freeze: FreezeQuantities
  ) throws(InstrumentMasterError) {
    self.registry = registry
    self.day = day
    self.freeze = freeze
    reader = CSVReader(bytes)
    guard try Self.advance(&reader) else {
      throw Self.error(0, problem: "the file is empty", fix: "Download the instrument master again.")
    }
    columns = try InstrumentMasterColumns(header: reader)
    lineOfID = Array(repeating: 0, count: registry.count)
  }

  mutating func run(hasDerivatives: (String) -> Bool) throws(InstrumentMasterError) -> InstrumentMaster.Summary {
    while try Self.advance(&reader) {
      if reader.isAtEnd, !reader.endsWithNewline { throw truncated() }
      guard reader.fieldCount == columns.count else { throw wrongFieldCount() }
      try readRow()
    }
    guard summary.instruments > 0 else {
      throw Self.error(
        0, problem: "no row of an exchange the desk trades",
        fix: "Download the instrument master again; it lists NSE, BSE, NFO, BFO and MCX.")
    }
    registry.settle()
    setShareTerms(hasDerivatives)
    return summary
  }

  private mutating func readRow() throws(InstrumentMasterError) {
    guard let listing = try columns.listing(in: reader) else {
      summary.skipped += 1
      return
    }
    let name = try columns.underlying(in: reader, listing)
    let expiry = listing.kind.isDerivative ? try columns.expiry(in: reader) : nil
    if let expiry { summary.firstExpiry = min(summary.firstExpiry ?? expiry, expiry) }
    let strike = listing.kind.isOption ? try columns.strike(in: reader) : nil
    var (lot, tick) = try columns.lotAndTick(in: reader, listing)
    if listing.exchange == .mcx, lot.units == 1, let commodity = Commodity.named(String(decoding: name, as: UTF8.self))
    {
      // Zerodha's master counts lots there. Prices are for one unit, so money needs the units of a lot.
      lot = Quantity(commodity.lot)
    }
    let id = registry.insert(
      exchange: listing.exchange, kind: listing.kind, underlying: name, expiry: expiry, strike: strike)
    try noteLine(of: id)
    if listing.kind == .equity {
      shares.append((id, lot, tick))
    } else {
      // An index is watched for as long as anything on it trades.
      let sessionClass: SessionClass = listing.exchange == .mcx ? .commodity : .equityDerivatives
      registry.setTerms(
        ContractTerms(
          lotSize: lot, tickSize: tick, freezeQuantity: freezeQuantity(name, listing), sessionClass: sessionClass),
        for: id, on: day)
    }
  }

  private mutating func noteLine(of id: InstrumentID) throws(InstrumentMasterError) {
    let index = Int(id.index)
    summary.instruments += 1
    if index >= lineOfID.count {
      lineOfID.append(Int32(reader.line))
      summary.added += 1
      return
    }
    guard lineOfID[index] == 0 else {
      throw columns.error(
        .tradingsymbol, reader, "\(registry[id].qualifiedSymbol) stands on line \(lineOfID[index]) already",
        fix: "Remove one of the two rows, or download the instrument master again.")
    }
    lineOfID[index] = Int32(reader.line)
  }

  private mutating func setShareTerms(_ hasDerivatives: (String) -> Bool) {
    for share in shares {
      let instrument = registry[share.id]
      let isCovered =
        registry.hasDerivatives(of: instrument.underlying, on: .nfo, expiringFrom: day)
        || registry.hasDerivatives(of: instrument.underlying, on: .bfo, expiringFrom: day)
        || hasDerivatives(instrument.underlying)
      registry.setTerms(
        ContractTerms(
          lotSize: share.lot, tickSize: share.tick, freezeQuantity: .maximum,
          sessionClass: isCovered ? .cashWithDerivatives : .cashWithoutDerivatives),
        for: share.id, on: day)
    }
  }

  private mutating func freezeQuantity(
    _ name: ArraySlice<UInt8>, _ listing: InstrumentMasterColumns.Listing
  ) -> Quantity {
    guard listing.exchange == .nfo || listing.exchange == .bfo else { return .maximum }
    if !lastFreeze.name.elementsEqual(name) {
      lastFreeze = (Array(name), freeze.quantity(ofName: name, on: day))
    }
    return lastFreeze.quantity
  }

  private static func advance(_ reader: inout CSVReader) throws(InstrumentMasterError) -> Bool {
    do {
      return try reader.next()
    } catch {
      throw error.error(file: InstrumentMasterColumns.file, line: reader.line)
    }
  }

  private func truncated() -> InstrumentMasterError {
    Self.error(
      reader.line, text: reader.text(0), problem: "the last line has no line end, so the file may be cut off",
      fix: "Download the instrument master again; if the file is whole, add the line end.")
  }

  private func wrongFieldCount() -> InstrumentMasterError {
    Self.error(
      reader.line, text: reader.text(0),
      problem: "\(reader.fieldCount) fields where the header has \(columns.count)",
      fix: "The line is damaged: download the instrument master again.")
  }

  private static func error(_ line: Int, text: String = "", problem: String, fix: String) -> InstrumentMasterError {
    InstrumentMasterError(file: InstrumentMasterColumns.file, line: line, text: text, problem: problem, fix: fix)
  }
}
