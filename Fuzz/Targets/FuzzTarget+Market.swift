import Market

extension FuzzTarget {
  /// A symbol; the first byte chooses the exchange.
  static let symbol = FuzzTarget("symbol", maximumBytes: 128) { bytes in
    guard let first = bytes.first else { return }
    let exchange = Exchange.allCases[Int(first) % Exchange.allCases.count]
    let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
    let instrument: Instrument
    do throws(SymbolError) {
      instrument = try Instrument(parsing: text, defaultExchange: exchange)
    } catch {
      try require(!error.fix.isEmpty && error.text.count <= 61, "a refused symbol says what to do: \(error)")
      return
    }
    try requireReadsBack(instrument)
    var registry = InstrumentRegistry()
    let id = registry.register(instrument)
    try require(
      registry.id(exchange: instrument.exchange, symbol: instrument.symbol) == id, "the registry finds \(instrument)")
  }

  /// An instrument master.
  static let instruments = FuzzTarget("instruments", maximumBytes: 8192) { bytes in
    let day = TradingDay(daysSince1970: 20_670)
    var registry = InstrumentRegistry()
    _ = registry.register(.equity("RELIANCE"))
    let summary: InstrumentMaster.Summary
    do throws(InstrumentMasterError) {
      summary = try InstrumentMaster.load(bytes, into: &registry, on: day)
    } catch {
      try requirePlace(error, bytes)
      try require(registry.count == 1, "a refused master leaves the registry as it was")
      return
    }
    try require(registry.count <= 1 + summary.instruments, "each instrument has a row")
    for id in registry.ids {
      let instrument = registry[id]
      try requireReadsBack(instrument)
      guard let terms = registry.terms(of: id, on: day) else { continue }
      try require(terms.lotSize > .zero && terms.tickSize.isPlausible, "\(instrument) has a lot and a tick")
    }
    let count = registry.count
    let again = try InstrumentMaster.load(bytes, into: &registry, on: day)
    try require(again.added == 0 && registry.count == count, "reading it again adds nothing")
  }

  /// A calendar file, alone and over the bundled one.
  static let calendar = FuzzTarget("calendar", maximumBytes: 8192) { bytes in
    let calendar: TradingCalendar
    do throws(DataFileError) {
      calendar = try TradingCalendar(parsing: bytes)
    } catch {
      return try requirePlace(error, bytes)
    }
    let together = TradingCalendar.bundled.overridden(by: calendar)
    for day in stride(from: 20_000, through: 21_000, by: 37).map({ TradingDay(daysSince1970: $0) }) {
      for sessionClass in SessionClass.allCases {
        let noon = Timestamp(day: day, time: TimeOfDay(12, 0))
        for asked in [calendar, together] {
          _ = asked.reasonClosed(sessionClass, at: noon)?.description
          if let open = asked.open(of: sessionClass, on: day), let close = asked.close(of: sessionClass, on: day) {
            try require(open < close, "on \(day) \(sessionClass) opens before it closes")
            try require(open.istDay == day && close.istDay == day, "sessions of \(day) are on that day")
          }
        }
      }
    }
  }

  /// A charges file, alone and over the bundled one.
  static let charges = FuzzTarget("charges", maximumBytes: 8192) { bytes in
    let schedule: ChargeSchedule
    do throws(DataFileError) {
      schedule = try ChargeSchedule(parsing: bytes)
    } catch {
      return try requirePlace(error, bytes)
    }
    let together = ChargeSchedule.bundled.overridden(by: schedule)
    for plan in together.plans.prefix(3) {
      for segment in ChargeSegment.allCases {
        let tariff: ChargeTariff
        do throws(ChargeError) {
          tariff = try together.tariff(
            plan: plan, exchange: .nfo, segment: segment, on: TradingDay(daysSince1970: 20_670))
        } catch {
          continue
        }
        for side in [Side.buy, .sell] {
          let charges = tariff.accrual(side: side, value: Price.maximum * Quantity.maximum)
          try require(charges.total >= .zero, "\(plan) charges \(charges.total)")
        }
      }
    }
  }

  /// A file of freeze quantities.
  static let freeze = FuzzTarget("freeze", maximumBytes: 8192) { bytes in
    let freeze: FreezeQuantities
    do throws(DataFileError) {
      freeze = try FreezeQuantities(parsing: bytes)
    } catch {
      return try requirePlace(error, bytes)
    }
    let quantity = freeze.quantity(of: "NIFTY", on: TradingDay(daysSince1970: 20_670))
    try require(quantity > .zero && quantity <= .maximum, "\(quantity) can be ordered")
  }

  /// Its canonical symbol names the same instrument.
  private static func requireReadsBack(_ instrument: Instrument) throws {
    do {
      let again = try Instrument(parsing: instrument.qualifiedSymbol, defaultExchange: instrument.exchange)
      try require(again == instrument, "\(instrument.qualifiedSymbol) reads as \(again), not as \(instrument)")
    } catch let error as SymbolError {
      throw FuzzFinding(description: "its own symbol is refused: \(error)")
    }
  }

  /// The error names a line of the file, or concerns the whole, and says what to do.
  private static func requirePlace(_ error: DataFileError, _ bytes: [UInt8]) throws(FuzzFinding) {
    let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
    try require((0...lines).contains(error.line), "line \(error.line) of \(lines): \(error)")
    try require(!error.problem.isEmpty && !error.fix.isEmpty, "it says what is wrong and what to do: \(error)")
    try require(error.text.count <= 61, "what is shown of a file is short")
  }
}
