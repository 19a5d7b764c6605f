import Foundation
import Market
import Testing

@testable import sarathi

@Suite("An instrument file is of a day, whatever day it is read on")
struct InstrumentFileTests {
  private static let today: TradingDay = TradingDay(parsing: "2026-11-30") ?? TradingDay(daysSince1970: 0)

  /// - Parameters:
  ///   - age: days since its last change.
  ///   - expiry: of a future in it.
  private func load(age: Int, expiry: String? = nil, validDays: Int = 0) throws -> InstrumentFile {
    let file = FileManager.default.temporaryDirectory.appending(path: "instruments-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    var text = """
      instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,\
      instrument_type,segment,exchange
      1,1,SBIN,STATE BANK,0,,0,0.05,1,EQ,NSE,NSE

      """
    if let expiry { text += "2,2,NIFTYFUT,NIFTY,0,\(expiry),0,0.05,75,FUT,NFO-FUT,NFO\n" }
    try Data(text.utf8).write(to: file)
    let noon = Timestamp(day: Self.today.advanced(by: -age), time: TimeOfDay(12, 0))
    let date = Date(timeIntervalSince1970: Double(noon.nanoseconds / Timestamp.nanosecondsPerSecond))
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file.path)
    return try InstrumentFile(file, on: Self.today, validDays: validDays)
  }

  private func hasTerms(_ file: InstrumentFile) throws -> Bool {
    let id = try #require(file.registry.id(of: .equity("SBIN")))
    return file.registry.terms(of: id, on: Self.today) != nil
  }

  @Test("one of today is today's")
  func today() throws {
    let file = try load(age: 0, expiry: "2026-12-29")
    #expect(file.day == Self.today && file.age(on: Self.today) == "of today")
    #expect(try hasTerms(file))
  }

  @Test("an older one says nothing of today", arguments: [1, 40])
  func old(_ age: Int) throws {
    let file = try load(age: age)
    #expect(file.day == Self.today.advanced(by: -age))
    #expect(try !hasTerms(file))
    #expect(file.age(on: Self.today).hasSuffix(age == 1 ? "1 day old" : "40 days old"))
  }

  @Test("a copy made today of an old one is found by a contract that is over")
  func copied() throws {
    let file = try load(age: 0, expiry: "2026-10-27")
    #expect(file.day == TradingDay(parsing: "2026-10-27"))
    #expect(try !hasTerms(file))
  }

  @Test("the settings may let one count for some days", arguments: [(3, true), (4, false)])
  func valid(_ age: Int, _ isTaken: Bool) throws {
    #expect(try hasTerms(load(age: age, validDays: 3)) == isTaken)
  }
}
