import Market
import Testing

@Suite("An instrument master is taken whole or not at all")
struct InstrumentMasterTests {
  private let today = day("2026-08-18")
  private static let header =
    "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,"
    + "instrument_type,segment,exchange\n"
  private static let whole =
    header + """
      256265,1001,NIFTY 50,NIFTY 50,0,,0,0,0,EQ,INDICES,NSE
      738561,2885,RELIANCE,"RELIANCE, ""THE"" COMPANY",0,,0,0.1,1,EQ,NSE,NSE
      1,2,M&M,MAHINDRA,0,,0,0.1,1,EQ,NSE,NSE
      14866434,58072,NIFTY26AUGFUT,NIFTY,0.0,2026-08-25,0.0,0.1,65,FUT,NFO-FUT,NFO
      11546626,45104,NIFTY2681824350CE,"NIFTY",0.0,2026-08-18,24350.0,0.05,65,CE,NFO-OPT,NFO
      3,4,RELIANCE26AUG1400.5PE,RELIANCE,0.0,2026-08-25,1400.5,0.05,500,PE,NFO-OPT,NFO
      5,6,SENSEX26AUGFUT,SENSEX,0.0,2026-08-27,0,0.05,20,FUT,BFO-FUT,BFO
      7,8,CRUDEOIL26SEPFUT,CRUDEOIL,0,2026-09-18,0,1.0,100,FUT,MCX-FUT,MCX
      9,10,USDINR26AUGFUT,USDINR,0,2026-08-27,0,0.0025,1,FUT,CDS-FUT,CDS

      """

  private func load(_ text: String) throws -> (InstrumentRegistry, InstrumentMaster.Summary) {
    var registry = InstrumentRegistry()
    let summary = try InstrumentMaster.load(bytes(text), into: &registry, on: today)
    return (registry, summary)
  }

  private func terms(_ registry: InstrumentRegistry, _ exchange: Exchange, _ symbol: String) -> ContractTerms? {
    registry.id(exchange: exchange, symbol: symbol).flatMap { registry.terms(of: $0, on: today) }
  }

  @Test("every row becomes an instrument with its terms of the day")
  func rows() throws {
    let (registry, summary) = try load(Self.whole)
    #expect([summary.instruments, summary.added, summary.skipped] == [8, 8, 1])
    let call = try #require(terms(registry, .nfo, "NIFTY18AUG2624350CE"))
    #expect(call.lotSize == Quantity(65))
    #expect(call.tickSize == price("0.05"))
    #expect(call.freezeQuantity == Quantity(1800))
    #expect(call.sessionClass == .equityDerivatives)
    #expect(terms(registry, .nfo, "RELIANCE25AUG261400.5PE")?.freezeQuantity == .maximum)
    #expect(terms(registry, .bfo, "SENSEX27AUG26FUT")?.freezeQuantity == Quantity(1000))
    #expect(terms(registry, .mcx, "CRUDEOIL18SEP26FUT")?.sessionClass == .commodity)
    #expect(terms(registry, .nseIndex, "NIFTY") != nil)
  }

  @Test("a lot of MCX has the units of the contract where the file counts lots; a lot that it says stays")
  func commodityLots() throws {
    let counted = Self.whole.replacing("1.0,100,FUT,MCX-FUT", with: "1.0,1,FUT,MCX-FUT")
    let (registry, _) = try load(
      counted + "11,12,GOLDPETAL26SEPFUT,GOLDPETAL,0,2026-09-30,0,1,1,FUT,MCX-FUT,MCX\n"
        + "13,14,CRUDEOILM26SEPFUT,CRUDEOILM,0,2026-09-18,0,1,20,FUT,MCX-FUT,MCX\n")
    #expect(terms(registry, .mcx, "CRUDEOIL18SEP26FUT")?.lotSize == Quantity(100))
    #expect(terms(registry, .mcx, "GOLDPETAL30SEP26FUT")?.lotSize == Quantity(1))
    #expect(terms(registry, .mcx, "CRUDEOILM18SEP26FUT")?.lotSize == Quantity(20))
  }

  @Test("a share's sessions depend on whether it has derivatives")
  func sessionClass() throws {
    let (registry, _) = try load(Self.whole)
    #expect(terms(registry, .nse, "RELIANCE")?.sessionClass == .cashWithDerivatives)
    #expect(terms(registry, .nse, "M&M")?.sessionClass == .cashWithoutDerivatives)
    var told = InstrumentRegistry()
    _ = try InstrumentMaster.load(bytes(Self.whole), into: &told, on: today, hasDerivatives: { $0 == "M&M" })
    #expect(terms(told, .nse, "M&M")?.sessionClass == .cashWithDerivatives)
  }

  @Test("the same file again changes nothing, and ids stay")
  func again() throws {
    var (registry, _) = try load(Self.whole)
    let before = Array(registry.instruments)
    let summary = try InstrumentMaster.load(bytes(Self.whole), into: &registry, on: today)
    #expect(summary.added == 0)
    #expect(Array(registry.instruments) == before)
  }

  @Test("columns may stand in any order, lines may end in CRLF, a byte order mark is skipped")
  func otherOrder() throws {
    let text =
      "\u{FEFF}exchange,segment,instrument_type,lot_size,tick_size,strike,expiry,name,tradingsymbol,new\r\n"
      + "NFO,NFO-OPT,PE,65,0.05,24000,2026-08-18,NIFTY,X,1\r\n"
    let (registry, _) = try load(text)
    #expect(terms(registry, .nfo, "NIFTY18AUG2624000PE")?.lotSize == Quantity(65))
  }

  private static let good = "1,2,X,NIFTY,0.0,2026-08-18,24350.0,0.05,65,CE,NFO-OPT,NFO\n"

  /// A file whose only row has `old` replaced.
  private static func changed(_ old: String, _ new: String) -> String { header + good.replacing(old, with: new) }

  struct Damage: Sendable {
    var text: String
    var line: Int
    var column: String
    var problem: String

    init(_ text: String, _ line: Int, _ column: String, _ problem: String) {
      self.text = text
      self.line = line
      self.column = column
      self.problem = problem
    }
  }

  static let damages: [Damage] = [
    Damage("", 0, "", "the file is empty"),
    Damage(header, 0, "", "no row of an exchange"),
    Damage("tradingsymbol,name\n", 1, "expiry", "the header lacks this column"),
    Damage(changed("0.05", "0"), 2, "tick_size", "not a tick size"),
    Damage(changed("0.05", "-0.05"), 2, "tick_size", "not a tick size"),
    Damage(changed("65,CE", "-65,CE"), 2, "lot_size", "not a lot size"),
    Damage(changed("65,CE", "0,CE"), 2, "lot_size", "not a lot size"),
    Damage(changed("65,CE", "6.5,CE"), 2, "lot_size", "not a lot size"),
    Damage(changed("65,CE", "9999999999999,CE"), 2, "lot_size", "not a lot size"),
    Damage(changed("2026-08-18", "2026-02-30"), 2, "expiry", "not a date"),
    Damage(changed("2026-08-18", ""), 2, "expiry", "not a date"),
    // Its symbol would be that of the contract a century earlier.
    Damage(changed("2026-08-18", "2126-08-18"), 2, "expiry", "not a date"),
    Damage(changed("24350.0", "0"), 2, "strike", "not a strike"),
    Damage(changed("24350.0", "2e4"), 2, "strike", "not a strike"),
    Damage(changed(",CE,", ",XX,"), 2, "instrument_type", "unknown instrument type"),
    Damage(changed(",CE,", ",EQ,"), 2, "instrument_type", "does not trade on NFO"),
    Damage(changed(",NFO\n", ",NF\n"), 2, "exchange", "unknown exchange"),
    Damage(changed("NIFTY", ""), 2, "name", "not a symbol"),
    Damage(header + good + good, 3, "tradingsymbol", "stands on line 2 already"),
    Damage(header + String(good.dropLast()), 2, "", "no line end"),
    Damage(header + good + String(good.prefix(20)), 3, "", "no line end"),
    Damage(header + "1,2,3\n" + good, 2, "", "3 fields where the header has 12"),
    Damage(header + "\"1,2\n" + good, 2, "", "never closed"),
    Damage(header + "\"1\"2,3\n" + good, 2, "", "follows a closing quote"),
  ]

  @Test("damage is named by line, column and text", arguments: damages)
  func damage(_ damage: Damage) {
    var registry = InstrumentRegistry()
    let known = registry.register(.equity("SBIN"))
    let error = #expect(throws: InstrumentMasterError.self) {
      try InstrumentMaster.load(bytes(damage.text), into: &registry, on: today)
    }
    #expect(error?.line == damage.line)
    #expect(error?.column == damage.column)
    #expect(error?.problem.contains(damage.problem) == true, "\(String(describing: error))")
    #expect(error?.fix.isEmpty == false)
    #expect(Array(registry.ids) == [known])
  }

  @Test("bytes that are not UTF-8 are refused with their line")
  func notUTF8() {
    var registry = InstrumentRegistry()
    let damaged = bytes(Self.header + Self.good + "1,2,X,") + [0xC3, 0x28] + bytes(",0,,0,0,0,EQ,NSE,NSE\n")
    let error = #expect(throws: InstrumentMasterError.self) {
      try InstrumentMaster.load(damaged, into: &registry, on: today)
    }
    #expect(error?.line == 3)
    #expect(registry.count == 0)
  }

  /// 3000 files with a few bytes overwritten: each is either taken whole or refused without a trace. The generator is
  /// Knuth's MMIX, so that a failure comes back.
  @Test("random damage never traps and never half-applies")
  func randomDamage() {
    var state: UInt64 = 20_260_818
    func random(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<3000 {
      var damaged = bytes(Self.whole)
      for _ in 0...random(below: 4) { damaged[random(below: damaged.count)] = UInt8(random(below: 256)) }
      var registry = InstrumentRegistry()
      do {
        #expect(try InstrumentMaster.load(damaged, into: &registry, on: today).instruments == registry.count)
      } catch {
        #expect(registry.count == 0)
      }
    }
  }

  /// Every file cut off anywhere, but for cuts at a line's end, is refused without a trace.
  @Test("A truncated instrument master is refused at every length")
  func everyTruncation() {
    let text = bytes(Self.whole)
    for length in 0..<text.count where length == 0 || text[length - 1] != UInt8(ascii: "\n") {
      var registry = InstrumentRegistry()
      #expect(throws: InstrumentMasterError.self) {
        try InstrumentMaster.load(text[..<length], into: &registry, on: today)
      }
      #expect(registry.count == 0)
    }
  }
}

@Suite("Freeze quantities hold from their date")
struct FreezeQuantitiesTests {
  @Test(
    "the bundled rows",
    arguments: [
      ("BANKNIFTY", "2025-06-30", 900), ("BANKNIFTY", "2025-07-01", 600), ("BANKNIFTY", "2025-09-01", 900),
      ("BANKNIFTY", "2026-08-18", 600), ("MIDCPNIFTY", "2026-08-18", 2800), ("RELIANCE", "2026-08-18", 100_000_000),
    ])
  func bundled(_ underlying: String, _ date: String, _ units: Int64) {
    #expect(FreezeQuantities.bundled.quantity(of: underlying, on: day(date)) == Quantity(units))
  }

  @Test("a bad quantity is refused", arguments: ["0", "-1", "many", ""])
  func bad(_ quantity: String) {
    let text = "underlying,effective_from,freeze_quantity\nNIFTY,2026-08-03,\(quantity)\n"
    let error = #expect(throws: DataFileError.self) { try FreezeQuantities(parsing: bytes(text)) }
    #expect(error?.column == "freeze_quantity")
  }
}

extension String {
  /// Replaces every occurrence; the tests use no Foundation.
  fileprivate func replacing(_ old: String, with new: String) -> String {
    var result = ""
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(old) {
        result += new
        rest = rest.dropFirst(old.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }
}
