import Foundation
import Testing

@Suite("The reference backtester")
struct ReferenceBacktesterTests {
  @Test("meets stop before target, fills at the next open and squares off")
  func openingRange() throws {
    let bars = """
      timestamp,open,high,low,close,volume
      2024-01-02 09:15:00,100,101,99,100,10
      2024-01-02 09:16:00,100,100.5,99.5,100,10
      2024-01-02 09:17:00,100,102,100,101.5,10
      2024-01-02 09:18:00,101.6,103,101,102,10
      2024-01-02 09:19:00,102,105,98,100,10
      2024-01-02 09:20:00,100,100,98.5,98.8,10
      2024-01-02 09:21:00,98.9,99,95,96,10
      2024-01-03 09:15:00,50,51,49,50,10
      2024-01-03 09:16:00,50,51,49,50,10
      2024-01-03 09:17:00,50,52,50,51.5,10
      2024-01-03 09:18:00,51.4,52,51,52,10
      2024-01-03 15:15:00,52.3,53,52,52,10
      2024-01-03 15:16:00,60,60,60,60,10
      2024-01-03 15:17:00,60,60,60,60,10
      """
    let trades = try Self.trades(
      bars, ["--strategy", "opening-range-breakout", "--set", "minutes=2", "--quantity", "10", "--capital", "1000"])
    #expect(
      trades == [
        "1,long,2024-01-02T09:18:00+05:30,101.60,2024-01-02T09:19:00.001+05:30,99.00,stop_loss,-26.00,1,974.00",
        "2,short,2024-01-02T09:21:00+05:30,98.90,2024-01-02T09:21:20.001+05:30,95.80,target,31.00,0,1005.00",
        "3,long,2024-01-03T09:18:00+05:30,51.40,2024-01-03T15:15:00+05:30,52.30,square_off,9.00,1,1014.00",
      ])
  }

  /// Without the columns that say nothing here.
  private static func trades(_ bars: String, _ arguments: [String]) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appending(path: "bars-\(UUID().uuidString).csv")
    try Data(bars.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }  // left-overs in a temporary folder
    let output = try Python.run("reference.py", [file.path] + arguments)
    return String(decoding: output, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return [0, 2, 4, 5, 6, 7, 8, 9, 20, 21].map { String(fields[$0]) }.joined(separator: ",")
    }
  }
}
