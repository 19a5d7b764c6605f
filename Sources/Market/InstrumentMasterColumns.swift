/// Where the columns of one master file stand, and what their fields mean.
struct InstrumentMasterColumns {
  enum Column: Int, CaseIterable {
    case tradingsymbol, name, expiry, strike, tickSize, lotSize, instrumentType, segment, exchange

    var title: String {
      switch self {
      case .tradingsymbol: "tradingsymbol"
      case .name: "name"
      case .expiry: "expiry"
      case .strike: "strike"
      case .tickSize: "tick_size"
      case .lotSize: "lot_size"
      case .instrumentType: "instrument_type"
      case .segment: "segment"
      case .exchange: "exchange"
      }
    }
  }

  struct Listing {
    var exchange: Exchange
    var kind: InstrumentKind
  }

  static let file = "instrument master"
  /// Fields of every row.
  let count: Int

  /// By the column's place in `Column.allCases`.
  private let positions: [Int]

  init(header: CSVReader) throws(InstrumentMasterError) {
    count = header.fieldCount
    let names = (0..<count).map { header.text($0) }
    var found: [Int] = []
    for column in Column.allCases {
      guard let position = names.firstIndex(of: column.title) else {
        throw InstrumentMasterError(
          file: Self.file, line: header.line, column: column.title,
          text: names.joined(separator: ","), problem: "the header lacks this column",
          fix: "Use the broker's instrument dump as it is, header line included.")
      }
      found.append(position)
    }
    positions = found
  }

  func error(_ column: Column, _ row: CSVReader, _ problem: String, fix: String) -> InstrumentMasterError {
    InstrumentMasterError(
      file: Self.file, line: row.line, column: column.title, text: row.text(positions[column.rawValue]),
      problem: problem, fix: fix)
  }

  private func field(_ column: Column, _ row: CSVReader) -> ArraySlice<UInt8> { row.bytes(positions[column.rawValue]) }

  /// Exchange and kind of a row; nil for an exchange the desk does not trade.
  func listing(in row: CSVReader) throws(InstrumentMasterError) -> Listing? {
    let exchangeName = field(.exchange, row)
    guard let listed = Exchange(listed: exchangeName) else {
      guard Self.otherExchanges.contains(where: { $0.utf8.elementsEqual(exchangeName) }) else {
        throw error(.exchange, row, "unknown exchange", fix: "Expected NSE, BSE, NFO, BFO or MCX.")
      }
      return nil
    }
    if field(.segment, row).elementsEqual("INDICES".utf8) { return Self.indexListing(listed) }
    guard let kind = InstrumentKind(listed: field(.instrumentType, row)) else {
      throw error(.instrumentType, row, "unknown instrument type", fix: "Expected EQ, FUT, CE or PE.")
    }
    guard kind.isDerivative == listed.tradesDerivatives else {
      throw error(
        .instrumentType, row, "this type does not trade on \(listed.rawValue)",
        fix: "EQ belongs to NSE and BSE; FUT, CE and PE to NFO, BFO and MCX.")
    }
    return Listing(exchange: listed, kind: kind)
  }

  /// Base symbol: of a share its trading symbol, of a derivative the name of its underlying.
  func underlying(in row: CSVReader, _ listing: Listing) throws(InstrumentMasterError) -> ArraySlice<UInt8> {
    let column: Column = listing.kind.isDerivative ? .name : .tradingsymbol
    let name = field(column, row)
    if listing.kind == .index, let known = IndexName.symbol(listed: name) { return known }
    guard name.isUnderlyingName else {
      throw error(column, row, "not a symbol", fix: "Expected capitals and digits such as RELIANCE or M&M.")
    }
    return name
  }

  /// A symbol has room for two digits of the year: two contracts a century apart would be one.
  func expiry(in row: CSVReader) throws(InstrumentMasterError) -> TradingDay {
    guard let day = TradingDay(isoBytes: field(.expiry, row)), (2000...2099).contains(day.civil.year) else {
      throw error(.expiry, row, "not a date", fix: "Expected a date of this century, such as 2026-08-25.")
    }
    return day
  }

  func strike(in row: CSVReader) throws(InstrumentMasterError) -> Price {
    guard let raw = Decimal4.parse(field(.strike, row)), Price(raw: raw).isPlausible else {
      throw error(.strike, row, "not a strike", fix: "Expected rupees above 0, such as 24350 or 292.5.")
    }
    return Price(raw: raw)
  }

  /// Lot and tick. Indices are not traded and have 0 for both; they get one unit and ₹0.05.
  func lotAndTick(in row: CSVReader, _ listing: Listing) throws(InstrumentMasterError) -> (Quantity, Price) {
    let lot = Decimal4.parse(field(.lotSize, row))
    let tick = Decimal4.parse(field(.tickSize, row))
    if listing.kind == .index, lot == 0 || tick == 0 { return (Quantity(1), Price(rupees: 0, paise: 5)) }
    guard let lot, lot > 0, lot % Price.unitsPerRupee == 0, lot / Price.unitsPerRupee <= Quantity.maximum.units else {
      throw error(.lotSize, row, "not a lot size", fix: "Expected a whole number above 0.")
    }
    guard let tick, Price(raw: tick).isPlausible else {
      throw error(.tickSize, row, "not a tick size", fix: "Expected rupees above 0, at most four decimals: 0.05.")
    }
    return (Quantity(lot / Price.unitsPerRupee), Price(raw: tick))
  }

  /// Segments that a full dump lists and the desk leaves alone: currency, commodities at NSE, indices abroad.
  private static let otherExchanges = ["CDS", "BCD", "NCO", "NSEIX", "GLOBAL", "NCDEX"]

  private static func indexListing(_ exchange: Exchange) -> Listing? {
    switch exchange {
    case .nse: Listing(exchange: .nseIndex, kind: .index)
    case .bse: Listing(exchange: .bseIndex, kind: .index)
    case .nfo, .bfo, .mcx, .nseIndex, .bseIndex: nil
    }
  }
}
