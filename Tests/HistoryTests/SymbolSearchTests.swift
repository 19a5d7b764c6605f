import History
import Market
import TestSupport
import Testing

@Suite("An instrument is found in a file under any of its names")
struct SymbolSearchTests {
  /// Two bars of a minute.
  private static func rows(_ day: String, _ symbol: String) -> String {
    ["09:15:00", "09:16:00"].map { "\(day) \($0),\(symbol),100,101,99,100,10\n" }.joined()
  }

  private func series(asked: String, _ names: [String], on day: String = "2025-08-21") throws -> [BarSeries] {
    let rows = names.map { Self.rows(day, $0) }.joined()
    let file = try PriceFolder()
    let url = try file.write("timestamp,symbol,open,high,low,close,volume\n" + rows, to: "several.csv")
    return try HistoryLoader().bars([url], symbol: asked).series
  }

  @Test(
    "a share, whichever spelling the file or the person uses",
    arguments: ["NSE:RELIANCE", "reliance", "RELIANCE-EQ", "RELIANCE.NS", "RELIANCE"],
    ["RELIANCE", "NSE:RELIANCE-EQ", "RELIANCE.NS"])
  func share(_ asked: String, _ name: String) throws {
    #expect(try series(asked: asked, [name, "INFY"]).map(\.count) == [2])
  }

  @Test(
    "a contract, whichever spelling the file or the person uses",
    arguments: ["NIFTY28AUG2524200CE", "NIFTY25AUG24200CE", "NIFTY250828C24200", "NSE:NIFTY250828C24200"],
    ["NIFTY28AUG2524200CE", "NIFTY25AUG24200CE", "NFO:NIFTY250828C24200"])
  func contract(_ asked: String, _ name: String) throws {
    #expect(try series(asked: asked, [name, "NIFTY", "NIFTY28AUG2524300CE"]).map(\.count) == [2])
  }

  @Test(
    "never another contract, another year's, or the share",
    arguments: ["NIFTY28AUG2524200CE", "NIFTY250828C24200", "NIFTY28AUG2424200CE", "RELIANCE28AUG25FUT"])
  func another(_ asked: String) {
    let error = #expect(throws: HistoryError.self) {
      try series(asked: asked, ["NIFTY28AUG2524200PE", "NIFTY28AUG2624200CE", "RELIANCE", "NIFTY"])
    }
    #expect(error?.problem == "it has no rows of \(asked)")
  }

  @Test("the error lists the names that begin alike first")
  func nearest() throws {
    let names = ["ACC", "BEL", "CIPLA", "DLF", "EICHERMOT", "RELINFRA"]
    let error = #expect(throws: HistoryError.self) { try series(asked: "RELIANCE", names) }
    #expect(try #require(error).fix.hasPrefix("It has RELINFRA"))
  }
}
